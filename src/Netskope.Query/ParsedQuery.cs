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
    public bool Mentions(string field) => Condition.Terms.Any(term => term.Field.Equals(field, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => Canonical;
}
