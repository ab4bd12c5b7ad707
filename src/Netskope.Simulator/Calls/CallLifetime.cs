using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary>
/// Sees the tenant itself break a call off, of which <see cref="RequestAborted"/> tells only when the call may be over.
/// </summary>
sealed class CallLifetime(Call call, IHttpRequestLifetimeFeature connection) : IHttpRequestLifetimeFeature
{
    public CancellationToken RequestAborted
    {
        get => connection.RequestAborted;
        set => connection.RequestAborted = value;
    }

    public void Abort()
    {
        call.End(completed: false);
        connection.Abort();
    }
}
