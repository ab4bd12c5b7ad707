using System.Net.Sockets;

namespace Netskope.AlertGateway.Checking;

/// <summary>What the last call came to on the wire: the operator is told more of it than a caller is.</summary>
sealed class LastExchange : DelegatingHandler
{
    /// <summary>The status of the answer; null when none came.</summary>
    public int? Status { get; private set; }

    /// <summary>Why none came.</summary>
    public HttpRequestError? Error { get; private set; }

    public SocketError? Socket { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (Status, Error, Socket) = (null, null, null);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            Status = (int)response.StatusCode;
            return response;
        }
        catch (HttpRequestException e)
        {
            (Error, Socket) = (e.HttpRequestError, (e.InnerException as SocketException)?.SocketErrorCode);
            throw;
        }
    }
}
