using System.Globalization;
using System.Text.RegularExpressions;

namespace Netskope.Query.Tests;

/// <summary>
/// The committed tables: blocks of lines, parted by empty ones; the first line is a query. What could not be seen in a file
/// stands as <c>{U+00A0}</c>.
/// </summary>
static partial class Table
{
    public static IReadOnlyList<string[]> Read(string name)
    {
        using var stream = typeof(Table).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Trim('\n').Split("\n\n").Select(block => block.Split('\n').Select(Unescape).ToArray())];
    }

    static string Unescape(string line) =>
        Escape().Replace(line, match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\{U\+([0-9A-F]{4})\}")]
    private static partial Regex Escape();
}
