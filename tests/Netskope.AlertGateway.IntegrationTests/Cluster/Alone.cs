namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>Three gateways, Redis and their tenant have the machine to themselves: what is counted is calls within seconds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
