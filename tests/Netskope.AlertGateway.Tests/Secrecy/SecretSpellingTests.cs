using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Tests.Secrecy;

public sealed class SecretSpellingTests
{
    const string Plain = "0d3b9a6c41f7e258aBcDeF";
    const string Odd = """Tt/to+ken="0d3b&9a6c'41F7\e258%2Fz~<>""";

    public static TheoryData<string, string> Spellings
    {
        get
        {
            // Some spellings of a plain token are the same.
            var all = new HashSet<(string Token, string Spelling)>();
            foreach (var token in (string[])[Plain, Odd])
            {
                all.Add((token, token));
                all.Add((token, token.ToUpperInvariant()));
                all.Add((token, token.ToLowerInvariant()));
                all.Add((token, Uri.EscapeDataString(token)));
                all.Add((token, Uri.EscapeDataString(token).ToLowerInvariant()));
                all.Add((token, Uri.EscapeDataString(Uri.EscapeDataString(token))));
                all.Add((token, WebUtility.UrlEncode(token)));
                all.Add((token, Each(token, "%{0:x2}")));
                all.Add((token, Each(token, "%25{0:X2}")));
                all.Add((token, Each(token, "\\u{0:x4}")));
                all.Add((token, Each(token, "&#{0};")));
                all.Add((token, Each(token, "&#x{0:x};")));
                all.Add((token, WebUtility.HtmlEncode(token)));
                all.Add((token, JsonEncodedText.Encode(token).Value));
                all.Add((token, JsonEncodedText.Encode(JsonEncodedText.Encode(token).Value).Value));
                all.Add((token, token.Replace("/", "\\/", StringComparison.Ordinal)));
                all.Add((token, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))));
                all.Add((token, Convert.ToHexString(Encoding.UTF8.GetBytes(token))));
                foreach (var before in (string[])["", "a", "ab", "abc", "user:", "{\"token\":\""])
                {
                    var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + token + "\"}"));
                    all.Add((token, base64));
                    all.Add((token, Uri.EscapeDataString(base64)));
                    all.Add((token, base64.Replace("/", "\\/", StringComparison.Ordinal)));
                    all.Add((token, base64.Replace('+', '-').Replace('/', '_').TrimEnd('=')));
                }
            }

            return new TheoryData<string, string>(all);
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void EverySpelling_IsFound(string token, string spelling)
    {
        var secrets = Knowing(token);

        var clean = secrets.Clean($"The token '{spelling}' is unknown, {spelling}.");

        clean.ShouldContain("***");
        clean.ShouldStartWith("The token '");

        // What is left is the frame, and the ends of a base64 text that the secret shares with its neighbours.
        clean.Length.ShouldBeLessThanOrEqualTo("The token '***' is unknown, ***.".Length + (2 * 24));
        clean.ShouldNotContain(spelling[(spelling.Length / 2)..]);
    }

    [Fact]
    public void FirstHalf_IsFoundToo_AndWhatOnlyBeginsLikeItStays()
    {
        var secrets = Knowing(Plain);

        secrets.Clean($"token {Plain[..12]}...").ShouldBe("token ***...");
        secrets.Clean("code 0d3b9a").ShouldBe("code 0d3b9a");
    }

    [Fact]
    public void CutText_HoldsNoPieceOfASecretAtItsEnd()
    {
        var secrets = Knowing(Plain);
        for (var most = 1; most < 40; most++)
        {
            var clean = secrets.Clean($"0123456789 {Plain} and more {Plain} and more", most);

            clean.Length.ShouldBeLessThanOrEqualTo(most + 3 + 1);
            clean.ShouldNotContain("d3b9");
        }
    }

    [Fact]
    public void EverySecretThatIsKnown_IsFound()
    {
        var secrets = Knowing(Plain);
        secrets.Know("another-secret-77aa");

        secrets.Clean($"{Plain}, another-secret-77aa").ShouldBe("***, ***");
    }

    [Fact]
    public void WhatTurnsOrEndsALine_IsABlank() =>
        Knowing(Plain).Clean("a\r\nb\u2028c\u2029d\u202Ee\u0000f\u0085g\u001b[31m").ShouldBe("a  b c d e f g [31m");

    [Fact]
    public void HugeText_TakesNoTime()
    {
        var secrets = Knowing(Plain);
        var text = string.Concat(Enumerable.Repeat(Plain[..7] + "%25", 500_000));

        var watch = Stopwatch.StartNew();
        secrets.Clean(text).Length.ShouldBe(301);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    static Secrets Knowing(string token)
    {
        var secrets = new Secrets();
        secrets.Know(token);
        return secrets;
    }

    static string Each(string token, string format) =>
        string.Concat(token.Select(c => string.Format(CultureInfo.InvariantCulture, format, (int)c)));
}
