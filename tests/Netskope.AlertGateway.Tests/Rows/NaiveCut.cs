using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Tests.Rows;

/// <summary>
/// The rules of cutting, said once more in the simplest way: a row is read letter by letter into the pieces that stand in it, and put
/// together again without what is hidden. A member is hidden when its names from the top, joined by dots, are a hidden path or lie below one.
/// </summary>
sealed class NaiveCut
{
    readonly string _row;
    int _at;

    NaiveCut(string row) => _row = row;

    /// <param name="Before">What stands between the member before, or the brace, and this one.</param>
    sealed record Member(string Before, string Name, string Colon, Piece Value);

    /// <param name="Text">All of it.</param>
    /// <param name="Members">Of an object.</param>
    /// <param name="Items">Of a list, each with what stands before it.</param>
    /// <param name="Tail">What stands before the closing bracket.</param>
    sealed record Piece(string Text, List<Member>? Members = null, List<(string Before, Piece Value)>? Items = null, string Tail = "");

    public static byte[] Of(ReadOnlySpan<byte> row, HiddenFields hidden)
    {
        var naive = new NaiveCut(Encoding.UTF8.GetString(row));
        var lead = naive.Blank();
        var whole = naive.Read();
        return Encoding.UTF8.GetBytes(lead + Print(whole, "", hidden) + naive._row[naive._at..]);
    }

    /// <summary>What a name stands for; half a surrogate pair stays one.</summary>
    public static string Plain(string name) => Regex.Replace(name, @"\\(u[0-9a-fA-F]{4}|.)", static match => match.Value[1] switch
    {
        'u' => ((char)int.Parse(match.Value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        'b' => "\b",
        'f' => "\f",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        var letter => letter.ToString(),
    });

    public static bool IsIn(IReadOnlyList<string> paths, string names)
    {
        var lower = Regex.Replace(names, "[A-Z]", static letter => letter.Value.ToLowerInvariant());
        return paths.Any(path => (lower + ".").StartsWith(path + ".", StringComparison.Ordinal));
    }

    static string Print(Piece piece, string above, HiddenFields hidden)
    {
        if (piece.Items is { } items) return "[" + string.Concat(items.Select(item => item.Before + Print(item.Value, above, hidden))) + piece.Tail + "]";
        if (piece.Members is not { Count: > 0 } members) return piece.Text;
        var kept = members.Where(member => !IsIn(hidden.Removed, above + Plain(member.Name))).ToList();
        if (kept.Count == 0) return "{}";
        var text = new StringBuilder("{");
        foreach (var member in kept)
        {
            var names = above + Plain(member.Name);
            text.Append(member == kept[0] ? members[0].Before : member.Before).Append('"').Append(member.Name).Append('"').Append(member.Colon);
            text.Append(IsIn(hidden.Masked, names) ? "\"***\"" : Print(member.Value, names + ".", hidden));
        }

        return text.Append(piece.Tail).Append('}').ToString();
    }

    Piece Read()
    {
        var start = _at;
        switch (_row[_at])
        {
            case '{':
                var members = new List<Member>();
                var tail = ReadParts('}', before => members.Add(new(before, ReadText()[1..^1], Blank() + Take() + Blank(), Read())));
                return new(_row[start.._at], Members: members, Tail: tail);
            case '[':
                var items = new List<(string, Piece)>();
                tail = ReadParts(']', before => items.Add((before, Read())));
                return new(_row[start.._at], Items: items, Tail: tail);
            case '"':
                return new(ReadText());
            default:
                while (!" \t\r\n,]}".Contains(_row[_at])) _at++;
                return new(_row[start.._at]);
        }
    }

    string ReadParts(char end, Action<string> read)
    {
        Take();
        var before = Blank();
        while (_row[_at] != end)
        {
            read(before);
            before = Blank();
            if (_row[_at] == ',') before += Take() + Blank();
        }

        Take();
        return before;
    }

    string ReadText()
    {
        var start = _at++;
        while (_row[_at] != '"') _at += _row[_at] == '\\' ? 2 : 1;
        _at++;
        return _row[start.._at];
    }

    string Blank()
    {
        var start = _at;
        while (_at < _row.Length && _row[_at] is ' ' or '\t' or '\r' or '\n') _at++;
        return _row[start.._at];
    }

    char Take() => _row[_at++];
}
