using System.Collections;
using System.Globalization;

namespace Netskope.AlertGateway.Settings;

/// <summary>
/// A setting that is a list. Of values: entries (<c>Name:0</c>, <c>Name:1</c>), or one value with commas, as an environment variable
/// holds it. Of groups: entries, in the order of their numbers.
/// </summary>
static class SettingLists
{
    public static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    /// <summary>What a list of groups holds; null when the type is none.</summary>
    public static Type? GroupIn(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !IsList(type) ? type.GetGenericArguments()[0] : null;

    /// <summary>Sets every list of a section's options, however deep it stands.</summary>
    public static void Fill(object options, IConfigurationSection section)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.SetMethod?.IsPublic == true))
        {
            var (own, value) = (section.GetSection(property.Name), property.GetValue(options));
            if (IsList(property.PropertyType)) property.SetValue(options, Read(own));
            else if (GroupIn(property.PropertyType) is not null) FillGroups((IEnumerable)value!, own);
            else if (value is IDictionary entries) FillEntries(entries, own);
            else if (value is not null and not string && property.PropertyType.IsClass) Fill(value, own);
        }
    }

    static void FillEntries(IDictionary entries, IConfigurationSection section)
    {
        foreach (DictionaryEntry entry in entries) Fill(entry.Value!, section.GetSection((string)entry.Key));
    }

    /// <summary>The binder has made a group of each entry, in their order.</summary>
    static void FillGroups(IEnumerable groups, IConfigurationSection section)
    {
        foreach (var (group, entry) in groups.Cast<object>().Zip(section.GetChildren())) Fill(group, entry);
    }

    static IReadOnlyList<string> Read(IConfigurationSection setting)
    {
        var entries = setting.Value is { Length: > 0 } text ? text.Split(',') : setting.GetChildren().Select(entry => entry.Value ?? "");
        return [.. entries.Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];
    }

    /// <summary>What makes it no list of groups.</summary>
    public static IEnumerable<string> CheckGroups(IConfigurationSection setting, string example)
    {
        if (!string.IsNullOrEmpty(setting.Value)) yield return $"{setting.Path} is '{setting.Value}', but a list of groups of settings; write such as {setting.Path}:0:{example}.";
        var entries = setting.GetChildren().ToList();
        if (entries.Count == 0 && string.IsNullOrEmpty(setting.Value)) yield return $"{setting.Path} is there and empty; leave it out, or write such as {setting.Path}:0:{example}.";
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!IsNumber(entry.Key)) yield return $"{entry.Path} is not a setting; {setting.Path} is a list: write such as {setting.Path}:0:{example}.";
            else if (entry.Key != i.ToString(CultureInfo.InvariantCulture)) yield return $"{entry.Path} is out of line; number the entries of {setting.Path} 0, 1, 2 and so on.";
            else if (!entry.GetChildren().Any()) yield return $"{entry.Path} is empty; write such as {entry.Path}:{example}.";
        }
    }

    static bool IsNumber(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>What makes it no list of values.</summary>
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
            if (!IsNumber(entry.Key)) yield return $"{entry.Path} is not a setting; {setting.Path} is a list of values.";
            else if (entry.GetChildren().Any()) yield return $"{entry.Path} is not a single value; {setting.Path} is a list of values.";
        }
    }
}
