namespace Netskope.Query;

/// <summary>Reads the values behind an operator: quoted, bare, several bare words, lists and ranges.</summary>
ref struct ValueReader(ReadOnlySpan<char> text)
{
    readonly ReadOnlySpan<char> _text = text;

    enum Place
    {
        Alone,
        InList,
        BeforeTo,
    }

    /// <summary>Where among the values of the last term one of several bare words began, if there was one.</summary>
    public int? SeveralWordsAt { get; private set; }

    public QueryError? Error { get; private set; }

    public IReadOnlyList<QueryValue>? Read(ref Scanner scanner, Operator op)
    {
        SeveralWordsAt = null;
        return op switch
        {
            Operator.In or Operator.NotIn => List(ref scanner, op),
            Operator.Range => Range(ref scanner),
            _ => Read(ref scanner, Operators.Word(op), Place.Alone) is { } value ? [value] : null,
        };
    }

    IReadOnlyList<QueryValue>? Range(ref Scanner scanner)
    {
        if (Read(ref scanner, "from", Place.BeforeTo) is not { } from) return null;
        scanner.SkipBlanks();
        var to = scanner.PeekName();
        if (!Keywords.IsTo(to)) return FailList(QueryErrors.NoTo(scanner.Position));
        scanner.Position += to.Length;
        return Read(ref scanner, "to", Place.Alone) is { } end ? [from, end] : null;
    }

    IReadOnlyList<QueryValue>? List(ref Scanner scanner, Operator op)
    {
        scanner.SkipBlanks();
        var opened = scanner.Position;
        if (scanner.Current != '[') return FailList(QueryErrors.NoList(opened, Operators.Word(op)));
        scanner.Advance();
        var values = new List<QueryValue>();
        while (true)
        {
            scanner.SkipBlanks();
            if (scanner.AtEnd) return FailList(QueryErrors.NeverClosed(opened, '['));
            if (scanner.Current == ',') return FailList(QueryErrors.NoValueBeforeComma(scanner.Position));
            if (scanner.Current == ']') return FailList(values.Count == 0 ? QueryErrors.EmptyList(opened, scanner.Position + 1 - opened) : QueryErrors.NoValueBehindComma(scanner.Position));
            if (values.Count == QueryLimits.MostListItems) return FailList(QueryErrors.TooManyItems(scanner.Position));
            if (Read(ref scanner, values.Count == 0 ? "[" : ",", Place.InList) is not { } value) return null;
            values.Add(value);
            scanner.SkipBlanks();
            if (scanner.AtEnd) return FailList(QueryErrors.NeverClosed(opened, '['));
            if (scanner.Current is not (',' or ']')) return FailList(QueryErrors.NoComma(_text, scanner.Position, scanner.PeekPiece()));
            var isLast = scanner.Current == ']';
            scanner.Advance();
            if (isLast) return values;
        }
    }

    QueryValue? Read(ref Scanner scanner, string behind, Place place)
    {
        scanner.SkipBlanks();
        return Scanner.IsQuote(scanner.Current) ? ReadQuoted(ref scanner) : ReadBare(ref scanner, behind, place);
    }

    QueryValue? ReadQuoted(ref Scanner scanner)
    {
        var (start, quote) = (scanner.Position, scanner.Current);
        scanner.Advance();
        while (scanner.Current != quote)
        {
            if (scanner.AtEnd) return Fail(QueryErrors.UnclosedQuote(start, quote));
            scanner.Advance();
        }

        var value = scanner.From(start + 1);
        scanner.Advance();
        var backslashes = Backslashes(value);
        return backslashes % 2 == 1 ? Fail(QueryErrors.OddBackslashes(scanner.Position - 1 - backslashes, backslashes)) : new(value.ToString());
    }

    QueryValue? ReadBare(ref Scanner scanner, string behind, Place place)
    {
        var start = scanner.Position;
        var word = scanner.BareWord();
        if (word.IsEmpty) return Fail(QueryErrors.MissingValue(_text, start, behind));
        if (Keywords.Joins(word) || Keywords.IsNot(word)) return Fail(QueryErrors.KeywordAsValue(start, word, behind));
        var isPlain = IsPlainWord(word);
        var (lastAt, end) = (start, scanner.Position);
        while (true)
        {
            if (Scanner.IsQuote(scanner.Current)) return Fail(QueryErrors.QuoteInWord(scanner.Position, scanner.Current));
            scanner.SkipBlanks();
            var at = scanner.Position;
            if (Scanner.IsSign(scanner.Current)) return Fail(lastAt > start ? NewCondition(lastAt, end) : QueryErrors.SignInWord(at, scanner.Current));
            var next = scanner.BareWord();
            if (next.IsEmpty || Keywords.Joins(next) || (place == Place.BeforeTo && Keywords.IsTo(next))) break;
            if (lastAt > start && Operators.TryWord(next, out _)) return Fail(NewCondition(lastAt, end));
            if (!isPlain || !IsPlainWord(next)) return Fail(place == Place.InList ? QueryErrors.NoComma(_text, at, next) : QueryErrors.NotJoined(_text, at, next));
            (lastAt, end) = (at, scanner.Position);
        }

        scanner.Position = end;
        if (lastAt == start) return Backslashes(word) % 2 == 1 ? Fail(QueryErrors.OddBackslash(end - 1)) : OneWord(word.ToString());
        SeveralWordsAt ??= start;
        return new(_text[start..end].ToString(), ValueForm.SeveralWords);
    }

    readonly QueryError NewCondition(int at, int end) => QueryErrors.NewCondition(at, _text[at..end]);

    /// <summary>How many stand at the end.</summary>
    static int Backslashes(ReadOnlySpan<char> value) => value.Length - value.TrimEnd('\\').Length;

    /// <summary>Whether a word may stand beside others without quotes.</summary>
    static bool IsPlainWord(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '-' or '/' or '@' or ':')) return false;
        }

        return !Keywords.IsAny(word);
    }

    static QueryValue OneWord(string word) => new(word, DecimalText.IsNumber(word) ? ValueForm.BareNumber : ValueForm.Text);

    QueryValue? Fail(QueryError error)
    {
        Error = error;
        return null;
    }

    IReadOnlyList<QueryValue>? FailList(QueryError error)
    {
        Error = error;
        return null;
    }
}
