using System.Diagnostics.CodeAnalysis;

namespace Netskope.Query;

/// <summary>
/// A query in Netskope's query language, read. The language, and what counts as the same query, is in
/// <c>docs/query-language.md</c>.
/// </summary>
public sealed class ParsedQuery
{
    internal ParsedQuery(Condition condition, IReadOnlyList<QueryWarning> warnings) => (Condition, Warnings, Canonical) = (condition, warnings, CanonicalPrint.Of(condition));

    /// <summary>What it asks.</summary>
    public Condition Condition { get; }

    /// <summary>One text for all spellings that are documented to be equal; it parses to the same condition.</summary>
    public string Canonical { get; }

    /// <summary>What is doubtful about it, at most <see cref="QueryLimits.MostWarnings"/>.</summary>
    public IReadOnlyList<QueryWarning> Warnings { get; }

    /// <summary>Reads a query. Never throws, whatever the text; the work is a multiple of its length.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ParsedQuery? query, [NotNullWhen(false)] out QueryError? error) =>
        TryParse(text, out query, out error, out _);

    internal static bool TryParse(string text, [NotNullWhen(true)] out ParsedQuery? query, [NotNullWhen(false)] out QueryError? error, out int steps)
    {
        var parser = new Parser(text);
        var condition = parser.Parse();
        (query, error, steps) = condition is null ? ((ParsedQuery?)null, parser.Error!, parser.Steps) : (new(condition, parser.Warnings), null, parser.Steps);
        return query is not null;
    }

    /// <summary>Whether any condition is about a field, in whatever case its name is written.</summary>
    public bool Mentions(string field) => Mentions(Condition, field);

    /// <summary>The fields that its conditions are about, each once.</summary>
    public IReadOnlyCollection<string> Fields
    {
        get
        {
            var fields = new SortedSet<string>(StringComparer.Ordinal);
            Collect(Condition, fields);
            return fields;
        }
    }

    static void Collect(Condition condition, ISet<string> fields)
    {
        switch (condition)
        {
            case Term term:
                fields.Add(term.Field);
                break;
            case Negation negation:
                Collect(negation.Inner, fields);
                break;
            case Junction group:
                foreach (var part in group.Parts) Collect(part, fields);
                break;
            case Mixture mixture:
                foreach (var part in mixture.Parts) Collect(part, fields);
                break;
        }
    }

    static bool Mentions(Condition condition, string field) => condition switch
    {
        Term term => term.Field.Equals(field, StringComparison.OrdinalIgnoreCase),
        Negation negation => Mentions(negation.Inner, field),
        Junction group => group.Parts.Any(part => Mentions(part, field)),
        Mixture mixture => mixture.Parts.Any(part => Mentions(part, field)),
        _ => false,
    };

    public override string ToString() => Canonical;
}
