using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Settings;

static class SettingsSetup
{
    /// <summary>Binds a section and checks it when the host starts: names, shapes, then the section's own rules.</summary>
    public static IServiceCollection AddSettings<T, TRules>(this IServiceCollection services, string section)
        where T : class
        where TRules : SettingRules<T>
    {
        services.AddOptions<T>().Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(section))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>, TRules>();
        return services;
    }

    static void Bind<T>(T options, IConfigurationSection section)
        where T : class
    {
        // The binder would stop at the first value it can not read, and say nothing of a name it does not know.
        var failures = SettingShapes.Check(section, typeof(T)).ToList();
        // Nor may it be quoted in full: a key may stand in a wrong place.
        if (failures.Count > 0) throw new OptionsValidationException(section.Path, typeof(T), failures.Select(Secrets.Cover));
        section.Bind(options);
        SettingLists.Fill(options, section);
    }
}
