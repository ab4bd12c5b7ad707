using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Upstream;

/// <summary>One call to the tenant, within <c>Netskope:Timeout</c>; whatever goes wrong on the way is a value.</summary>
sealed class TenantExchange(HttpClient http, IOptions<NetskopeOptions> options, TenantClock clock, GatewayMetrics metrics, TimeProvider time)
{
    static readonly TimeSpan QuotaHoldOff = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MaintenanceHoldOff = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestHoldOff = TimeSpan.FromHours(1);

    readonly TimeSpan _timeout = options.Value.Timeout;
    readonly string _origin = new Uri(options.Value.BaseUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>The address of a target that its dialect has encoded: a second opinion of <see cref="Uri"/> would change bytes of the caller's query.</summary>
    public Uri Address(string target) => new(_origin + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <param name="resource">For the metrics.</param>
    /// <param name="request">What to send.</param>
    /// <param name="read">Reads the body of a 200.</param>
    /// <param name="refuse">What a status other than 200 means in this version; null where it means the same in all.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Outcome<T>> SendAsync<T>(
        string resource,
        HttpRequestMessage request,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        Func<HttpResponseMessage, CancellationToken, Task<Failure?>>? refuse,
        CancellationToken cancellation)
        where T : class
    {
        var began = time.GetTimestamp();
        var outcome = await TrySendAsync(request, read, refuse, cancellation);
        metrics.UpstreamCalled(resource, outcome.Failure is { } failure ? Problems.Of(failure.Kind).Slug : "ok", time.GetElapsedTime(began));
        return outcome;
    }

    async Task<Outcome<T>> TrySendAsync<T>(
        HttpRequestMessage request,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        Func<HttpResponseMessage, CancellationToken, Task<Failure?>>? refuse,
        CancellationToken cancellation)
        where T : class
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var sent = time.GetUtcNow();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            var arrived = time.GetUtcNow();
            if (response.StatusCode != HttpStatusCode.OK) return (refuse is null ? null : await refuse(response, attempt.Token)) ?? Refusal(response);

            await using var body = await response.Content.ReadAsStreamAsync(attempt.Token);
            var outcome = await read(body, attempt.Token);

            // Only a good answer is surely the tenant's own: an error may come from something in between, with its clock.
            if (outcome.IsSuccess) clock.Observe(response.Headers.Date, sent, arrived);
            return outcome;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new Failure(TenantTimeout, $"Netskope did not answer within {_timeout.TotalSeconds:0} s.", TimeSpan.FromSeconds(5));
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellation.IsCancellationRequested)
        {
            return new Failure(TenantUnreachable, "Netskope can not be reached: no connection in time.", TimeSpan.FromSeconds(5));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse
            || e is { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException })
        {
            return new Failure(TenantMalformed, "Netskope's answer broke off.");
        }
        catch (HttpRequestException e)
        {
            return new Failure(TenantUnreachable, Unreachable(e.HttpRequestError), TimeSpan.FromSeconds(5));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new Failure(TenantMalformed, "Netskope's answer broke off.");
        }
    }

    static string Unreachable(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "Netskope can not be reached: the name of its host is not found.",
        HttpRequestError.ProxyTunnelError => "Netskope can not be reached: the proxy (HTTPS_PROXY) opens no connection to it.",
        HttpRequestError.SecureConnectionError =>
            "Netskope can not be reached: there is no TLS connection to it that is trusted. The gateway's log has the reason; the file SSL_CERT_FILE may hold a private CA.",
        _ => $"Netskope can not be reached ({error}).",
    };

    Failure Refusal(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        401 or 403 => new(UpstreamCredentials, "Netskope refuses the gateway's token."),
        429 or 512 => new(TenantQuota, "The tenant's quota is used up.", HoldOff(response, QuotaHoldOff)),
        503 => new(TenantMaintenance, "Netskope is under maintenance.", HoldOff(response, MaintenanceHoldOff)),
        500 or 502 or 504 => new(TenantError, $"Netskope answered {(int)response.StatusCode}."),
        var status => new(TenantUnexpected, $"Netskope answered {status}, which has no meaning here."),
    };

    TimeSpan HoldOff(HttpResponseMessage response, TimeSpan otherwise)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.Now,

            // v2 says so in seconds; v1 has no such header.
            _ when response.Headers.TryGetValues("RateLimit-Reset", out var reset) && int.TryParse(reset.First(), CultureInfo.InvariantCulture, out var seconds) => TimeSpan.FromSeconds(seconds),
            _ => otherwise,
        };
        return asked <= TimeSpan.Zero ? otherwise : asked < LongestHoldOff ? asked : LongestHoldOff;
    }
}
