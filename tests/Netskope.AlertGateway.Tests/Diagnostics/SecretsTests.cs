using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Tests.TestSupport;

namespace Netskope.AlertGateway.Tests.Diagnostics;

public class SecretsTests
{
    const string Token = "0123456789abcdef";

    [Fact]
    public void KnownSecret_IsRecognisedExactly()
    {
        var secrets = Of(Token, "another-secret");

        secrets.Holds(Token).ShouldBeTrue();
        secrets.Holds("another-secret").ShouldBeTrue();
        secrets.Holds(Token.ToUpperInvariant()).ShouldBeFalse();
        secrets.Holds(Token[..^1]).ShouldBeFalse();
        secrets.Holds(Token + "0").ShouldBeFalse();
        secrets.Holds("").ShouldBeFalse();
        new Secrets().Holds(Token).ShouldBeFalse();
    }

    [Theory]
    [InlineData("syntax error in query: user eq eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")]
    [InlineData("agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("syntax error in query: user eq agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("AGK_ETUWBYVK3R--AFVLUBGX049WHYSRT86EE5XOSUPEMYO")]
    [InlineData("with more behind it: agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyoABC")]
    [InlineData("cut off: agk_ETUWBYvK3r--AFvLUbGx0")]
    public void Text_IsCleanedOfACallersTokenOrKey(string text)
    {
        Secrets.ContainsCredential(text).ShouldBeTrue();

        var clean = new Secrets().Clean(text);

        clean.ShouldEndWith("***");
        clean.ShouldNotContain("ETUW", Case.Insensitive);
        Secrets.ContainsCredential(clean).ShouldBeFalse();
    }

    [Theory]
    [InlineData("user eq agk_short")]
    [InlineData("agk_ETUWBYvK3r ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("eyJhbGciOiJub25lIn0")]
    public void WhatIsNoCredential_Stays(string text)
    {
        Secrets.ContainsCredential(text).ShouldBeFalse();
        new Secrets().Clean(text).ShouldBe(text);
    }

    [Theory]
    [InlineData(Token)]
    [InlineData("token=0123456789abcdef&x=1")]
    [InlineData("0123456789ABCDEF 0123456789abcdef0123456789AbCdEf")]
    [InlineData("\r\n0123456789abcdef\0")]
    public void Text_IsCleanedOfTheSecret(string text)
    {
        var clean = Of(Token).Clean(text);

        clean.ShouldNotContain(Token, Case.Insensitive);
        clean.ShouldContain("***");
    }

    [Fact]
    public void NothingOfASecret_IsLeft_WhereTheTextIsCut()
    {
        for (var before = 280; before <= 300; before++)
        {
            var clean = Of(Token).Clean(new string('x', before) + Token);
            clean.ShouldNotContain("0123");
        }
    }

    [Theory]
    [InlineData("0123456789", "0123456789abcdef")]
    [InlineData("0123456789abcdef", "0123456789")]
    [InlineData("456789ab", "0123456789abcdef")]
    [InlineData("0123456789abcdef", "456789ab")]
    public void SecretThatHoldsAnother_LeavesNothingBehind(string first, string second)
    {
        // Two tokens of a tenant, or an old and a new one, in whatever order they were learnt.
        var clean = Of(first, second).Clean("refused: 0123456789abcdef.");

        clean.ShouldBe("refused: ***.");
    }

    [Fact]
    public void ControlCharacters_BecomeBlanks()
    {
        var text = new string([.. Enumerable.Range(0, 0xA0).Select(i => (char)i)]);

        var clean = new Secrets().Clean(text);

        clean.ShouldNotContain(c => char.IsControl(c));
        clean.Length.ShouldBe(text.Length);
        clean.ShouldContain("ABC");
    }

    [Fact]
    public void LongText_IsCut_AndShowsIt()
    {
        new Secrets().Clean(new string('x', 300)).ShouldBe(new string('x', 300));
        new Secrets().Clean(new string('x', 301)).ShouldBe(new string('x', 300) + "…");
        new Secrets().Clean(new string('x', 10), most: 4).ShouldBe("xxxx…");
        new Secrets().Clean("").ShouldBe("");
    }

    [Fact]
    public async Task SecretsLearntAtOnce_AreAllKnown()
    {
        var secrets = new Secrets();
        await Threads.RunAsync(8, t =>
        {
            for (var i = 0; i < 50; i++) secrets.Know($"secret-{t}-{i}");
        });

        Enumerable.Range(0, 400).ShouldAllBe(i => secrets.Holds($"secret-{i / 50}-{i % 50}"));
    }

    static Secrets Of(params string[] known)
    {
        var secrets = new Secrets();
        foreach (var secret in known) secrets.Know(secret);
        return secrets;
    }
}
