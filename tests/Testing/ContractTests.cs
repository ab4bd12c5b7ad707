namespace Netskope.Testing;

/// <summary>Tests that share one gateway. Each starts from a tenant without faults and with an empty record.</summary>
public abstract class ContractTests<T> : IClassFixture<T>
    where T : GatewayFixture
{
    protected ContractTests(T gateway)
    {
        gateway.Quiet();
        Gateway = gateway;
    }

    protected T Gateway { get; }
}
