using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>Where an answer came from, in the words of RFC 9211.</summary>
enum Source
{
    /// <summary>It was kept and fresh.</summary>
    Hit,

    /// <summary>It was kept and has just gone stale: it is given while another is fetched (RFC 5861, 3).</summary>
    Revalidating,

    /// <summary>Nothing was kept: the tenant was asked.</summary>
    Miss,

    /// <summary>What was kept had gone stale: the tenant was asked.</summary>
    Renewed,

    /// <summary>What was kept did not meet the caller's demands: the tenant was asked.</summary>
    Demanded,

    /// <summary>The tenant failed: it is the last good answer.</summary>
    Stale,
}

/// <summary>An answer and how it was come by, or a failure.</summary>
/// <param name="IsStored">What the tenant answered is kept.</param>
/// <param name="Collapsed">Another caller's equal question was under way already.</param>
readonly record struct Reply(Answer? Answer, Source Source, bool IsStored = false, bool Collapsed = false, Failure? Failure = null);
