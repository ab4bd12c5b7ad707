using System.Buffers;
using System.IO.Compression;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Tests.TestSupport;

namespace Netskope.AlertGateway.Tests.Store;

public class ContentTests
{
    public static TheoryData<int> Sizes => [0, 1, 4095, 4096, 4097, 65_536, 70_000, 1_000_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task EveryCoding_DecodesToTheSameBytes(int size)
    {
        var plain = Noise(size);
        var content = Kept.Content(plain);

        var identity = await content.InAsync(ContentCoding.Identity);
        var gzip = await content.InAsync(ContentCoding.Gzip);
        var brotli = await content.InAsync(ContentCoding.Brotli);

        content.Length.ShouldBe(size);
        Kept.Plain(content).AsSpan().SequenceEqual(plain).ShouldBeTrue();
        identity.ToArray().AsSpan().SequenceEqual(plain).ShouldBeTrue();
        Decode(new GZipStream(new MemoryStream(gzip.ToArray()), CompressionMode.Decompress)).AsSpan().SequenceEqual(plain).ShouldBeTrue();
        Decode(new BrotliStream(new MemoryStream(brotli.ToArray()), CompressionMode.Decompress)).AsSpan().SequenceEqual(plain).ShouldBeTrue();
    }

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Identity)]
    internal async Task Coding_IsDerivedOnce_ForFiftyWhoAskAtOnce(ContentCoding coding)
    {
        var content = Kept.Content(Noise(300_000));
        using var together = new Barrier(50);
        var asked = new Task<ReadOnlySequence<byte>>[50];
        await Threads.RunAsync(50, i =>
        {
            together.SignalAndWait(TestContext.Current.CancellationToken);
            asked[i] = content.InAsync(coding);
        });

        asked.ShouldAllBe(task => ReferenceEquals(task, asked[0]));
        var first = await asked[0];
        (await content.InAsync(coding)).Start.GetObject().ShouldBeSameAs(first.Start.GetObject());
    }

    [Fact]
    public async Task OnlyTheCodingsThatWereAskedFor_TakeMemory()
    {
        var content = Kept.Content(Noise(100_000));
        var brotli = (await content.InAsync(ContentCoding.Brotli)).Length;
        content.Size.ShouldBe(brotli);

        var gzip = (await content.InAsync(ContentCoding.Gzip)).Length;
        content.Size.ShouldBe(brotli + gzip);

        await content.InAsync(ContentCoding.Identity);
        content.Size.ShouldBe(brotli + gzip + 100_000);
    }

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Identity)]
    internal async Task FailedDerivation_IsNotKept(ContentCoding coding)
    {
        var damaged = Kept.OfSize(100).Content;

        var first = damaged.InAsync(coding);
        await Should.ThrowAsync<InvalidOperationException>(() => first);

        damaged.InAsync(coding).ShouldNotBeSameAs(first);
        damaged.Size.ShouldBe(100);
    }

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Identity)]
    internal async Task Content_CallsBackOnce_WhenAnotherCodingIsHeld(ContentCoding coding)
    {
        var content = Kept.Content(Noise(100_000));
        var held = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        content.Grown = () => held.SetResult(content.Size);

        var brotli = content.Size;
        _ = content.InAsync(coding);
        var size = await held.Task.WaitAsync(TestContext.Current.CancellationToken);
        await content.InAsync(coding);

        size.ShouldBeGreaterThan(brotli);
        content.Size.ShouldBe(size);
    }

    [Fact]
    public void Tags_DifferBetweenCodings_AndAllNameTheSameBytes()
    {
        var tags = Kept.Content([1, 2, 3]).Tags;
        var all = new[] { tags.In(ContentCoding.Brotli), tags.In(ContentCoding.Gzip), tags.In(ContentCoding.Identity) };

        all.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        all.ShouldAllBe(tag => tags.Matches(tag));
        all.ShouldAllBe(tag => tag.StartsWith('"') && tag.EndsWith('"') && tag.Trim('"').All(c => c > ' ' && c <= '~' && c != '"'));
        all[0].ShouldEndWith("-br\"");
        all[1].ShouldEndWith("-gzip\"");
    }

    [Fact]
    public void Tags_DependOnTheBytes_AndOnNothingElse()
    {
        var tags = Kept.Content([1, 2, 3]).Tags;

        Kept.Content([1, 2, 3]).Tags.In(ContentCoding.Gzip).ShouldBe(tags.In(ContentCoding.Gzip));
        var other = Kept.Content([1, 2, 4]).Tags;
        other.In(ContentCoding.Gzip).ShouldNotBe(tags.In(ContentCoding.Gzip), StringComparer.Ordinal);
        other.Matches(tags.In(ContentCoding.Identity)).ShouldBeFalse();
        tags.Matches("").ShouldBeFalse();
        tags.Matches(tags.In(ContentCoding.Identity).Trim('"')).ShouldBeFalse();
    }

    static byte[] Noise(int size)
    {
        var random = new Random(size);
        var bytes = new byte[size];
        for (var i = 0; i < size; i++) bytes[i] = (byte)(i % 3 == 0 ? random.Next(256) : 'a');
        return bytes;
    }

    static byte[] Decode(Stream coded)
    {
        using var plain = new MemoryStream();
        using (coded) coded.CopyTo(plain);
        return plain.ToArray();
    }
}
