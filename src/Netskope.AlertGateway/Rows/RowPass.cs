using System.Buffers;
using System.Runtime.CompilerServices;

namespace Netskope.AlertGateway.Rows;

/// <summary>
/// The walk over a row. It relies on the row being well-formed and therefore looks at few bytes: in a text for its end, in what no path
/// leads into for brackets and quotes. Positions are offsets in the row.
/// </summary>
readonly ref struct RowPass(ReadOnlySpan<byte> row)
{
    static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\""u8);

    readonly ReadOnlySpan<byte> _row = row;

    public void Cut(HiddenNames names, ref RowCopy copy) => CutObject(AtToken(0), names, ref copy);

    /// <returns>The position behind it, as all that read something.</returns>
    int CutObject(int start, HiddenNames names, ref RowCopy copy)
    {
        var at = AtToken(start + 1);
        if (_row[at] == '}') return at + 1;
        var (first, behindLast, isKept) = (at, at, false);
        while (true)
        {
            var member = at;
            at = ReadName(member, names, out var entry);
            at = AtToken(AtToken(at) + 1);
            if (entry is { Sight: Sight.Removed })
            {
                at = Behind(at);
                if (isKept) copy.Drop(behindLast, at);
            }
            else
            {
                if (!isKept && member > first) copy.Drop(first, member);
                isKept = true;
                at = entry is null ? Behind(at) : CutValue(at, entry, ref copy);
            }

            behindLast = at;
            at = AtToken(at);
            if (_row[at] == '}') break;
            at = AtToken(at + 1);
        }

        if (!isKept) copy.Drop(start + 1, at);
        return at + 1;
    }

    int CutValue(int start, HiddenNames.Entry entry, ref RowCopy copy)
    {
        if (entry.Below is not null) return CutBelow(start, entry.Below, ref copy);
        var end = Behind(start);
        copy.Mask(start, end);
        return end;
    }

    int CutBelow(int start, HiddenNames names, ref RowCopy copy) => _row[start] switch
    {
        (byte)'{' => CutObject(start, names, ref copy),
        (byte)'[' => CutList(start, names, ref copy),
        _ => Behind(start),
    };

    int CutList(int start, HiddenNames names, ref RowCopy copy)
    {
        var at = AtToken(start + 1);
        if (_row[at] == ']') return at + 1;
        while (true)
        {
            at = AtToken(CutBelow(at, names, ref copy));
            if (_row[at] == ']') return at + 1;
            at = AtToken(at + 1);
        }
    }

    int ReadName(int start, HiddenNames names, out HiddenNames.Entry? entry)
    {
        var text = _row[(start + 1)..];
        var length = Ends.OfPlainName(text);
        if (text[length] != '"') return ReadOddName(start, names, out entry);
        entry = names.Find(text[..length]);
        return start + length + 2;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int ReadOddName(int start, HiddenNames names, out HiddenNames.Entry? entry)
    {
        var end = BehindText(start);
        var name = _row[(start + 1)..(end - 1)];
        if (name.Contains((byte)'\\'))
        {
            Span<byte> plain = stackalloc byte[names.Longest + EscapedName.Excess];
            entry = names.FindDotted(plain[..EscapedName.Decode(name, plain)]);
        }
        else
        {
            entry = names.FindDotted(name);
        }

        return end;
    }

    int Behind(int start) => _row[start] switch
    {
        (byte)'"' => BehindText(start),
        (byte)'{' or (byte)'[' => BehindNested(start),
        _ => start + Found(Ends.OfWord(_row[start..])),
    };

    int BehindNested(int start)
    {
        var (at, depth) = (start, 0);
        do
        {
            at += Found(_row[at..].IndexOfAny(Structure));
            if (_row[at] == '"')
            {
                at = BehindText(at);
                continue;
            }

            depth += _row[at] is (byte)'{' or (byte)'[' ? 1 : -1;
            at++;
        }
        while (depth > 0);

        return at;
    }

    int BehindText(int start)
    {
        var at = start + 1;
        while (true)
        {
            at += Found(Ends.OfText(_row[at..]));

            // A quote belongs to the text when the backslashes before it are odd in number. Their runs do not overlap: it stays one pass.
            var before = at;
            while (_row[before - 1] == '\\') before--;
            at++;
            if (((at - before) & 1) == 1) return at;
        }
    }

    int AtToken(int at)
    {
        while (_row[at] <= ' ') at++;
        return at;
    }

    // A search without an end would otherwise go on at the byte before it, for ever.
    static int Found(int offset) => offset >= 0 ? offset : throw new InvalidOperationException("A row that was not verified before it was cut.");
}
