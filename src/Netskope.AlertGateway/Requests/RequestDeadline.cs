using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Requests;

/// <summary>When a request must be answered at the latest (<c>Gateway:RequestTimeout</c>, counted from its arrival).</summary>
sealed class RequestDeadline(TimeProvider time, TimeSpan allowed)
{
    readonly long _arrived = time.GetTimestamp();

    public TimeSpan Remaining
    {
        get
        {
            var left = allowed - time.GetElapsedTime(_arrived);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A wait that ends before the deadline does.</summary>
    public TimeSpan AtMost(TimeSpan wait) => wait < Remaining ? wait : Remaining;

    /// <summary>Waits for a task no longer than the deadline allows.</summary>
    /// <exception cref="TimeoutException">The deadline came first; the task goes on.</exception>
    public Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellation) => task.WaitAsync(Remaining, time, cancellation);

    /// <summary>A source that cancels at the deadline, or when the token does.</summary>
    public Deadline CancelAt(CancellationToken cancellation) => new(Remaining, time, cancellation);

    public sealed class Deadline : IDisposable
    {
        readonly CancellationTokenSource _timer;
        readonly CancellationTokenSource _linked;

        internal Deadline(TimeSpan after, TimeProvider time, CancellationToken cancellation)
        {
            _timer = new(after, time);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellation);
        }

        public CancellationToken Token => _linked.Token;

        public void Dispose()
        {
            _linked.Dispose();
            _timer.Dispose();
        }
    }
}

static class RequestDeadlines
{
    /// <summary>Starts each request's clock.</summary>
    public static IApplicationBuilder UseRequestDeadline(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var allowed = app.ApplicationServices.GetRequiredService<IOptions<GatewayOptions>>().Value.RequestTimeout;
        return app.Use((context, next) =>
        {
            context.Features.Set(new RequestDeadline(time, allowed));
            return next(context);
        });
    }

    public static RequestDeadline Deadline(this HttpContext context) => context.Features.GetRequiredFeature<RequestDeadline>();
}
