using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public sealed class TenantStreamTests
{
    const int Large = 300 * 1024;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"status":"success","msg":"","data":[]}""")]
    [InlineData("""{"data":{"id":9151314442816847873,"f":1.10,"path":"a\/b"},"status":"success"}""")]
    [InlineData("""{"status":"success"}""")]
    [InlineData("  {\"status\":\"success\",\"data\":null}\r\n ")]
    [InlineData("""{"status":"success","data":"Ärger 🙂 \u0000"}""")]
    public async Task GoodAnswer_ComesByteForByte_HoweverItArrives(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var step = 1; step <= bytes.Length; step++) (await ReadAsync(bytes, step)).ShouldBe(bytes);
    }

    [Fact]
    public async Task LargeAnswer_ComesByteForByte_HoweverItArrives()
    {
        var bytes = Answer(Large);

        foreach (var step in (int[])[997, 4096, 65_536, 65_537, int.MaxValue]) (await ReadAsync(bytes, step)).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html></html>")]
    [InlineData("""{"status":"success","data":[]""")]
    [InlineData("""{"status":"success","data":[]}x""")]
    [InlineData("""{"status":"success","data":[]}{}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"status":"fine","data":[]}""")]
    [InlineData("""{"status":"success","status":"success"}""")]
    [InlineData("""{"status":"success","data":[],"data":[]}""")]
    public async Task WhatIsNoAnswer_IsNotOpened(string body) =>
        (await OpenAsync(Encoding.UTF8.GetBytes(body))).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);

    [Theory]
    [InlineData("""{"status":"error","errorCode":"General Error","errors":["no"]}""", FailureKind.TenantRefusal)]
    [InlineData("""{"errors":"no","status":"error"}""", FailureKind.TenantRefusal)]
    [InlineData("""{"status":"error","errorCode":"Authorization Error","errors":["no"]}""", FailureKind.UpstreamCredentials)]
    public async Task ErrorIn200_IsNotOpened(string body, FailureKind kind) =>
        (await OpenAsync(Encoding.UTF8.GetBytes(body))).Failure.ShouldNotBeNull().Kind.ShouldBe(kind);

    [Fact]
    public async Task AnswerWithTwoLengths_IsNotOpened()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Answer(1000)) };
        response.Content.Headers.ContentLength = 500;
        response.Headers.TransferEncodingChunked = true;

        (await TenantStream.OpenAsync(response, await LimitsAsync(long.MaxValue, TimeProvider.System), Stop)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);
    }

    [Fact]
    public async Task ErrorAheadOfMuch_IsNotOpened()
    {
        var body = """{"status":"error","errorCode":"General Error","data":[""" + new string(' ', Large) + "]}";

        (await OpenAsync(Encoding.UTF8.GetBytes(body))).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantRefusal);
    }

    [Fact]
    public async Task LargeAnswerCutAnywhere_NeverComesToAGoodEnd()
    {
        var bytes = Answer(Large);
        var random = new Random(7);
        for (var i = 0; i < TestDepth.Cases(200); i++)
        {
            var length = random.Next(70 * 1024, bytes.Length - 1);

            (await Should.ThrowAsync<IOException>(() => ReadAsync(bytes[..length], random.Next(1000, 100_000)))).Message.ShouldContain("not well-formed");
        }

        await Should.ThrowAsync<IOException>(() => ReadAsync(bytes[..^1], 4096));
    }

    [Fact]
    public async Task WhatWasGivenBeforeAFault_IsABeginningOfWhatArrived()
    {
        var bytes = Answer(Large);
        bytes[200 * 1024] = 0xFF;
        using var given = new MemoryStream();

        await Should.ThrowAsync<IOException>(() => ReadAsync(bytes, 4096, given));

        given.Length.ShouldBeInRange(100 * 1024, 200 * 1024);
        bytes.AsSpan(0, (int)given.Length).SequenceEqual(given.ToArray()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""],"status":"error","errors":["interrupted"]}""")]
    [InlineData("""]}""")]
    [InlineData("""],"status":"success"} trailing""")]
    public async Task LargeAnswerWithABadEnd_DoesNotGiveItsEnd(string end)
    {
        var bytes = Encoding.UTF8.GetBytes("""{"data":[""" + string.Join(',', Enumerable.Repeat("{\"a\":\"b\"}", 40_000)) + end);
        using var given = new MemoryStream();

        await Should.ThrowAsync<IOException>(() => ReadAsync(bytes, 4096, given));

        given.Length.ShouldBeLessThan(bytes.Length);
    }

    [Fact]
    public async Task WhoReadsOnBehindAFault_MeetsItAgain()
    {
        await using var stream = (await OpenAsync(new UnmeasuredStream(Answer(Large)[..^1], 4096), long.MaxValue, TimeProvider.System)).Value.ShouldNotBeNull();
        await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null, Stop));

        await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null, Stop));
        await Should.ThrowAsync<IOException>(stream.ReadExactlyAsync(new byte[1], Stop).AsTask());
    }

    [Fact]
    public async Task AnswerOverTheBound_FailsThere()
    {
        var bytes = Answer(Large);

        (await Should.ThrowAsync<IOException>(() => ReadAsync(bytes, 4096, most: Large / 2))).Message.ShouldContain("Passthrough:MaxResponseBytes");
    }

    [Fact]
    public async Task ValueLargerThanEveryBuffer_FailsInsteadOfGrowing()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"status":"success","data":[""" + new string(' ', 70_000) + "\"" + new string('x', TenantStream.LargestValue + 1) + "\"]}");

        await Should.ThrowAsync<IOException>(() => ReadAsync(bytes, int.MaxValue));
    }

    [Fact]
    public async Task TransferThatStandsStill_FailsAfterTheIdleTime()
    {
        var time = new ManualTimeProvider();
        await using var body = new StillStream(Answer(Large)[..(100 * 1024)]);
        await using var stream = (await OpenAsync(body, long.MaxValue, time)).Value.ShouldNotBeNull();
        var reading = stream.CopyToAsync(Stream.Null, Stop);
        await body.StandsStill.WaitAsync(Stop);

        time.Advance(TimeSpan.FromSeconds(31));

        (await Should.ThrowAsync<IOException>(reading)).Message.ShouldContain("30 s");
        stream.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantTimeout);
    }

    static byte[] Answer(int length)
    {
        var rows = Enumerable.Range(0, length / 60).Select(i => $$"""{"attributes":{"id":{{i}},"name":"Gerät {{i}}","tags":[1,null,"x"]} }""");
        return Encoding.UTF8.GetBytes($$"""{"msg":"","data":[{{string.Join(',', rows)}}],"status":"success"}""");
    }

    static async Task<Outcome<TenantStream>> OpenAsync(byte[] body, int step = int.MaxValue)
    {
        var outcome = await OpenAsync(new Pages.SlowStream(body, step), long.MaxValue, TimeProvider.System);
        if (outcome.Value is { } stream) await stream.DisposeAsync();
        return outcome;
    }

    static async Task<Outcome<TenantStream>> OpenAsync(Stream body, long most, TimeProvider time)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };
        return await TenantStream.OpenAsync(response, await LimitsAsync(most, time), Stop);
    }

    static async Task<StreamLimits> LimitsAsync(long most, TimeProvider time)
    {
        var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        return new(most, TimeSpan.FromSeconds(30), (await inFlight.ReserveAsync(0, Timeout.InfiniteTimeSpan, Stop)).ShouldNotBeNull(), new Secrets(), time);
    }

    static async Task<byte[]> ReadAsync(byte[] body, int step, MemoryStream? into = null, long most = long.MaxValue)
    {
        into ??= new MemoryStream();
        await using var stream = (await OpenAsync(new UnmeasuredStream(body, step), most, TimeProvider.System)).Value.ShouldNotBeNull();
        await stream.CopyToAsync(into, Stop);
        stream.Given.ShouldBe(into.Length);
        return into.ToArray();
    }

    /// <summary>Arrives in steps, and nobody has said how much it is.</summary>
    sealed class UnmeasuredStream(byte[] bytes, int step) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }

    /// <summary>Gives what it has, and then nothing.</summary>
    sealed class StillStream(byte[] bytes) : MemoryStream(bytes)
    {
        readonly TaskCompletionSource _still = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StandsStill => _still.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length) return Read(buffer.Span[..Math.Min(buffer.Length, 1024)]);
            _still.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
