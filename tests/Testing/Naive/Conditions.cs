using System.Text;
using System.Text.RegularExpressions;

namespace Netskope.Testing.Naive;

/// <summary>Random conditions, mostly on what <see cref="Rows"/> hold.</summary>
static partial class Conditions
{
    public static readonly string[] Fields =
    [
        "user", "app", "alert_name", "alert_type", "activity", "dst_country", "organization_unit",
        "count", "file_size", "cci", "dst_latitude", "timestamp", "dlp_rule_count", "severity_id", "x_unknown", "custom-field",
        "compliance_standards.standard", "compliance_standards.control", "compliance_standards.id", "compliance_standards",
        "custom-field.name", "x_unknown.a.b", "x_unknown.a", "user.name", "acked", "missing",
    ];

    static readonly string[] FixedPatterns =
    [
        "", ".", "..", @"\.", @"10\.", @".pptx(?i)", "(?i)", @"\(?i)", "(?I)", "a*", "[a-z]", "^a", @"\\", "a|b", @"\d", @"m\j",
        "m.j", "D.P",
    ];

    public static Condition Next(Random random) => Build(random, terms: 1 + (random.Next(12) * random.Next(12) / 11), depth: 4);

    static Condition Build(Random random, int terms, int depth)
    {
        if (depth > 0 && random.Chance(12))
            return new Not(Build(random, terms, depth - 1));

        if (terms == 1)
            return NextTerm(random);

        List<Condition> parts = [];
        for (var left = terms; left > 0;)
        {
            var share = depth <= 1 ? 1 : random.Next(1, Math.Min(left, terms - 1) + 1);
            parts.Add(Build(random, share, depth - 1));
            left -= share;
        }

        if (parts.Count < 3 || random.Chance(50))
            return new Group(random.Pick(Connective.And, Connective.Or), parts);

        Connective[] connectives = [.. random.GetItems([Connective.And, Connective.Or], parts.Count - 3), Connective.And, Connective.Or];
        random.Shuffle(connectives);
        return new Mix(parts, connectives);
    }

    static Term NextTerm(Random random)
    {
        var field = random.Pick(Fields);
        var name = random.Pick(Enum.GetValues<Operator>());
        return name switch
        {
            Operator.Range => new(field, name, [.. Ends(random, field).Select(text => Raw(random, text))]),
            Operator.In or Operator.NotIn => new(field, name, [.. Several(random, field).Select(text => Raw(random, text))]),
            Operator.Like or Operator.NotLike => new(field, name, Raw(random, Pattern(random, Value(random, field)))),
            Operator.StartsWith => new(field, name, Raw(random, Prefix(random, Value(random, field)))),
            _ => new(field, name, Raw(random, Value(random, field))),
        };
    }

    static string Value(Random random, string field)
    {
        var isNumeric = NaiveFields.IsNumeric(field) || (!NaiveFields.IsText(field) && random.Chance(40));
        if (random.Chance(10))
            return random.Pick("", "", "", "true", "3", "9007199254740993.0", "1E3");

        return isNumeric != random.Chance(5) ? random.Number(field) : random.Text(field);
    }

    static IEnumerable<string> Several(Random random, string field) =>
        Enumerable.Range(0, random.Next(1, 5)).Select(_ => Value(random, field));

    // Most ranges the right way round, as those that never match say little.
    static string[] Ends(Random random, string field)
    {
        var (one, other) = (Value(random, field), Value(random, field));
        var order = NaiveNumber.Parse(one) is { } left && NaiveNumber.Parse(other) is { } right && !NaiveFields.IsText(field)
            ? left.Against(right)
            : string.CompareOrdinal(one, other);
        return order <= 0 || random.Chance(15) ? [one, other] : [other, one];
    }

    static string Prefix(Random random, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return string.Concat(runes.Take(random.Next(runes.Length + 1)));
    }

    static string Pattern(Random random, string text)
    {
        if (random.Chance(8))
            return random.Pick(FixedPatterns);

        Rune[] runes = [.. text.EnumerateRunes()];
        var start = random.Next(2) * random.Next(runes.Length + 1);
        var pattern = new StringBuilder();
        foreach (var (i, rune) in runes[start..random.Next(start, runes.Length + 1)].Index())
            pattern.Append(Fragment(random, rune, start + i + 1 < runes.Length && !runes[start + i + 1].IsAscii));

        return random.Next(12) switch
        {
            0 => "(?i)" + pattern,
            1 => pattern + "(?i)",
            _ => pattern.ToString(),
        };
    }

    static string Fragment(Random random, Rune rune, bool beforeNonAscii) => rune switch
    {
        { Value: '\\' } => beforeNonAscii || random.Chance(40) ? @"\\" : @"\",
        _ when random.Chance(10) => new string('.', rune.Utf16SequenceLength),
        { IsAscii: true } when !char.IsAsciiLetterOrDigit((char)rune.Value) => (random.Chance(40) ? @"\" : "") + rune,
        _ when random.Chance(50) => (Rune.IsUpper(rune) ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune)).ToString(),
        _ => rune.ToString(),
    };

    /// <summary>As it stands in a query: a run of n backslashes is 2n of them, or one fewer where the value goes on.</summary>
    static string Raw(Random random, string text) => Backslashes().Replace(text, run =>
        new string('\\', (2 * run.Length) - (run.Index + run.Length < text.Length ? random.Next(2) : 0)));

    [GeneratedRegex(@"\\+")]
    private static partial Regex Backslashes();
}
