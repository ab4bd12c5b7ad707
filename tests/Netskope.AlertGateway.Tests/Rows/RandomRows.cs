using System.Text;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Tests.Rows;

/// <summary>Well-formed rows that are as odd as they may be, and paths that meet what is in them.</summary>
static class RandomRows
{
    static readonly string[] Paths =
    [
        "a", "b", "user", "a.b", "b.c", "a.b.c", "a.a", "b.a.b", "a.user", "a.b.c.a", "é", "a\"b", "b\\", "😀", "😀.a", "a/b", "b.é", "a-rather-long-name-that-is-longer-than-a-vector",
    ];

    // The names are as they stand in a row.
    static readonly string[] Names =
    [
        "a", "b", "c", "user", "A", "B", "User", "USER", "a.b", "A.B", "b.c", "a.b.c", "a.b.c.a", "a.x", "x.a", "user.x", "us", "users", "", ".", "a.", ".a", "a..b", "é", "É", "ä",
        @"\u0061", @"\u0041", @"us\u0065r", @"\u0075\u0073\u0065\u0072", @"a\u002eb", @"a\u002Eb.c", @"\ud800", @"a\ud800", @"a.\ud800", @"\ud800.a", @"\ud83d\ude00", @"\uD83D\uDE00.a", @"\ude00\ud83d",
        "😀", "😀.a", @"a\""b", @"b\\", @"a\\", @"a\/b", "a/b", @"\u00e9", @"b.\u00E9", @"user\u0000", @"\n", @"\\u0061", @"\\\""user", "a-rather-long-name-that-is-longer-than-a-vector",
        "A-RATHER-LONG-NAME-THAT-IS-LONGER-THAN-A-VECTOR", "a-rather-long-name-that-is-longer-than-a-vector-and-more", "\u007f", "@", "`", "[", "{",
    ];

    static readonly string[] Texts =
    [
        "", "x", "a", "***", @"\""", @"\\", @"\\\""", @"\\\\", @"\/", @"\u005c", @"\ud800", "}", "{", "]", "[", ",", ":", @"\"",\""user\"":\""x", @"{\""a\"":1}", "é", "😀", "1234567890123456", "\u007f", @"\n",
    ];

    static readonly string[] Words = ["null", "true", "false", "0", "-1", "12", "1.50", "-0.0e-10", "1E+2", "123456789012345678901234567890"];

    static readonly string[] Blanks = ["", "", "", " ", "\n", "\t", "\r\n  ", "                                   "];

    public static HiddenFields Hidden(Random random)
    {
        var removed = random.GetItems(Paths, random.Next(5));
        var masked = random.GetItems(Paths, random.Next(5));
        return HiddenFields.Of(removed, masked);
    }

    public static byte[] Next(Random random)
    {
        var text = new StringBuilder();
        var isPlain = random.Next(3) == 0;
        if (!isPlain) text.Append(Blank(random));
        Object(random, text, depth: 0, isPlain);
        if (!isPlain) text.Append(Blank(random));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Object(Random random, StringBuilder text, int depth, bool isPlain) => Parts(random, text, "{}", isPlain, () =>
    {
        text.Append('"').Append(random.Next(3) == 0 ? Names[random.Next(3)] : Names[random.Next(Names.Length)]).Append('"');
        if (!isPlain) text.Append(Blank(random));
        text.Append(':');
        if (!isPlain) text.Append(Blank(random));
        Value(random, text, depth + 1, isPlain);
    });

    static void Value(Random random, StringBuilder text, int depth, bool isPlain)
    {
        switch (random.Next(depth > 6 ? 4 : 8))
        {
            case 0 or 1:
                text.Append('"').Append(string.Concat(random.GetItems(Texts, random.Next(6)))).Append('"');
                break;
            case 2 or 3:
                text.Append(Words[random.Next(Words.Length)]);
                break;
            case 4 or 5 or 6:
                Object(random, text, depth, isPlain);
                break;
            default:
                Parts(random, text, "[]", isPlain, () => Value(random, text, depth + 1, isPlain));
                break;
        }
    }

    static void Parts(Random random, StringBuilder text, string brackets, bool isPlain, Action part)
    {
        text.Append(brackets[0]);
        for (var (left, isFirst) = (random.Next(5), true); left > 0; left--, isFirst = false)
        {
            if (!isFirst) text.Append(',');
            if (!isPlain) text.Append(Blank(random));
            part();
            if (!isPlain) text.Append(Blank(random));
        }

        if (!isPlain && text[^1] == brackets[0]) text.Append(Blank(random));
        text.Append(brackets[1]);
    }

    static string Blank(Random random) => Blanks[random.Next(Blanks.Length)];
}
