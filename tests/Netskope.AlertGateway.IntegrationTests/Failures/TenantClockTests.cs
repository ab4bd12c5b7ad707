using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

public abstract class TenantClockTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    const int Tick = 30;

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task ClockOffByMinutes_TakesTheTenantsWindow_AndRaisesOneAlarm(int minutes)
    {
        var alarms = new Alarms();
        await using var gateway = await StartAsync(alarms, TimeSpan.FromMinutes(minutes));

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        var before = (gateway.Now + TimeSpan.FromMinutes(minutes)).ToUnixTimeSeconds();
        for (var i = 0; i < 3; i++) (await gateway.GetAsync(Subject.Target($"timeperiod=3600&limit={i + 1}"))).ShouldBePage();

        var after = (gateway.Now + TimeSpan.FromMinutes(minutes)).ToUnixTimeSeconds();
        foreach (var call in gateway.Tenant.Record.Calls.Skip(1))
        {
            var end = long.Parse(Subject.Asked(call)["endtime"], CultureInfo.InvariantCulture);
            end.ShouldBeInRange(before - Tick - 2, after + 2);
            (end - long.Parse(Subject.Asked(call)["starttime"], CultureInfo.InvariantCulture)).ShouldBe(3600);
        }

        alarms.Lines.ShouldHaveSingleItem().ShouldContain("clock");
    }

    [Fact]
    public async Task ClockOffBySeconds_RaisesNoAlarm()
    {
        var alarms = new Alarms();
        await using var gateway = await StartAsync(alarms, TimeSpan.FromSeconds(40));

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();

        alarms.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("soon")]
    public async Task DateThatIsNone_IsNotBelieved(string date)
    {
        Gateway.Tenant.Faults.Order(FaultKind.WrongDate, details: new FaultDetails { Date = date });
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
        await Gateway.HealAsync();
        var before = Gateway.Now.ToUnixTimeSeconds();

        (await Gateway.GetAsync(Subject.Target("timeperiod=3600&limit=1"))).ShouldBePage();

        var end = long.Parse(Subject.Asked(Gateway.Tenant.Record.Calls.ShouldHaveSingleItem())["endtime"], CultureInfo.InvariantCulture);
        end.ShouldBeInRange(before - Tick - 2, Gateway.Now.ToUnixTimeSeconds() + 2);
    }

    static async Task<GatewayFixture> StartAsync(Alarms alarms, TimeSpan offset)
    {
        var gateway = new GatewayFixture
        {
            Subject = Subject,
            Simulate = tenant => tenant.ClockOffset = offset,
            Services = services => services.AddLogging(logging => logging.AddProvider(alarms)),
        };
        await gateway.InitializeAsync();
        return gateway;
    }

    /// <summary>The lines above Warning.</summary>
    sealed class Alarms : ILoggerProvider, ILogger
    {
        readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) _lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}

public sealed class V1AlertsTenantClockTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : TenantClockTests<V1Alerts>(fixture);

public sealed class V2AlertsTenantClockTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : TenantClockTests<V2Alerts>(fixture);

public sealed class V1EventsTenantClockTests(FixtureFor<V1Events, GatewayFixture> fixture) : TenantClockTests<V1Events>(fixture);

public sealed class V2EventsTenantClockTests(FixtureFor<V2Events, GatewayFixture> fixture) : TenantClockTests<V2Events>(fixture);
