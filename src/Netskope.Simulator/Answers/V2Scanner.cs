namespace Netskope.Simulator;

/// <summary>Walks over a query in the v2 dialect, blanks first.</summary>
sealed class V2Scanner(string text)
{
    int _position;
    int _last;

    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return _position == text.Length;
        }
    }

    /// <summary>Where what was looked at last begins, from 1.</summary>
    public int Column => _last + 1;

    public static bool IsKeyword(string word) =>
        Is(word, "and") || Is(word, "or") || Is(word, "not");

    public bool Take(char c)
    {
        SkipBlanks();
        if (_position == text.Length || text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    public bool TakeWord(string word)
    {
        SkipBlanks();
        if (Name() is { } name && Is(name, word))
        {
            return true;
        }

        _position = _last;
        return false;
    }

    /// <summary>A field, an operator or a connective; null if there is none.</summary>
    public string? Name() => Run(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>What stands between double quotes, or one bare word; null if there is neither.</summary>
    public string? Value()
    {
        if (!Take('"'))
        {
            return Run(IsBare) is { } word && !IsKeyword(word) ? word : null;
        }

        var end = text.IndexOf('"', _position);
        if (end < 0)
        {
            return null;
        }

        var value = text[_position..end];
        _position = end + 1;
        return value;
    }

    static bool IsBare(char c) => c > ' ' && !char.IsControl(c) && !char.IsWhiteSpace(c) && !"\"'()[],=<>~!*".Contains(c, StringComparison.Ordinal);

    static bool Is(string word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    string? Run(Func<char, bool> belongs)
    {
        SkipBlanks();
        while (_position < text.Length && belongs(text[_position]))
        {
            _position++;
        }

        return _position == _last ? null : text[_last.._position];
    }

    void SkipBlanks()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }

        _last = _position;
    }
}
