using System.Diagnostics.CodeAnalysis;
using Netskope.Query;

namespace Netskope.AlertGateway.Answers;

/// <summary>A query as the caller wrote it, and what it was read as: the tenant gets the one, the cache's key is made of the other.</summary>
sealed class AskedQuery
{
    AskedQuery(string text, ParsedQuery? parsed, QueryError? error) => (Text, Parsed, Error) = (text, parsed, error);

    public string Text { get; }

    /// <summary>Null when it can not be read: a legacy client's is passed on all the same.</summary>
    public ParsedQuery? Parsed { get; }

    public QueryError? Error { get; }

    /// <summary>One text for all spellings of a question. What can not be read stands for itself; it never equals a canonical text, since that can be read.</summary>
    public string Canonical => Parsed?.Canonical ?? Text;

    /// <summary>The canonical text with something else in the place of each value; of what can not be read, in the place of all of it.</summary>
    public string Hidden(Func<string, string> hide) =>
        Parsed is { } parsed ? parsed.Condition.WithValues(value => new(hide(value.Meaning))).ToString() : hide(Text);

    [return: NotNullIfNotNull(nameof(text))]
    public static AskedQuery? Of(string? text)
    {
        if (text is null) return null;
        _ = ParsedQuery.TryParse(text, out var parsed, out var error);
        return new AskedQuery(text, parsed, error);
    }

    /// <summary>Whether it is about a field, or may be.</summary>
    public bool Mentions(string field) => Parsed?.Mentions(field) ?? Text.Contains(field, StringComparison.OrdinalIgnoreCase);
}
