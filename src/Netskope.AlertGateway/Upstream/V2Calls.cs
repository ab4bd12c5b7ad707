using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Single calls to the v2 API: the token in a header, the errors of v2, and its quota, which is per endpoint and tells
/// when it opens again (<c>RateLimit-Reset</c>): until then nothing is sent.
/// </summary>
sealed class V2Calls(TenantExchange exchange, IOptions<NetskopeOptions> options, Secrets secrets, TimeProvider time)
{
    const int MostErrorBytes = 16 * 1024;

    // A tenant may hold its calls to fewer rows than they ask for, and Netskope documents no bound: bounds are round.
    const int RoundNumber = 1000;

    readonly TenantToken _token = new(options.Value.Token);
    readonly ConcurrentDictionary<string, (long Since, TimeSpan For)> _closed = new(StringComparer.Ordinal);

    /// <summary>A tenant that gives the same rows again would be asked for ever.</summary>
    public static Failure NothingNew { get; } = new(FailureKind.TenantUnexpected, "Netskope gives the same rows again instead of those behind them.");

    /// <summary>Whether a call has brought the last rows there are.</summary>
    public static bool IsLast(int rows, int asked) => rows == 0 || (rows < asked && rows % RoundNumber != 0);

    public async Task<Outcome<RowCount>> AskAsync(string resource, string target, PageLimits limits, RowTaker take, CancellationToken cancellation)
    {
        if (_closed.TryGetValue(resource, out var closed) && closed.For - time.GetElapsedTime(closed.Since) is var left && left > TimeSpan.Zero)
            return new Failure(FailureKind.TenantQuota, "The tenant's quota is used up.", left);

        using var request = new HttpRequestMessage(HttpMethod.Get, exchange.Address(target));
        _token.AddTo(request.Headers);
        var outcome = await exchange.SendAsync(
            resource, request, (body, ct) => V2RowReader.ReadAsync(body, limits, take, ct), RefuseAsync, cancellation);
        if (outcome.Failure is { Kind: FailureKind.TenantQuota, RetryAfter: { } wait }) Close(resource, wait);
        return outcome;
    }

    /// <summary>Forgets that the quota was used up.</summary>
    internal void Reopen() => _closed.Clear();

    void Close(string resource, TimeSpan wait)
    {
        var now = time.GetTimestamp();
        _closed.AddOrUpdate(resource, (now, wait), (_, closed) => closed.For - time.GetElapsedTime(closed.Since, now) > wait ? closed : (now, wait));
    }

    /// <summary>What v2 says of a status that means something of its own there; null leaves it to what all versions share.</summary>
    async Task<Failure?> RefuseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Conflict)) return null;
        var said = secrets.Clean(await MessageAsync(response, cancellation) ?? "it names no reason");
        if (response.StatusCode == HttpStatusCode.Conflict) return new(FailureKind.TenantError, $"Netskope answered 409: {said}.");

        // Any other is no fault of the caller's: what the gateway asks beside the query has been validated.
        return !said.Contains("syntax error", StringComparison.OrdinalIgnoreCase)
            ? new(FailureKind.TenantUnexpected, $"Netskope answered 400: {said}.")
            : new(
                FailureKind.InvalidRequest,
                "Netskope refuses the query.",
                Errors: new Dictionary<string, string[]>(StringComparer.Ordinal) { ["query"] = [$"Netskope refuses it: {said}"] });
    }

    static async Task<string?> MessageAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = new byte[MostErrorBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException)
        {
            return null;
        }
    }
}
