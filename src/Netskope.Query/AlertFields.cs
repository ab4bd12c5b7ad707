using System.Collections.Frozen;

namespace Netskope.Query;

/// <summary>What a field's values are compared as.</summary>
public enum FieldKind
{
    /// <summary>Not in Netskope's list: the row decides.</summary>
    Unknown,

    Text,
    Number,
}

/// <summary>The fields that Netskope's documentation lists for queries about alerts, with their kinds and operators.</summary>
public static class AlertFields
{
    static readonly FrozenDictionary<string, Facts> All = Read();
    static readonly FrozenDictionary<string, Facts>.AlternateLookup<ReadOnlySpan<char>> ByText = All.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IReadOnlyList<string> Names => All.Keys;

    public static FieldKind KindOf(string field) => All.TryGetValue(field, out var facts) ? facts.Kind : FieldKind.Unknown;

    /// <summary>Whether a field is listed as taking an operator. A range counts as its two comparisons.</summary>
    public static bool Takes(string field, Operator op) => All.TryGetValue(field, out var facts) && facts.Takes(op);

    public static bool IsKnown(string field) => All.ContainsKey(field);

    /// <summary>The field's name as a string, without making one where it is known.</summary>
    internal static string NameOf(ReadOnlySpan<char> field) => ByText.TryGetValue(field, out var facts) ? facts.Name : field.ToString();

    static FrozenDictionary<string, Facts> Read()
    {
        using var stream = typeof(AlertFields).Assembly.GetManifestResourceStream("AlertFields.txt")!;
        using var lines = new StreamReader(stream);
        var all = new Dictionary<string, Facts>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var operators = parts[2].Split(',').Select(word => Operators.TryWord(word == "range" ? "from" : word, out var op) ? 1 << (int)op : 0).Sum();
            all.Add(parts[0], new(parts[0], parts[1] == "number" ? FieldKind.Number : FieldKind.Text, operators));
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    sealed record Facts(string Name, FieldKind Kind, int Operators)
    {
        public bool Takes(Operator op) => Has(op) || (op == Operator.Range && (Has(Operator.Gt) || Has(Operator.Gte)) && (Has(Operator.Lt) || Has(Operator.Lte)));

        bool Has(Operator op) => (Operators & (1 << (int)op)) != 0;
    }
}
