using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Netskope.Testing;
using IssuerKeys = Netskope.AlertGateway.Access.IssuerKeys;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>The gateway starts while the token issuer can not be read.</summary>
public sealed class IssuerOutageTests
{
    const int Callers = 50;

    [Theory]
    [InlineData("gone")]
    [InlineData("failing")]
    public async Task AllWhoAskMeanwhile_Get503_AndTheTenantIsNotAsked(string outage)
    {
        await using var gateway = await StartAsync(outage);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => gateway.GetAsync(gateway.Question())));

        foreach (var answer in answers) answer.ShouldBeProblem(503, "issuer-unavailable")["Retry-After"].ShouldBe("5");
        gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AllWhoAskWhileTheIssuerHangs_Wait2SecondsTogether_AndGet503()
    {
        await using var gateway = await StartAsync("hanging");
        await Eventually.HoldsAsync("the keys were not asked for at the start", () => gateway.Issuer.JwksReads == 1);
        var timers = gateway.Clock!.WaitingTimers;

        var asking = Enumerable.Range(0, Callers).Select(_ => gateway.GetAsync(gateway.Question())).ToList();

        // Each who waits has a timer. On a very slow machine the read may have ended by then.
        await Eventually.HoldsAsync("not all wait at once", () => gateway.Clock.WaitingTimers >= timers + Callers || asking.TrueForAll(a => a.IsCompleted));
        gateway.Clock.Advance(IssuerKeys.Patience);
        foreach (var answer in await Task.WhenAll(asking)) answer.ShouldBeProblem(503, "issuer-unavailable")["Retry-After"].ShouldBe("5");

        gateway.Issuer.JwksReads.ShouldBe(1);
        gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task CallerWhoHangsUpWhileTheIssuerHangs_LeavesNoFaultInTheLog()
    {
        await using var gateway = await StartAsync("hanging");
        await Eventually.HoldsAsync("the keys were not asked for at the start", () => gateway.Issuer.JwksReads == 1);
        var timers = gateway.Clock!.WaitingTimers;
        using var leaving = new CancellationTokenSource();
        var leaver = gateway.GetUntilAsync(gateway.Question(), leaving.Token);
        await Eventually.HoldsAsync("it does not wait", () => gateway.Clock.WaitingTimers > timers || leaver.IsCompleted);

        await leaving.CancelAsync();
        var left = await Should.ThrowAsync<Exception>(leaver);
        (left is OperationCanceledException or HttpRequestException).ShouldBeTrue(left.ToString());
        await Eventually.HoldsAsync("it waits still", () => gateway.Clock.WaitingTimers <= timers);
        (await gateway.GetAsync("/health/live", token: null)).Status.ShouldBe(200);

        gateway.LoggedFaults.ShouldNotContain(fault => fault.Line.Contains("JwtBearer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failing")]
    [InlineData("hanging")]
    public async Task OnceTheIssuerIsBack_GoodTokensAreGood_WithoutAnybodyElsesDoing(string outage)
    {
        await using var gateway = await StartAsync(outage);
        await Eventually.HoldsAsync("the keys were not asked for at the start", () => gateway.Issuer.JwksReads == 1);

        gateway.Issuer.HealJwks();

        // The clock turns a little at a time, so that every wait inside has its turn.
        await Eventually.HoldsAsync(
            "the keys were read again",
            async () =>
            {
                gateway.Clock!.Advance(TimeSpan.FromSeconds(1));
                using var here = new CancellationTokenSource();
                var asking = gateway.GetUntilAsync(gateway.Question(), here.Token);
                while (!asking.IsCompleted)
                {
                    await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
                    if (!asking.IsCompleted) gateway.Clock.Advance(TimeSpan.FromSeconds(1));
                }

                return (await asking).Status == 200;
            });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StoppingTheGateway_WaitsForNoIssuerThatHangs(bool heedsCancellation)
    {
        // The clock stands still: no time-out ends the read.
        using var hanging = new HangingHandler(heedsCancellation);
        var services = new ServiceCollection();
        services.AddHttpClient(IssuerKeys.Backchannel, issuer => issuer.Timeout = Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => hanging);
        await using var provider = services.BuildServiceProvider();
        var log = new LogLines<IssuerKeys>();
        var started = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        started.NotifyStarted();
        using var keys = new IssuerKeys(provider.GetRequiredService<IHttpClientFactory>(), started, new ManualTimeProvider(), log)
        {
            MetadataAddress = "http://127.0.0.1:9/.well-known/openid-configuration",
            RequireHttps = false,
        };
        await keys.StartAsync(TestContext.Current.CancellationToken);
        await hanging.Asked.WaitAsync(GatewayFixture.Patience, TestContext.Current.CancellationToken);

        await keys.StopAsync(CancellationToken.None).WaitAsync(GatewayFixture.Patience, TestContext.Current.CancellationToken);

        log.Lines.ShouldBeEmpty("that the gateway stops is no fault of the issuer's");
    }

    static async Task<GatewayFixture> StartAsync(string outage) => await GatewayFixture.StartAsync(
        clock: new ManualTimeProvider(),
        beforeTheGateway: async fixture =>
        {
            fixture.GoodToken.ShouldNotBeEmpty("it is made while the issuer is there");
            if (outage == "gone") await fixture.StopIssuerAsync();
            else if (outage == "failing") fixture.Issuer.FailJwks();
            else fixture.Issuer.HangJwks();
        });

    sealed class HangingHandler(bool heedsCancellation) : HttpMessageHandler
    {
        readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource<HttpResponseMessage> _never = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return heedsCancellation ? _never.Task.WaitAsync(cancellationToken) : _never.Task;
        }
    }
}
