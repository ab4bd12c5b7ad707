using System.Collections.Concurrent;
using Microsoft.Extensions.Http;

namespace Netskope.Testing;

/// <summary>Stands next to the wire in every HTTP client of the gateway: a call that no test planned is stopped and remembered.</summary>
sealed class OutboundGuard : IHttpMessageHandlerBuilderFilter
{
    readonly ConcurrentBag<string> _allowed = [];
    readonly ConcurrentQueue<string> _unplanned = new();

    /// <summary>The calls since the last look.</summary>
    public IReadOnlyCollection<string> TakeUnplanned()
    {
        var calls = new List<string>();
        while (_unplanned.TryDequeue(out var call)) calls.Add(call);
        return calls;
    }

    public void Allow(string address) => _allowed.Add(new Uri(address).Authority);

    public HttpMessageHandler Around(HttpMessageHandler inner) => new Gate(this) { InnerHandler = inner };

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        builder.AdditionalHandlers.Add(new Gate(this));
    };

    sealed class Gate(OutboundGuard guard) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { } uri && !guard._allowed.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase))
            {
                guard._unplanned.Enqueue($"{request.Method} {uri}");
                throw new HttpRequestException($"No test planned a call to {uri.Authority}.");
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
