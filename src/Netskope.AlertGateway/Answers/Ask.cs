using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>A question on its way, and on whose behalf.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Demands">What its first caller demands of a kept answer.</param>
/// <param name="Caller">Whose turn it is in the line before the tenant.</param>
/// <param name="WantsFresh">What has just gone stale will not do: it has been given already, or may not be.</param>
sealed record Ask(Question Question, Demands Demands, string Caller, bool WantsFresh = false)
{
    /// <summary>That this replica asks for all; null when another does, or each for itself.</summary>
    public Leases.Lease? Lease { get; set; }
}
