namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>Three gateways, Redis and their tenant have the machine to themselves: what is counted is calls within seconds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<PatientCluster>, ICollectionFixture<ImpatientCluster>
{
    /// <summary>The deadline of these tests: three processes start, answer hundreds of requests and wait for real time, on a busy machine too.</summary>
    public const int Timeout = 120_000;

    /// <summary>Why a test runs only with TEST_DEPTH=full: each takes many seconds, and what it is about is tested with replicas in one process, too.</summary>
    public const string Full = "Only with TEST_DEPTH=full.";
}
