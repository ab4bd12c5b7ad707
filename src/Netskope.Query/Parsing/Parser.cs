using System.Runtime.InteropServices;

namespace Netskope.Query;

/// <summary>
/// Recursive descent over the grammar of <c>docs/query-language.md</c>. A syntax error is a value, the first one found; depth,
/// conditions and list items are bounded.
/// </summary>
ref struct Parser
{
    readonly ReadOnlySpan<char> _text;

    // The open groups, one behind the other: a group takes its own off the end.
    readonly List<Condition> _parts = [];
    readonly List<Connective> _between = [];
    Scanner _scanner;
    ValueReader _values;
    List<QueryWarning>? _warnings;
    QueryError? _error;
    int _depth;
    int _terms;

    public Parser(ReadOnlySpan<char> text)
    {
        _text = text;
        _scanner = new(text);
        _values = new(text);
    }

    public readonly int Steps => _scanner.Steps;

    public readonly QueryError? Error => _error ?? _values.Error;

    public readonly IReadOnlyList<QueryWarning> Warnings => _warnings ?? (IReadOnlyList<QueryWarning>)[];

    public Condition? Parse()
    {
        _scanner.SkipBlanks();
        return _scanner.AtEnd ? Fail(QueryErrors.Empty) : ParseCondition(opened: null);
    }

    /// <param name="opened">Where its bracket stands; null for the whole query.</param>
    Condition? ParseCondition(int? opened)
    {
        var (firstPart, firstBetween) = (_parts.Count, _between.Count);
        while (true)
        {
            if (ParsePart() is not { } part) return null;
            _parts.Add(part);
            _scanner.SkipBlanks();
            if (_scanner.AtEnd)
            {
                if (opened is { } bracket) return Fail(QueryErrors.NeverClosed(bracket, '('));
                break;
            }

            if (_scanner.Current == ')')
            {
                if (opened is null) return Fail(QueryErrors.ClosesNothing(_scanner.Position, ')'));
                _scanner.Advance();
                break;
            }

            if (!TryConnective(out var connective)) return Fail(QueryErrors.NotJoined(_text, _scanner.Position, _scanner.PeekPiece()));
            _between.Add(connective);
        }

        var whole = Join(firstPart, firstBetween);
        _parts.RemoveRange(firstPart, _parts.Count - firstPart);
        _between.RemoveRange(firstBetween, _between.Count - firstBetween);
        return whole;
    }

    readonly Condition Join(int firstPart, int firstBetween)
    {
        if (_parts.Count == firstPart + 1) return _parts[firstPart];
        var connective = _between[firstBetween];
        return _between.FindIndex(firstBetween, other => other != connective) >= 0
            ? new Mixture(_parts[firstPart..], _between[firstBetween..])
            : Junction.Of(connective, CollectionsMarshal.AsSpan(_parts)[firstPart..]);
    }

    bool TryConnective(out Connective connective)
    {
        var name = _scanner.PeekName();
        connective = Keywords.IsOr(name) ? Connective.Or : Connective.And;
        if (!Keywords.Joins(name)) return false;
        _scanner.Position += name.Length;
        return true;
    }

    /// <summary>There is one: a group's own end is told before.</summary>
    Condition? ParsePart()
    {
        _scanner.SkipBlanks();
        var start = _scanner.Position;
        if (_scanner.AtEnd) return Fail(QueryErrors.MissingAtEnd(start, _between[^1] == Connective.And ? "and" : "or"));
        if (_scanner.Current == '(') return ParseGroup(start);
        if (_scanner.Current == ')') return Fail(QueryErrors.MissingBefore(start, ")"));
        if (Scanner.IsQuote(_scanner.Current)) return Fail(QueryErrors.QuotedField(start));
        var name = _scanner.Name();
        if (name.IsEmpty) return Fail(QueryErrors.NoField(_text, start, _scanner.Sign() is { IsEmpty: false } sign ? sign : _scanner.PeekPiece()));
        if (Keywords.Joins(name)) return Fail(QueryErrors.MissingBefore(start, name));
        return Keywords.IsNot(name) ? ParseNegation(start) : ParseTerm(start, name);
    }

    Condition? ParseGroup(int start)
    {
        if (_depth == QueryLimits.MostDepth) return Fail(QueryErrors.TooDeep(start));
        _scanner.Advance();
        _scanner.SkipBlanks();
        if (_scanner.AtEnd) return Fail(QueryErrors.NeverClosed(start, '('));
        if (_scanner.Current == ')') return Fail(QueryErrors.EmptyBrackets(start, _scanner.Position + 1 - start));
        _depth++;
        var group = ParseCondition(start);
        _depth--;
        return group;
    }

    Condition? ParseNegation(int start)
    {
        _scanner.SkipBlanks();
        if (_scanner.Current != '(') return Fail(QueryErrors.NotWithoutBrackets(start));
        return ParseGroup(_scanner.Position) is { } inner ? new Negation(inner) : null;
    }

    Condition? ParseTerm(int start, ReadOnlySpan<char> name)
    {
        if (++_terms > QueryLimits.MostTerms) return Fail(QueryErrors.TooManyTerms(start, name.Length));
        _scanner.SkipBlanks();
        if (ParseOperator(start, name) is not { } op) return null;
        var field = AlertFields.NameOf(name);
        WarnOf(field, op, start);
        var values = _values.Read(ref _scanner, op);
        if (values is null) return null;
        if (_values.SeveralWordsAt is { } at) WarnOf(Doubt.UnquotedWords, at);
        return new Term(field, op, values);
    }

    Operator? ParseOperator(int fieldAt, ReadOnlySpan<char> field)
    {
        var start = _scanner.Position;
        var sign = _scanner.Sign();
        if (Operators.TrySign(sign, out var op)) return op;
        var word = sign.IsEmpty ? _scanner.Name() : sign;
        if (Operators.TryWord(word, out op)) return op;
        if (Keywords.IsNot(word) && TryNotIn()) return Operator.NotIn;
        _error =
            Operators.TryWord(field, out _) ? QueryErrors.MissingField(fieldAt, field)
            : start == _text.Length || _text[start] == ')' || Keywords.Joins(word) ? QueryErrors.NoOperator(fieldAt, field)
            : QueryErrors.UnknownOperator(_text, start, word.IsEmpty ? _scanner.PeekPiece() : word);
        return null;
    }

    bool TryNotIn()
    {
        _scanner.SkipBlanks();
        return Operators.TryWord(_scanner.Name(), out var op) && op == Operator.In;
    }

    void WarnOf(string field, Operator op, int position)
    {
        if (!AlertFields.IsKnown(field)) WarnOf(Doubt.UnknownField, position, field);
        else if (!AlertFields.Takes(field, op)) WarnOf(Doubt.UnlistedOperator, position);
    }

    void WarnOf(Doubt doubt, int position, string? misspelt = null)
    {
        if (_warnings?.Count == QueryLimits.MostWarnings) return;
        (_warnings ??= []).Add(new(doubt, position, misspelt is null ? null : NearestName.Of(misspelt, AlertFields.Names)));
    }

    Condition? Fail(QueryError error)
    {
        _error = error;
        return null;
    }
}
