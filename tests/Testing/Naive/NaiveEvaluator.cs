using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Netskope.Testing.Naive;

/// <summary>docs/query-language.md, "What a row matches", sentence by sentence and without a thought for speed.</summary>
static class NaiveEvaluator
{
    public static bool Matches(Condition condition, JsonElement row) => condition switch
    {
        Not not => !Matches(not.Inner, row),
        Group { Connective: Connective.And } all => all.Parts.All(part => Matches(part, row)),
        Group any => any.Parts.Any(part => Matches(part, row)),
        Mix mix => Runs(mix).Exists(run => run.TrueForAll(part => Matches(part, row))),
        Term term => Holds(term, row),
        _ => throw new UnreachableException(),
    };

    /// <summary>The runs of parts joined by <c>and</c>, which <c>or</c> separates.</summary>
    static List<List<Condition>> Runs(Mix mix)
    {
        List<List<Condition>> runs = [[mix.Parts[0]]];
        for (var i = 1; i < mix.Parts.Count; i++)
            if (mix.Connectives[i - 1] == Connective.And)
                runs[^1].Add(mix.Parts[i]);
            else
                runs.Add([mix.Parts[i]]);

        return runs;
    }

    static bool Holds(Term term, JsonElement row)
    {
        List<Scalar> scalars = [.. Scalars(row, term.Field.Split('.'))];
        if (scalars.Count == 0)
            scalars.Add(Scalar.Empty);

        return term.Operator switch
        {
            Operator.Neq => !Any(Operator.Eq),
            Operator.NotLike => !Any(Operator.Like),
            Operator.NotIn => !Any(Operator.In),
            _ => Any(term.Operator),
        };

        bool Any(Operator positive) => scalars.Exists(scalar => Satisfies(term.Field, scalar, positive, [.. term.Values.Select(Unescape)]));
    }

    static bool Satisfies(string field, Scalar scalar, Operator positive, string[] values) => positive switch
    {
        Operator.Eq or Operator.In => Array.Exists(values, value => AreEqual(field, scalar, value)),
        Operator.Like => Finds(scalar.Text, values[0]),
        Operator.StartsWith => scalar.Text.StartsWith(values[0], StringComparison.Ordinal),
        Operator.Gt => Order(field, scalar, values[0]) > 0,
        Operator.Gte => Order(field, scalar, values[0]) >= 0,
        Operator.Lt => Order(field, scalar, values[0]) < 0,
        Operator.Lte => Order(field, scalar, values[0]) <= 0,
        Operator.Range => Order(field, scalar, values[0]) >= 0 && Order(field, scalar, values[1]) <= 0,
        _ => throw new UnreachableException(),
    };

    static IEnumerable<Scalar> Scalars(JsonElement element, string[] path) => (element.ValueKind, path) switch
    {
        (JsonValueKind.Array, _) => element.EnumerateArray().SelectMany(item => Scalars(item, path)),
        (JsonValueKind.Object, [var name, .. var rest]) =>
            element.EnumerateObject().Where(property => property.Name == name).SelectMany(property => Scalars(property.Value, rest)),
        (JsonValueKind.Object, []) => [],
        (JsonValueKind.Null, []) => [Scalar.Empty],
        (JsonValueKind.String, []) => [new(JsonValueKind.String, element.GetString()!)],
        (_, []) => [new(element.ValueKind, element.GetRawText())],
        _ => [],
    };

    static bool AreEqual(string field, Scalar scalar, string value) =>
        Numbers(field, scalar, value) is var (held, asked) ? held.Against(asked) == 0 : scalar.Text == value;

    /// <summary>Null where the two have no order.</summary>
    static int? Order(string field, Scalar scalar, string value)
    {
        if (Numbers(field, scalar, value) is var (held, asked))
            return held.Against(asked);

        if (scalar.Kind != JsonValueKind.String || NaiveFields.IsNumeric(field) || scalar.Text.Length == 0 || value.Length == 0)
            return null;

        return CompareCodePoints(scalar.Text, value);
    }

    /// <summary>Null where the two are not compared as numbers.</summary>
    static (NaiveNumber Held, NaiveNumber Asked)? Numbers(string field, Scalar scalar, string value)
    {
        var number = scalar.Kind == JsonValueKind.Number && !NaiveFields.IsText(field);
        var numberInText = scalar.Kind == JsonValueKind.String && NaiveFields.IsNumeric(field);
        if (!number && !numberInText)
            return null;

        return NaiveNumber.Parse(scalar.Text) is { } held && NaiveNumber.Parse(value) is { } asked ? (held, asked) : null;
    }

    static int CompareCodePoints(string left, string right)
    {
        int[] lefts = [.. left.EnumerateRunes().Select(rune => rune.Value)];
        int[] rights = [.. right.EnumerateRunes().Select(rune => rune.Value)];
        return lefts.AsSpan().SequenceCompareTo(rights);
    }

    static bool Finds(string text, string pattern)
    {
        var units = Units(pattern);
        for (var start = 0; start + units.Count <= text.Length; start++)
            if (units.Index().All(unit => unit.Item is null || IgnoringCase(unit.Item.Value, text[start + unit.Index])))
                return true;

        return false;

        static bool IgnoringCase(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
    }

    /// <summary>One entry per UTF-16 unit that the pattern takes up; null is any.</summary>
    static List<char?> Units(string pattern)
    {
        List<char?> units = [];
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i] == '\\' && i + 1 < pattern.Length && !char.IsLetterOrDigit(pattern[i + 1]))
                units.Add(pattern[++i]);
            else if (pattern[i..].StartsWith("(?i)", StringComparison.Ordinal))
                i += "(?i)".Length - 1;
            else
                units.Add(pattern[i] == '.' ? null : pattern[i]);

        return units;
    }

    static string Unescape(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            text.Append(raw[i]);
            if (raw[i] == '\\' && i + 1 < raw.Length && raw[i + 1] == '\\')
                i++;
        }

        return text.ToString();
    }

    /// <param name="Text">What the string says; for anything else, as it stands in the row.</param>
    sealed record Scalar(JsonValueKind Kind, string Text)
    {
        public static readonly Scalar Empty = new(JsonValueKind.String, "");
    }
}
