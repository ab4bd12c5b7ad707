using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Tests.Store;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;
using Answer = Netskope.AlertGateway.Store.Answer;

namespace Netskope.AlertGateway.Tests.Answers;

/// <summary>What needs no tenant: hits, and the codings of what is kept.</summary>
public sealed class AnswerServiceTests : IAsyncDisposable
{
    readonly ManualTimeProvider _time = new(Kept.Noon);
    readonly ServiceProvider _services;
    readonly AnswerService _answers;
    readonly MemoryStore _store;
    readonly Question _question = new("alerts", Asked.By("app eq Box"), null, null, AskedWindow.Last(3600), 100, 0, unsorted: false);

    public AnswerServiceTests()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Netskope:BaseUrl"] = "http://127.0.0.1:9",
            ["Netskope:ApiVersion"] = "v1",
            ["Netskope:Token"] = "0123456789abcdef",
        };
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSettings<GatewayOptions, GatewayOptionsRules>(GatewayOptions.Section)
            .AddAnswers()
            .AddRedis()
            .AddUpstream()
            .BuildServiceProvider();
        _answers = _services.GetRequiredService<AnswerService>();
        _store = _services.GetRequiredService<MemoryStore>();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Hit_CostsNextToNoMemory()
    {
        var answer = Kept.OfSize(100_000);
        _store.Put(_question.Key, answer);
        var deadline = new RequestDeadline(_time, TimeSpan.FromSeconds(55));
        for (var i = 0; i < 100; i++) (await _answers.AskAsync(_question, default, "app-1", deadline, Cancellation)).Answer.ShouldBeSameAs(answer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var asked = _answers.AskAsync(_question, default, "app-1", deadline, Cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        asked.IsCompletedSuccessfully.ShouldBeTrue();
        var reply = await asked;
        reply.Source.ShouldBe(Source.Hit);
        reply.Answer.ShouldBeSameAs(answer);
        allocated.ShouldBeLessThanOrEqualTo(300);
    }

    [Fact]
    public async Task CodingHandedOutAgain_CostsNextToNoMemory()
    {
        var answer = Kept.Of(Kept.Content(new byte[100_000]));
        _store.Put(_question.Key, answer);
        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            await answer.Content.InAsync(coding);

            var before = GC.GetAllocatedBytesForCurrentThread();
            var encoded = answer.Content.InAsync(coding);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            encoded.IsCompletedSuccessfully.ShouldBeTrue();
            allocated.ShouldBeLessThanOrEqualTo(300, coding.ToString());
            await encoded;
        }
    }

    [Fact]
    public async Task OnlyKept_WithNothingKept_IsAFailureAtOnce()
    {
        var reply = await _answers.AskAsync(_question, new Demands(null, null, null, OnlyKept: true), "app-1", new RequestDeadline(_time, TimeSpan.FromSeconds(55)), Cancellation);

        reply.Answer.ShouldBeNull();
        reply.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.NothingKept);
    }

    [Fact]
    public async Task CodingThatTheFirstAskerWaitedFor_CountsAsKept()
    {
        var answer = Kept.Of(Kept.Content(new byte[500_000]));
        _store.Put(_question.Key, answer);

        (await answer.Content.InAsync(ContentCoding.Identity)).Length.ShouldBe(500_000);

        await IsCountedAsync(answer, atLeast: 500_000);
    }

    [Fact]
    public async Task CodingWhoseFirstAskerLeft_CountsAsKept()
    {
        var answer = Kept.Of(Kept.Content(new byte[500_000]));
        _store.Put(_question.Key, answer);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        try
        {
            await answer.Content.InAsync(ContentCoding.Identity).WaitAsync(gone.Token);
        }
        catch (OperationCanceledException)
        {
            // Unless it was there already.
        }

        await IsCountedAsync(answer, atLeast: 500_000);
    }

    [Fact]
    public async Task StaleMarkAndItsCodings_CountAsKept()
    {
        var random = new Random(1);
        var rows = string.Join(",", Enumerable.Range(0, 20_000).Select(_ => $"{{\"_id\":\"{random.NextInt64():x}\"}}"));
        var answer = await Kept.PageAsync($$"""{"status":"success","msg":"","data":[{{rows}}]}""");
        _store.Put(_question.Key, answer);
        var unmarked = answer.Size;

        var marked = await answer.MarkedStaleAsync("\"stale\""u8.ToArray());
        await IsCountedAsync(answer, atLeast: unmarked + marked.Brotli.Length);

        await marked.InAsync(ContentCoding.Identity);
        await IsCountedAsync(answer, atLeast: unmarked + marked.Brotli.Length + marked.Length);
    }

    /// <summary>The bound is on what is really held.</summary>
    async Task IsCountedAsync(Answer answer, long atLeast)
    {
        await Eventually.HoldsAsync("what is held is not counted", () => answer.Size >= atLeast && _store.Size >= answer.Size);
        _store.Size.ShouldBeInRange(answer.Size, answer.Size + 2048);
    }
}
