using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Tests.Store;

public sealed class QuestionKeyTests
{
    [Fact]
    public void Text_IsReadBack()
    {
        var key = QuestionKey.Of("alerts?timeperiod=3600&limit=5000&skip=0");

        QuestionKey.TryParse(key.ToString(), out var read).ShouldBeTrue();

        read.ShouldBe(key);
        key.ToString().ShouldMatch("^[0-9a-f]{64}$");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("g000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData(" 00000000000000000000000000000000000000000000000000000000000000 ")]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000001")]
    public void OtherText_IsRefused(string text) => QuestionKey.TryParse(text, out _).ShouldBeFalse();
}
