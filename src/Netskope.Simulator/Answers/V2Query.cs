using System.Diagnostics.CodeAnalysis;
using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>
/// Reads a query in the dialect of API v2, which is v1's with other words: <c>eq ne gt ge lt le in like between</c>, <c>AND</c>
/// and <c>OR</c>, double quotes. What v1 has beyond that (<c>not</c>, signs, single quotes, <c>from … to …</c>) is a syntax error.
/// </summary>
/// <remarks>
/// Assumptions: <c>AND</c> binds tighter. A backslash stands for itself and a quoted value ends at the next double quote. Both ends
/// of a <c>between</c> count. <see cref="V2Like"/> has those about <c>like</c>.
/// </remarks>
static class V2Query
{
    /// <summary>Never throws, whatever the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out string? error)
    {
        var parser = new V2Parser(text);
        condition = parser.Parse();
        error = condition is null ? parser.Error : null;
        return condition is not null;
    }

    /// <summary>A value that means this text: v1's, in which a backslash is written twice.</summary>
    public static QueryValue Literal(string text) => new(text.Replace(@"\", @"\\", StringComparison.Ordinal));
}

/// <summary>Recursive descent. The first error ends it.</summary>
sealed class V2Parser(string text)
{
    // Beyond all that 256 v1 conditions in 32 levels can become; they only keep the stack small.
    const int MostDepth = 100;
    const int MostTerms = 4096;

    readonly V2Scanner _scanner = new(text);
    int _depth;
    int _terms;

    public string Error { get; private set; } = "";

    public Condition? Parse()
    {
        if (ParseAny() is not { } whole)
        {
            return null;
        }

        return _scanner.AtEnd ? whole : Fail("AND, OR or the end");
    }

    Condition? ParseAny()
    {
        var parts = new List<Condition>();
        do
        {
            if (ParseAll() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (_scanner.TakeWord("or"));

        return Junction.Of(Connective.Or, [.. parts]);
    }

    Condition? ParseAll()
    {
        var parts = new List<Condition>();
        do
        {
            if (ParsePart() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (_scanner.TakeWord("and"));

        return Junction.Of(Connective.And, [.. parts]);
    }

    Condition? ParsePart()
    {
        if (!_scanner.Take('('))
        {
            return ParseTerm();
        }

        if (++_depth > MostDepth)
        {
            return Fail("fewer brackets");
        }

        var inner = ParseAny();
        _depth--;
        return inner is null || _scanner.Take(')') ? inner : Fail("AND, OR or )");
    }

    Condition? ParseTerm()
    {
        if (_scanner.Name() is not { } field || V2Scanner.IsKeyword(field))
        {
            return Fail("a field");
        }

        if (++_terms > MostTerms)
        {
            return Fail("fewer conditions");
        }

        return _scanner.Name()?.ToUpperInvariant() switch
        {
            "EQ" => Compare(field, Operator.Eq),
            "NE" => Compare(field, Operator.Neq),
            "GT" => Compare(field, Operator.Gt),
            "GE" => Compare(field, Operator.Gte),
            "LT" => Compare(field, Operator.Lt),
            "LE" => Compare(field, Operator.Lte),
            "IN" => List() is { } values ? new Term(field, Operator.In, values) : null,
            "BETWEEN" => Between(field),
            "LIKE" => Like(field),
            _ => Fail("one of eq, ne, gt, ge, lt, le, in, like, between"),
        };
    }

    Condition? Compare(string field, Operator op) => _scanner.Value() is { } value ? new Term(field, op, V2Query.Literal(value)) : Fail("a value");

    Condition? Between(string field) => List() switch
    {
        null => null,
        [var from, var to] => new Term(field, Operator.Range, from, to),
        _ => Fail("two values in between"),
    };

    Condition? Like(string field)
    {
        if (_scanner.Value() is not { } value)
        {
            return Fail("a value");
        }

        if (V2Like.Read(field, value) is { } term)
        {
            return term;
        }

        Error = $"like \"{value}\" is not played here: only like \"*text*\" and like \"text*\" are";
        return null;
    }

    List<QueryValue>? List()
    {
        if (!_scanner.Take('['))
        {
            Fail("[");
            return null;
        }

        var values = new List<QueryValue>();
        do
        {
            if (_scanner.Value() is not { } value)
            {
                Fail("a value");
                return null;
            }

            values.Add(V2Query.Literal(value));
        }
        while (_scanner.Take(','));

        if (_scanner.Take(']'))
        {
            return values;
        }

        Fail(", or ]");
        return null;
    }

    Condition? Fail(string expected)
    {
        Error = $"syntax error at column {_scanner.Column}: expected {expected}";
        return null;
    }
}
