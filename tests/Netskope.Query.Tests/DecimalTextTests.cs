using System.Text;

namespace Netskope.Query.Tests;

public sealed class DecimalTextTests
{
    // From least to greatest; those on one line are equal.
    static readonly string[][] Order =
    [
        ["-1e400"],
        ["-9223372036854775809"],
        ["-9223372036854775808", "-9223372036854775808.000"],
        ["-12.5", "-125e-1", "-0.125E+2"],
        ["-1"],
        ["-1e-400"],
        ["0", "-0", "0.0", "0e5", "-0.00e-3"],
        ["1e-400"],
        ["0.05", "5e-2", "0.0500"],
        ["0.5", "5e-1", "500E-3"],
        ["0.51"],
        ["1", "1.0", "1e0", "10e-1", "0.1e1"],
        ["9"],
        ["10", "1e1", "1E+1", "100e-1"],
        ["10.0000000000000000000000000001"],
        ["9007199254740992"],
        ["9007199254740993", "9007199254740993.0", "9.007199254740993e15"],
        ["9223372036854775807"],
        ["18446744073709551615"],
        ["1e400", "10e399"],
    ];

    [Fact]
    public void Numbers_AreOrdered_ExactlyAndWhateverTheirSpelling()
    {
        for (var i = 0; i < Order.Length; i++)
        {
            for (var j = 0; j < Order.Length; j++)
            {
                foreach (var a in Order[i])
                {
                    foreach (var b in Order[j]) Compare(a, b).ShouldBe(Math.Sign(i.CompareTo(j)), $"{a} and {b}");
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("٣")]
    [InlineData("1\0")]
    public void OtherText_IsNoNumber(string text)
    {
        DecimalText.IsNumber(text).ShouldBeFalse();
        DecimalText.TryRead(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
    }

    [Fact]
    public void LongNumber_IsOne()
    {
        DecimalText.IsNumber(new string('9', 100_000)).ShouldBeTrue();
        Compare("1e" + new string('9', 1000), "1e5").ShouldBe(1);
        Compare("1e-" + new string('9', 1000), "1e-5").ShouldBe(-1);
    }

    static int Compare(string a, string b)
    {
        DecimalText.TryRead(Encoding.UTF8.GetBytes(a), out var left).ShouldBeTrue(a);
        DecimalText.TryRead(Encoding.UTF8.GetBytes(b), out var right).ShouldBeTrue(b);
        return Math.Sign(DecimalText.Compare(left, right));
    }
}
