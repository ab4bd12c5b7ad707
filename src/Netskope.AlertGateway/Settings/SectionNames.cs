using Netskope.Query;

namespace Netskope.AlertGateway.Settings;

/// <summary>A misspelt section would not be read at all, and what it was meant to limit would not be limited.</summary>
sealed class SectionNames(IConfiguration configuration) : SettingRules<GatewayOptions>
{
    static readonly string[] Ours = ["Netskope", "Gateway", "Cache", "Redis", "Access", "Audit", "Passthrough", "Check", "Secrets"];

    static readonly string[] Others = ["Authentication", "ConnectionStrings", "Logging", "Kestrel"];

    protected override void Check(GatewayOptions o)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (!section.GetChildren().Any() || Ours.Concat(Others).Contains(section.Key, StringComparer.OrdinalIgnoreCase)) continue;
            if (NearestName.Of(section.Key, Ours) is { } near) Require(false, section.Key, $"is no section of settings; did you mean {near}");
        }
    }
}
