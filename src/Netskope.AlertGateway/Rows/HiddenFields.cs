using System.Text;

namespace Netskope.AlertGateway.Rows;

/// <summary>
/// The fields of rows that a caller may not see, and what stands in their place: nothing, or a mask. A field is a dotted path, compared
/// without regard to ASCII case; what lies below a hidden one is hidden with it.
/// </summary>
sealed class HiddenFields
{
    const int MostLength = 200;

    HiddenFields(IReadOnlyList<string> removed, IReadOnlyList<string> masked)
    {
        (Removed, Masked) = (removed, masked);

        // No path holds a control character: the line ends keep the paths apart.
        Text = string.Join('\n', removed.Select(path => "-" + path).Concat(masked.Select(path => "*" + path)));
    }

    public static HiddenFields None { get; } = new([], []);

    public bool IsEmpty => Text.Length == 0;

    /// <summary>Equal for equal hiding, however it was written; part of a cache key. Empty when nothing is hidden.</summary>
    public string Text { get; }

    /// <summary>Sorted, in small letters, with the preset's fields in place of its name, and without what lies below another one.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>As <see cref="Removed"/>; what is removed is not masked.</summary>
    public IReadOnlyList<string> Masked { get; }

    /// <param name="removed">Entries without a <see cref="Fault"/>.</param>
    /// <param name="masked">The same. What is in both lists is removed.</param>
    public static HiddenFields Of(IReadOnlyList<string> removed, IReadOnlyList<string> masked)
    {
        var gone = Outermost(removed);
        var covered = Outermost(masked).Where(path => !gone.Any(above => IsWithin(path, above))).ToArray();
        return gone.Length + covered.Length == 0 ? None : new(gone, covered);
    }

    /// <summary>The hidden path that a query would reveal something of by using a field: the field itself, or one above or below it.</summary>
    public string? Touched(string field)
    {
        // A place in a list is none in a path, and an empty name leads nowhere else, whatever the tenant makes of them.
        var asked = string.Join('.', Lower(field).Split('.').Where(name => name.Length > 0 && !name.All(char.IsAsciiDigit)));
        return Removed.Concat(Masked).FirstOrDefault(path => IsWithin(asked, path) || IsWithin(path, asked));
    }

    /// <summary>What is wrong with an entry of a list and what to write instead, to follow the setting's name; null when it is fine.</summary>
    public static string? Fault(string path)
    {
        var names = path.Split('.');
        if (names.Any(name => name.Length == 0)) return $"has an empty name; write a field such as user, names joined by dots such as custom_attr.badge, or {PersonalFields.Word}";
        if (path.Length > MostLength) return $"is {path.Length} characters long; a field may have 1 to {MostLength}";
        if (path.Any(char.IsControl)) return "holds a control character; write the field as it stands in the rows";
        if (names.Any(name => char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))) return "has a blank before or behind a name; write the field without it";
        if (path.EnumerateRunes().Contains(Rune.ReplacementChar)) return "holds something that is no character; write the field as it stands in the rows";
        return Lower(names[0]) is "timestamp" or "_insertion_epoch_timestamp" or "_id"
            ? $"is, or lies in, {Lower(names[0])}, which can not be hidden: windows, walks and the dropping of repeats are about it; take it off the list"
            : null;
    }

    /// <summary>Whether a path is another one, or lies below it.</summary>
    internal static bool IsWithin(ReadOnlySpan<char> path, ReadOnlySpan<char> above) =>
        path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || path[above.Length] == '.');

    static string[] Outermost(IReadOnlyList<string> entries)
    {
        var paths = entries.Select(Lower).SelectMany(entry => entry == PersonalFields.Word ? PersonalFields.All.Select(Lower) : [entry])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return [.. paths.Where(path => !paths.Any(above => above != path && IsWithin(path, above)))];
    }

    static string Lower(string path) => string.Create(path.Length, path, static (letters, path) =>
    {
        for (var i = 0; i < letters.Length; i++) letters[i] = char.IsAsciiLetterUpper(path[i]) ? (char)(path[i] | 0x20) : path[i];
    });
}
