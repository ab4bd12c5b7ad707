using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Tests.Store;

public sealed class AnswerSealTests
{
    static readonly byte[] OneKey = RandomNumberGenerator.GetBytes(AnswerSeal.KeySize);
    static readonly byte[] AnotherKey = RandomNumberGenerator.GetBytes(AnswerSeal.KeySize);
    static readonly byte[] Plain = RandomNumberGenerator.GetBytes(100);

    [Fact]
    public void WhatWasSealed_Opens() => new AnswerSeal(OneKey).Open(Sealed(OneKey), "here"u8).ShouldBe(Plain);

    [Fact]
    public void EmptyText_Opens()
    {
        var value = new byte[AnswerSeal.Overhead];
        new AnswerSeal(OneKey).Seal(value, 0, [], "here"u8);

        new AnswerSeal(OneKey).Open(value, "here"u8).ShouldBe([]);
    }

    [Fact]
    public void AnyAlteredBit_DoesNotOpen()
    {
        var value = Sealed(OneKey);
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            new AnswerSeal(OneKey).Open(value, "here"u8).ShouldBeNull($"bit {bit}");
            value[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void AnyTruncation_DoesNotOpen()
    {
        var value = Sealed(OneKey);
        for (var length = 0; length < value.Length; length++) new AnswerSeal(OneKey).Open(value.AsSpan(0, length), "here"u8).ShouldBeNull($"{length} bytes");
    }

    [Theory]
    [InlineData("")]
    [InlineData("her")]
    [InlineData("there")]
    [InlineData("Here")]
    public void ValueOfSomethingElse_DoesNotOpen(string belongsTo) =>
        new AnswerSeal(OneKey).Open(Sealed(OneKey), Encoding.UTF8.GetBytes(belongsTo)).ShouldBeNull();

    [Fact]
    public void FirstKeySeals_EveryKeyOpens()
    {
        var both = new AnswerSeal(OneKey, AnotherKey);
        both.Open(Sealed(OneKey), "here"u8).ShouldBe(Plain);
        both.Open(Sealed(AnotherKey), "here"u8).ShouldBe(Plain);

        new AnswerSeal(AnotherKey).Open(Sealed(OneKey, AnotherKey), "here"u8).ShouldBeNull();
        new AnswerSeal(OneKey).Open(Sealed(OneKey, AnotherKey), "here"u8).ShouldBe(Plain);
    }

    [Fact]
    public void EqualTexts_AreSealedDifferently() => Sealed(OneKey).ShouldNotBe(Sealed(OneKey));

    [Fact]
    public void KeyOfAToken_IsTheSameEverywhere_AndAnotherTokensIsNot()
    {
        AnswerSeal.KeyFrom("made-up").ShouldBe(AnswerSeal.KeyFrom("made-up"));
        AnswerSeal.KeyFrom("made-up").Length.ShouldBe(AnswerSeal.KeySize);
        AnswerSeal.KeyFrom("made-up").ShouldNotBe(AnswerSeal.KeyFrom("made-up2"));
    }

    static byte[] Sealed(params byte[][] keys)
    {
        var value = new byte[Plain.Length + AnswerSeal.Overhead];
        new AnswerSeal(keys).Seal(value, 0, Plain, "here"u8);
        return value;
    }
}
