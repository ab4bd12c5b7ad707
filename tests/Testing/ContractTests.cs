using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>A gateway that the tests of one class ask about one subject.</summary>
public sealed class FixtureFor<TSubject, TGateway> : IAsyncLifetime
    where TSubject : ISubject
    where TGateway : GatewayFixture, new()
{
    public TGateway Gateway { get; } = new() { Subject = TSubject.Subject };

    public ValueTask InitializeAsync() => Gateway.InitializeAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}

/// <summary>Tests that share one gateway. Each starts from a tenant without faults and with an empty record.</summary>
public abstract class ContractTests<TGateway>(TGateway gateway) : IClassFixture<TGateway>, IAsyncLifetime
    where TGateway : GatewayFixture
{
    protected TGateway Gateway { get; } = gateway;

    protected Subject Subject => Gateway.Subject;

    public virtual async ValueTask InitializeAsync() => await Gateway.QuietAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The same for rules that hold for several subjects: one sealed class for each.</summary>
public abstract class ContractTests<TSubject, TGateway>(FixtureFor<TSubject, TGateway> fixture) : IClassFixture<FixtureFor<TSubject, TGateway>>, IAsyncLifetime
    where TSubject : ISubject
    where TGateway : GatewayFixture, new()
{
    protected static Subject Subject => TSubject.Subject;

    protected TGateway Gateway { get; } = fixture.Gateway;

    public virtual async ValueTask InitializeAsync() => await Gateway.QuietAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Rules that hold for several subjects, tested with gateways of their own.</summary>
public abstract class SubjectTests<TSubject>
    where TSubject : ISubject
{
    protected static Subject Subject => TSubject.Subject;

    private protected static Task<GatewayFixture> StartAsync(
        Action<IDictionary<string, string?>>? settings = null,
        ManualTimeProvider? clock = null,
        Action<SimulatorOptions>? simulate = null,
        GatewayFixture? beside = null) => GatewayFixture.StartAsync(settings, clock, simulate, beside, subject: Subject);
}
