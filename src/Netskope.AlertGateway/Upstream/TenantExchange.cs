using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// One call to the tenant: each attempt is paid from the budget, within <c>Netskope:Timeout</c>, and repeated where
/// <see cref="TenantResilience"/> says so; whatever goes wrong on the way is a value.
/// </summary>
sealed partial class TenantExchange(
    HttpClient http,
    TenantTokens tokens,
    TokenFiles tokenFiles,
    IOptions<NetskopeOptions> options,
    TenantClock clock,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<TenantExchange> log)
{
    static readonly TimeSpan QuotaHoldOff = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MaintenanceHoldOff = TimeSpan.FromSeconds(30);
    // Netskope takes 0.6 to 2.6 s.
    static readonly TimeSpan LongCall = TimeSpan.FromSeconds(3);
    static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestHoldOff = TimeSpan.FromHours(1);

    readonly TimeSpan _timeout = options.Value.Timeout;
    readonly string _origin = new Uri(options.Value.BaseUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>The address of a target that its dialect has encoded: a second opinion of <see cref="Uri"/> would change bytes of the caller's query.</summary>
    public Uri Address(string target) => new(_origin + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public async Task<Outcome<T>> SendAsync<T>(TenantCall<T> call, Errand errand, CancellationToken cancellation)
        where T : class =>
        (await errand.Endpoint.Resilience.RetryAsync(errand, ct => AttemptAsync(call, errand, ct), cancellation)).Outcome;

    /// <summary>With each token, the current one first, until one is not refused.</summary>
    async ValueTask<Attempt<T>> AttemptAsync<T>(TenantCall<T> call, Errand errand, CancellationToken cancellation)
        where T : class
    {
        var token = tokens.Current;
        var tried = new List<TenantToken> { token };
        var attempt = await PaidAsync(call, token, errand, cancellation);
        while (attempt.Failure?.Kind == UpstreamCredentials)
        {
            // The file of the one that was refused may have a new one by now.
            tokenFiles.Look(settled: false);
            if (tokens.Other(tried) is not { } other) return attempt;
            tried.Add(other);
            var next = await PaidAsync(call, other, errand, cancellation);

            // What was not sent, for the quota say, tells nothing of the token, and hides what is known.
            if (!next.WasSent) return attempt;
            if (next.Outcome.IsSuccess && tokens.Prefer(other)) Log.OtherTokenTaken(log);
            attempt = next;
        }

        return attempt;
    }

    async Task<Attempt<T>> PaidAsync<T>(TenantCall<T> call, TenantToken token, Errand errand, CancellationToken cancellation)
        where T : class
    {
        if (!errand.TrySpend() && await PayAsync(errand, cancellation) is { } failure) return new(failure);
        var attempt = await errand.Endpoint.Resilience.GuardAsync(ct => SentAsync(call, token, errand, ct), cancellation);
        if (attempt.Failure is not null) cancellation.ThrowIfCancellationRequested();
        if (attempt.WasSent && attempt.Failure is { Kind: TenantQuota, RetryAfter: { } wait }) await errand.Endpoint.Quota.Budget.CloseAsync(wait, cancellation);
        return attempt with { MayRepeat = call.MayRepeat() };
    }

    async ValueTask<Attempt<T>> SentAsync<T>(TenantCall<T> call, TenantToken token, Errand errand, CancellationToken cancellation)
        where T : class
    {
        var began = time.GetTimestamp();
        Attempt<T> attempt;
        try
        {
            attempt = await TrySendAsync(call, token, errand.Endpoint.Resilience, cancellation);
        }
        catch (OperationCanceledException) when (errand.Endpoint.Resilience.IsOpen || time.GetElapsedTime(began) > LongCall)
        {
            // Whoever asked has left, and what the tenant would have said nobody knows. That it is well it has not shown.
            return new(new Failure(TenantTimeout, "Netskope did not answer before its caller left.")) { WasSent = true };
        }

        metrics.UpstreamCalled(call.Resource, attempt.Failure is { } failed ? Problems.Of(failed.Kind).Slug : "ok", time.GetElapsedTime(began));
        return attempt with { WasSent = true };
    }

    static async Task<Failure?> PayAsync(Errand errand, CancellationToken cancellation)
    {
        // Taken before the look: who opens it later cancels this one.
        var resilience = errand.Endpoint.Resilience;
        var opened = resilience.Opened;
        if (!resilience.MayAsk()) return resilience.Unavailable();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, opened);
        try
        {
            return await errand.Endpoint.Quota.Budget.TakeAsync(errand.Caller, errand.RemainingWait, either.Token);
        }
        catch (OperationCanceledException) when (opened.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return resilience.Unavailable();
        }
    }

    async Task<Attempt<T>> TrySendAsync<T>(TenantCall<T> call, TenantToken token, TenantResilience resilience, CancellationToken cancellation)
        where T : class
    {
        // All others wait for what a probe comes to.
        var allowed = resilience.IsOpen && _timeout > LongestProbe ? LongestProbe : _timeout;
        using var timeout = new CancellationTokenSource(allowed, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var sent = time.GetUtcNow();
            using var request = call.Request(token);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            return await ReadAsync(call, response, sent, attempt.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new(new Failure(TenantTimeout, $"Netskope did not answer within {allowed.TotalSeconds:0} s.", TimeSpan.FromSeconds(5)));
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellation.IsCancellationRequested)
        {
            return new(new Failure(TenantUnreachable, "Netskope can not be reached: no connection in time.", TimeSpan.FromSeconds(5)));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse
            || e is { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException })
        {
            return new(new Failure(TenantMalformed, "Netskope's answer broke off."));
        }
        catch (HttpRequestException e)
        {
            return new(new Failure(TenantUnreachable, Unreachable(e.HttpRequestError), TimeSpan.FromSeconds(5)));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new(new Failure(TenantMalformed, "Netskope's answer broke off."));
        }
    }

    async Task<Attempt<T>> ReadAsync<T>(TenantCall<T> call, HttpResponseMessage response, DateTimeOffset sent, CancellationToken cancellation)
        where T : class
    {
        var arrived = time.GetUtcNow();
        var outcome = default(Outcome<T>);
        try
        {
            if (response.StatusCode != HttpStatusCode.OK)
            {
                var refusal = (call.Refuse is null ? null : await call.Refuse(response, cancellation)) ?? Refusal(response);
                return new(refusal, (int)response.StatusCode, AskedWait(response));
            }

            outcome = await call.Read(response, cancellation);

            // Only a good answer is surely the tenant's own: an error may come from something in between, with its clock.
            if (outcome.IsSuccess) clock.Observe(response.Headers.Date, sent, arrived);
            return new(outcome, (int)response.StatusCode);
        }
        finally
        {
            if (!outcome.IsSuccess || !call.KeepsResponse) response.Dispose();
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
        429 or 512 => new(TenantQuota, "The tenant's quota is used up.", AskedWait(response) ?? QuotaHoldOff),
        503 => new(TenantMaintenance, "Netskope is under maintenance.", AskedWait(response) ?? MaintenanceHoldOff),
        500 or 502 or 504 => new(TenantError, $"Netskope answered {(int)response.StatusCode}."),
        var status => new(TenantUnexpected, $"Netskope answered {status}, which has no meaning here."),
    };

    /// <summary>How long the tenant asks to wait; null when it does not say so.</summary>
    TimeSpan? AskedWait(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.Now,

            // v2 says so in seconds; v1 has no such header.
            _ when response.Headers.TryGetValues("RateLimit-Reset", out var reset) && int.TryParse(reset.First(), CultureInfo.InvariantCulture, out var seconds) => TimeSpan.FromSeconds(seconds),
            _ => null,
        };
        return asked is not { } wait || wait <= TimeSpan.Zero ? null : wait < LongestHoldOff ? wait : LongestHoldOff;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 26, Level = LogLevel.Warning, Message = "The tenant refuses one of its two tokens and takes the other, which is used from now on. Renew the refused one.")]
        public static partial void OtherTokenTaken(ILogger logger);
    }
}
