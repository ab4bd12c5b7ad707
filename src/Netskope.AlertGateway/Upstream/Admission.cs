namespace Netskope.AlertGateway.Upstream;

/// <summary>What it takes to ask for a page: the memory for it, and the permit for its first call.</summary>
sealed record Admission(Errand Errand, InFlightBytes.Lease Memory) : IDisposable
{
    public void Dispose() => Memory.Dispose();
}
