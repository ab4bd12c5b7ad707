using System.Text;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Tests.Requests;

/// <summary>WHATWG URL, 5.1, but what is broken is told instead of guessed.</summary>
public class UrlEncodedTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a=", "a", "")]
    [InlineData("a", "a", "")]
    [InlineData("=b", "", "b")]
    [InlineData("=", "", "")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a+b=c+d", "a b", "c d")]
    [InlineData("a=%2B", "a", "+")]
    [InlineData("a=+%20+", "a", "   ")]
    [InlineData("a=%2b%2B", "a", "++")]
    [InlineData("%61=%3D%26", "a", "=&")]
    [InlineData("a=%2520", "a", "%20")]
    [InlineData("a=%25", "a", "%")]
    [InlineData("a=%C3%A9", "a", "é")]
    [InlineData("a=é%20é", "a", "é é")]
    [InlineData("a=%F0%9F%98%80x", "a", "😀x")]
    [InlineData("a=😀+😀", "a", "😀 😀")]
    [InlineData("a=%00", "a", "\0")]
    [InlineData("a=%EF%BB%BFx", "a", "\uFEFFx")]
    [InlineData("a=b;c=d", "a", "b;c=d")]
    [InlineData("a=b?c", "a", "b?c")]
    public void Pair_IsDecodedOnce(string text, string name, string value) =>
        Read(text).ShouldHaveSingleItem().ShouldBe(new RequestParameter(name, value));

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=%4g")]
    [InlineData("a=100%")]
    [InlineData("a=100%+b")]
    [InlineData("a=%%41")]
    [InlineData("a=%u0041")]
    [InlineData("a=%C3")]
    [InlineData("a=%A9")]
    [InlineData("a=%C3x")]
    [InlineData("a=%C0%AF")]
    [InlineData("a=%ED%A0%80")]
    [InlineData("a=%F4%90%80%80")]
    [InlineData("a=%FF")]
    [InlineData("a=%4\u0661")]
    public void BrokenValue_IsReported_AndStandsAsItWasSent(string text) =>
        Read(text).ShouldHaveSingleItem().ShouldBe(new RequestParameter("a", text[2..], Malformed: true));

    [Theory]
    [InlineData("%=b", "%")]
    [InlineData("a%2=b", "a%2")]
    [InlineData("%FF=b", "%FF")]
    [InlineData("%C3%A9%C3=b", "%C3%A9%C3")]
    public void BrokenName_IsReported(string text, string name) =>
        Read(text).ShouldHaveSingleItem().ShouldBe(new RequestParameter(name, "b", Malformed: true));

    [Theory]
    [InlineData("")]
    [InlineData("&")]
    [InlineData("&&&")]
    public void NothingBetweenAmpersands_IsNoParameter(string text) => Read(text).ShouldBeEmpty();

    [Fact]
    public void AllParameters_ComeInTheirOrder_RepeatedOnesToo() =>
        Read("b=2&a=1&&b=3&=&a").ShouldBe([new("b", "2"), new("a", "1"), new("b", "3"), new("", ""), new("a", "")]);

    [Fact]
    public void OneBrokenPair_LeavesTheOthersSound() =>
        Read("a=%&b=2").ShouldBe([new("a", "%", Malformed: true), new("b", "2")]);

    [Fact]
    public void WhatWasReadBefore_Stays()
    {
        var parameters = new List<RequestParameter> { new("x", "y") };

        UrlEncoded.Read("a=b", parameters);

        parameters.Count.ShouldBe(2);
    }

    [Fact]
    public void AnyText_ComesOutAsItWasEncoded()
    {
        var random = new Random(17);
        for (var i = 0; i < 3000; i++)
        {
            var (name, value) = (Text(random), Text(random));
            var plus = random.Next(2) == 0;

            Read($"{Encode(name, plus)}={Encode(value, plus)}").ShouldHaveSingleItem().ShouldBe(new RequestParameter(name, value));
        }
    }

    static string Encode(string text, bool plus) => plus ? Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal) : Uri.EscapeDataString(text);

    static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(20); length > 0; length--)
            text.Append(new Rune(random.Next(4) == 0 ? random.Next(0xE000, 0x110000) : random.Next(0x80)).ToString());
        return text.ToString();
    }

    static List<RequestParameter> Read(string text)
    {
        var parameters = new List<RequestParameter>();
        UrlEncoded.Read(text, parameters);
        return parameters;
    }
}
