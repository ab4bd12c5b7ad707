using System.Globalization;
using System.Text;

namespace Netskope.AlertGateway.IntegrationTests.Conformance;

/// <summary>A bare name in a structured field, as against a quoted string.</summary>
sealed record Token(string Text);

sealed record Member(object Item, IDictionary<string, object> Parameters);

/// <summary>Lists of items with parameters (RFC 9651, 4.2), read as strictly as the RFC has it: whatever it does not allow throws.</summary>
sealed class StructuredList
{
    readonly string _text;
    int _at;

    StructuredList(string text) => _text = text;

    bool IsOver => _at == _text.Length;

    char Next => IsOver ? '\0' : _text[_at];

    public static IReadOnlyList<Member> Parse(string text)
    {
        var reader = new StructuredList(text.Trim(' '));
        var members = new List<Member>();
        while (!reader.IsOver)
        {
            members.Add(reader.ReadMember());
            reader.SkipWhite();
            if (reader.IsOver) break;
            reader.Take(',');
            reader.SkipWhite();
            if (reader.IsOver) throw new FormatException("The list ends in a comma.");
        }

        return members;
    }

    Member ReadMember()
    {
        var item = ReadBare();
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        while (Next == ';')
        {
            _at++;
            while (Next == ' ') _at++;
            var key = ReadKey();
            object value = true;
            if (Next == '=')
            {
                _at++;
                value = ReadBare();
            }

            if (!parameters.TryAdd(key, value)) throw new FormatException($"{key} is there twice.");
        }

        return new(item, parameters);
    }

    string ReadKey()
    {
        if (!char.IsAsciiLetterLower(Next) && Next != '*') throw Wrong("a key");
        return TakeWhile(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.' or '*');
    }

    object ReadBare() => Next switch
    {
        '-' or (>= '0' and <= '9') => ReadInteger(),
        '"' => ReadString(),
        '?' => ReadBoolean(),
        '*' => ReadToken(),
        var c when char.IsAsciiLetter(c) => ReadToken(),
        _ => throw Wrong("an item"),
    };

    Token ReadToken() => new(TakeWhile(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~:/".Contains(c, StringComparison.Ordinal)));

    object ReadInteger()
    {
        var sign = Next == '-' ? -1 : 1;
        if (sign < 0) _at++;
        var digits = TakeWhile(char.IsAsciiDigit);
        if (digits.Length is 0 or > 15 || Next == '.') throw Wrong("an integer");
        return sign * long.Parse(digits, CultureInfo.InvariantCulture);
    }

    string ReadString()
    {
        Take('"');
        var text = new StringBuilder();
        while (Next != '"')
        {
            if (Next is < ' ' or > '~') throw Wrong("a printable character");
            if (Next == '\\')
            {
                _at++;
                if (Next is not ('"' or '\\')) throw Wrong("an escape");
            }

            text.Append(_text[_at++]);
        }

        Take('"');
        return text.ToString();
    }

    object ReadBoolean()
    {
        Take('?');
        if (Next is not ('0' or '1')) throw Wrong("a boolean");
        return _text[_at++] == '1';
    }

    string TakeWhile(Func<char, bool> isPart)
    {
        var start = _at;
        while (!IsOver && isPart(Next)) _at++;
        return _text[start.._at];
    }

    void SkipWhite()
    {
        while (Next is ' ' or '\t') _at++;
    }

    void Take(char expected)
    {
        if (Next != expected) throw Wrong(expected.ToString());
        _at++;
    }

    FormatException Wrong(string expected) => new($"There is no {expected} at {_at} of '{_text}'.");
}

public class StructuredListTests
{
    [Theory]
    [InlineData("a; b; c=-1; d=\"x\\\"y\"; e=t, f")]
    [InlineData("\"a\";b=?0")]
    public void WellFormed_IsRead(string text) => StructuredList.Parse(text).ShouldNotBeEmpty();

    [Theory]
    [InlineData("a,")]
    [InlineData("a b")]
    [InlineData("a;")]
    [InlineData("a;B")]
    [InlineData("a;b=")]
    [InlineData("a;b=-")]
    [InlineData("a;b=1.")]
    [InlineData("a;b=\"x")]
    [InlineData("a;b;b")]
    [InlineData("a ;b")]
    [InlineData("(a)")]
    public void Malformed_Throws(string text) => Should.Throw<FormatException>(() => StructuredList.Parse(text));
}
