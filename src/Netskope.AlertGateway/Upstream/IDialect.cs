using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>How pages are asked for in one version of Netskope's REST API.</summary>
interface IDialect
{
    /// <summary>Where a resource is asked for, and the name of the quota that it spends: one for all, or one for each endpoint.</summary>
    (string Name, string Quota) EndpointOf(string resource, string? type);

    /// <summary>Why a query can not be asked in this version, in words for the caller; null when it can.</summary>
    /// <param name="query">What the query was read as; null when it could not be.</param>
    string? Objection(Condition? query);

    /// <summary>The bytes of the longest target with which a page is asked for.</summary>
    int TargetLength(PageRequest page);

    /// <summary>Fetches a page, in one call or several, as v1's envelope. The first call may be paid for already, the others are paid from the budget.</summary>
    Task<Outcome<Page>> FetchAsync(PageRequest page, PageLimits limits, Errand errand, CancellationToken cancellation);
}

static class Targets
{
    /// <summary>The longest target that is sent, in bytes: common servers in front of an application take 8 KB for a whole request line.</summary>
    public const int MostBytes = 8000;
}
