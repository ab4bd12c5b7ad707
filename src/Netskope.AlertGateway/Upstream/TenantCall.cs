using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>One call to the tenant, as often as it takes.</summary>
/// <param name="Resource">For the metrics.</param>
/// <param name="Request">What to send, made anew for each attempt.</param>
/// <param name="Read">Reads a 200.</param>
sealed record TenantCall<T>(string Resource, Func<TenantToken, HttpRequestMessage> Request, Func<HttpResponseMessage, CancellationToken, Task<Outcome<T>>> Read)
    where T : class
{
    /// <summary>A call whose body is read to its end.</summary>
    public TenantCall(string resource, Func<TenantToken, HttpRequestMessage> request, Func<Stream, CancellationToken, Task<Outcome<T>>> read)
        : this(resource, request, (response, cancellation) => ReadBodyAsync(response, read, cancellation))
    {
    }

    /// <summary>Whether what was read goes on to own the response.</summary>
    public bool KeepsResponse { get; init; }

    /// <summary>What a status other than 200 means in this version; null where it means the same in all.</summary>
    public Func<HttpResponseMessage, CancellationToken, Task<Failure?>>? Refuse { get; init; }

    /// <summary>Whether another attempt may follow one that broke off: what was read of it is not counted twice.</summary>
    public Func<bool> MayRepeat { get; init; } = static () => true;

    static async Task<Outcome<T>> ReadBodyAsync(HttpResponseMessage response, Func<Stream, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await read(body, cancellation);
    }
}

/// <summary>What an attempt of a call came to.</summary>
/// <param name="Failure">Why it brought nothing; null when it did.</param>
/// <param name="Status">The tenant's status; null when there was none, or nobody was asked.</param>
/// <param name="Wait">How long the tenant itself has asked to wait.</param>
abstract record Attempt(Failure? Failure, int? Status, TimeSpan? Wait)
{
    /// <summary>Whether the tenant was asked at all.</summary>
    public bool WasSent { get; init; }

    /// <summary>Whether it may be repeated, if the failure is one that passes.</summary>
    public bool MayRepeat { get; init; } = true;
}

sealed record Attempt<T>(Outcome<T> Outcome, int? Status = null, TimeSpan? Wait = null) : Attempt(Outcome.Failure, Status, Wait)
    where T : class;
