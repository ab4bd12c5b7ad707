using System.Globalization;
using Netskope.Query;

namespace Netskope.AlertGateway.Settings;

/// <summary>Whether a section holds only names that exist, each with a value of the right shape.</summary>
static class SettingShapes
{
    public static IEnumerable<string> Check(IConfigurationSection section, Type type) =>
        ValueOf(type) is { } value ? section.GetChildren().SelectMany(child => CheckValue(child, value)) : CheckProperties(section, type);

    static IEnumerable<string> CheckProperties(IConfigurationSection section, Type type)
    {
        var properties = type.GetProperties().Where(p => p.SetMethod?.IsPublic == true).ToList();
        foreach (var child in section.GetChildren())
        {
            var property = properties.Find(p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var near = NearestName.Of(child.Key, properties.Select(p => p.Name));
                yield return $"{child.Path} is not a setting{(near is null ? "." : $"; did you mean {section.Path}:{near}?")}";
            }
            else
            {
                foreach (var failure in CheckProperty(child, property.PropertyType)) yield return failure;
            }
        }
    }

    static IEnumerable<string> CheckProperty(IConfigurationSection section, Type type)
    {
        if (SettingLists.IsList(type)) return SettingLists.Check(section);
        if (SettingLists.GroupIn(type) is not { } group) return CheckValue(section, type);
        var wrong = SettingLists.CheckGroups(section, Example(group)).ToList();
        return wrong.Count > 0 ? wrong : section.GetChildren().SelectMany(entry => CheckValue(entry, group));
    }

    static IEnumerable<string> CheckValue(IConfigurationSection section, Type type)
    {
        if (IsGroup(type))
        {
            return string.IsNullOrEmpty(section.Value) ? Check(section, type) : [$"{section.Path} is '{section.Value}', but a group of settings; write such as {section.Path}:{Example(type)}."];
        }

        if (section.GetChildren().Any()) return [$"{section.Path} is a list or a group; write one value."];
        return section.Value is { } value && Expected(type, value) is { } expected ? [$"{section.Path} is '{value}'; write {expected}."] : [];
    }

    static string Example(Type type) => ValueOf(type) is null ? type.GetProperties().First(p => p.SetMethod?.IsPublic == true).Name : "<name>";

    static bool IsGroup(Type type) => (type.IsClass && type != typeof(string)) || ValueOf(type) is not null;

    /// <summary>What a dictionary holds; null when the type is none.</summary>
    static Type? ValueOf(Type type)
    {
        if (!type.IsGenericType) return null;
        var shape = type.GetGenericTypeDefinition();
        return shape == typeof(IDictionary<,>) ? type.GetGenericArguments()[^1] : null;
    }

    /// <summary>What should stand there instead; null when the value is fine.</summary>
    static string? Expected(Type type, string value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;

        // A bare number would be taken for days.
        if (type == typeof(TimeSpan)) return value.Contains(':') && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a time as hours:minutes:seconds, such as 00:00:30";
        if (type == typeof(bool)) return bool.TryParse(value, out _) ? null : "true or false";
        if (type == typeof(double)) return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number, such as 4 or 0.5";
        if (type == typeof(int)) return int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (type == typeof(long)) return long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a date, such as 2027-03-31";
        if (type.IsEnum) return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", Enum.GetNames(type));
        return null;
    }
}
