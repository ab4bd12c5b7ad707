using System.Globalization;
using Netskope.Query;

namespace Netskope.AlertGateway.Settings;

/// <summary>Whether a section holds only names that exist, each with a value of the right shape.</summary>
static class SettingShapes
{
    public static IEnumerable<string> Check(IConfigurationSection section, Type type)
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
            else if (IsGroup(property.PropertyType))
            {
                foreach (var failure in Check(child, property.PropertyType)) yield return failure;
            }
            else if (child.Value is { } value && Expected(property.PropertyType, value) is { } expected)
            {
                yield return $"{child.Path} is '{value}'; write {expected}.";
            }
        }
    }

    static bool IsGroup(Type type) => type.IsClass && type != typeof(string);

    /// <summary>What should stand there instead; null when the value is fine.</summary>
    static string? Expected(Type type, string value)
    {
        // A bare number would be taken for days.
        if (type == typeof(TimeSpan)) return value.Contains(':') && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a time as hours:minutes:seconds, such as 00:00:30";
        if (type == typeof(bool)) return bool.TryParse(value, out _) ? null : "true or false";
        if (type == typeof(double)) return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number, such as 4 or 0.5";
        if (type == typeof(int) || type == typeof(int?)) return int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (type == typeof(long)) return long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (type == typeof(DateTimeOffset?)) return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a date, such as 2027-03-31";
        if (type.IsEnum) return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", Enum.GetNames(type));
        return null;
    }
}
