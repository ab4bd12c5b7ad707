using System.Collections;
using System.Globalization;

namespace Netskope.AlertGateway.Settings;

/// <summary>A setting that is a list: entries (<c>Name:0</c>, <c>Name:1</c>), or one value with commas, as an environment variable holds it.</summary>
static class SettingLists
{
    public static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    /// <summary>Sets every list of a section's options, however deep it stands.</summary>
    public static void Fill(object options, IConfigurationSection section)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.SetMethod?.IsPublic == true))
        {
            var (own, value) = (section.GetSection(property.Name), property.GetValue(options));
            if (IsList(property.PropertyType)) property.SetValue(options, Read(own));
            else if (value is IDictionary entries) FillEntries(entries, own);
            else if (value is not null and not string && property.PropertyType.IsClass) Fill(value, own);
        }
    }

    static void FillEntries(IDictionary entries, IConfigurationSection section)
    {
        foreach (DictionaryEntry entry in entries) Fill(entry.Value!, section.GetSection((string)entry.Key));
    }

    static IReadOnlyList<string> Read(IConfigurationSection setting)
    {
        var entries = setting.Value is { Length: > 0 } text ? text.Split(',') : setting.GetChildren().Select(entry => entry.Value ?? "");
        return [.. entries.Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];
    }

    /// <summary>What makes it no list.</summary>
    public static IEnumerable<string> Check(IConfigurationSection setting)
    {
        var entries = setting.GetChildren().ToList();
        if (entries.Count > 0 && !string.IsNullOrEmpty(setting.Value))
        {
            // Two sources, of which neither overrides the other: which of them is meant nobody can tell.
            yield return $"{setting.Path} is a list and a single value at once; keep one of them.";
        }

        foreach (var entry in entries)
        {
            if (!int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)) yield return $"{entry.Path} is not a setting; {setting.Path} is a list of values.";
            else if (entry.GetChildren().Any()) yield return $"{entry.Path} is not a single value; {setting.Path} is a list of values.";
        }
    }
}
