using System.Net;
using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Single calls to the v2 API: the token in a header, and the errors of v2.
/// </summary>
sealed class V2Calls(TenantExchange exchange, Secrets secrets)
{
    const int MostErrorBytes = 16 * 1024;

    // A tenant may hold its calls to fewer rows than they ask for, and Netskope documents no bound: bounds are round.
    const int RoundNumber = 1000;

    /// <summary>A tenant that gives the same rows again would be asked for ever.</summary>
    public static Failure NothingNew { get; } = new(FailureKind.TenantUnexpected, "Netskope gives the same rows again instead of those behind them.");

    /// <summary>Whether a call has brought the last rows there are.</summary>
    public static bool IsLast(int rows, int asked) => rows == 0 || (rows < asked && rows % RoundNumber != 0);

    public Task<Outcome<RowCount>> AskAsync(PageRequest page, string target, PageLimits limits, Errand errand, RowTaker take, CancellationToken cancellation)
    {
        var address = exchange.Address(target);
        var nameless = false;
        var call = new TenantCall<RowCount>(page.Resource, token => Get(address, token), (body, ct) => V2RowReader.ReadAsync(body, limits, Take, ct))
        {
            Refuse = RefuseAsync,

            // A row that came before is known by its id: without one it would be taken twice.
            MayRepeat = () => !nameless,
        };
        return exchange.SendAsync(call, errand, cancellation);

        Failure? Take(ReadOnlySpan<byte> row, RowFacts facts)
        {
            nameless |= facts.Id is null;
            return page.Rights.Include(row) ? take(row, facts) : RowSieve.Mismatch;
        }
    }

    static HttpRequestMessage Get(Uri address, TenantToken token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        token.AddTo(request.Headers);
        return request;
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
