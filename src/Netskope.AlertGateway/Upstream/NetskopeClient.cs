using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The one way to the tenant: a page is asked for, verified and compressed while it arrives.</summary>
sealed class NetskopeClient(
    HttpClient http,
    IOptions<NetskopeOptions> options,
    TenantClock clock,
    TenantState state,
    Secrets secrets,
    GatewayMetrics metrics,
    TimeProvider time)
{
    static readonly TimeSpan QuotaHoldOff = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MaintenanceHoldOff = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestHoldOff = TimeSpan.FromHours(1);

    readonly NetskopeOptions _options = options.Value;
    readonly TenantToken _token = new(options.Value.Token);
    readonly string _origin = new Uri(options.Value.BaseUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>Fetches one page.</summary>
    /// <param name="page">What to ask.</param>
    /// <param name="lease">The memory that the page may take.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Outcome<Page>> FetchAsync(PageRequest page, InFlightBytes.Lease lease, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var outcome = await TryFetchAsync(page, lease, cancellation);
        metrics.UpstreamCalled(page.Resource, outcome.Failure is { } failure ? Problems.Of(failure.Kind).Slug : "ok", time.GetElapsedTime(began));
        if (outcome.Failure?.Kind == UpstreamCredentials) metrics.CredentialAlarm("refused");
        state.Observe(outcome.Failure);
        return outcome;
    }

    async Task<Outcome<Page>> TryFetchAsync(PageRequest page, InFlightBytes.Lease lease, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = Request(page);
            var sent = time.GetUtcNow();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            var arrived = time.GetUtcNow();
            if (response.StatusCode != HttpStatusCode.OK) return Refusal(response);

            await using var body = await response.Content.ReadAsStreamAsync(attempt.Token);
            var read = await PageReader.ReadAsync(body, new PageLimits(_options.MaxPageBytes, lease, secrets), attempt.Token);

            // Only a good answer is surely the tenant's own: an error may come from something in between, with its clock.
            if (read.IsSuccess) clock.Observe(response.Headers.Date, sent, arrived);
            return read;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new Failure(TenantTimeout, $"Netskope did not answer within {_options.Timeout.TotalSeconds:0} s.", TimeSpan.FromSeconds(5));
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

    HttpRequestMessage Request(PageRequest page)
    {
        // The dialect has encoded the target; a second opinion of Uri would change bytes of the caller's query.
        var target = new Uri(_origin + V1Dialect.Target(page), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var content = new ByteArrayContent(_token.ToJsonBody());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
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
            _ => otherwise,
        };
        return asked <= TimeSpan.Zero ? otherwise : asked < LongestHoldOff ? asked : LongestHoldOff;
    }
}
