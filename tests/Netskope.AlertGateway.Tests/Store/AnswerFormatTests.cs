using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Store;

public sealed class AnswerFormatTests
{
    static readonly DateTimeOffset AskedAt = new(2026, 3, 2, 9, 30, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task WhatWasWritten_IsRead()
    {
        var written = StoredAnswers.Make("the bytes of a page", AskedAt);

        var read = AnswerFormat.Read(AnswerFormat.Write(written)).ShouldNotBeNull();

        (read.Rows, read.Window, read.Next, read.AskedAt, read.FreshFor, read.StaleFor, read.Message)
            .ShouldBe((written.Rows, written.Window, written.Next, written.AskedAt, written.FreshFor, written.StaleFor, written.Message));
        read.Content.Hash.ShouldBe(written.Content.Hash);
        read.Content.Length.ShouldBe(written.Content.Length);
        read.Content.Tags.In(ContentCoding.Identity).ShouldBe(written.Content.Tags.In(ContentCoding.Identity));
        System.Buffers.BuffersExtensions.ToArray(await read.Content.InAsync(ContentCoding.Identity)).ShouldBe("the bytes of a page"u8.ToArray());
    }

    [Fact]
    public void EveryTruncation_IsNoAnswer()
    {
        var bytes = AnswerFormat.Write(StoredAnswers.Make("the bytes of a page", AskedAt));
        for (var length = 0; length < bytes.Length; length++) AnswerFormat.Read(bytes[..length]).ShouldBeNull($"{length} bytes");
        AnswerFormat.Read([.. bytes, 0]).ShouldBeNull();
    }

    [Fact]
    public void OtherVersions_AreNoAnswer()
    {
        var bytes = AnswerFormat.Write(StoredAnswers.Make("the bytes of a page", AskedAt));
        for (var version = 0; version <= byte.MaxValue; version++)
        {
            bytes[0] = (byte)version;
            (AnswerFormat.Read(bytes) is not null).ShouldBe(version == AnswerFormat.Version, $"version {version}");
        }
    }

    [Fact]
    public void Garbage_IsNoAnswer_AndNoException()
    {
        var random = new Random(1);
        var good = AnswerFormat.Write(StoredAnswers.Make("the bytes of a page", AskedAt));
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (bytes.Length > 0) bytes[0] = AnswerFormat.Version;
            AnswerFormat.Read(bytes).ShouldBeNull();

            // What the seal would refuse anyway must still not throw.
            var altered = (byte[])good.Clone();
            altered[random.Next(1, altered.Length)] = (byte)random.Next(256);
            AnswerFormat.Read(altered);
        }
    }
}
