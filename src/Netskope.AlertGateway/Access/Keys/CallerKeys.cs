using System.Diagnostics.Metrics;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Access;

/// <summary>A key of an application, by its hash.</summary>
/// <param name="Scopes">Joined by blanks, as in a token.</param>
/// <param name="End">The first moment at which it is no longer good.</param>
sealed record CallerKey(string Client, byte[] Hash, string Scopes, DateTimeOffset End)
{
    public double DaysLeft(DateTimeOffset now) => (End - now).TotalDays;

    /// <summary>What a token for the same application would claim.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity([new("client_id", Client), new("scope", Scopes)], CallerKeys.AuthenticationType));
}

/// <summary>The keys of <c>Access:Keys</c>, for applications that can not fetch tokens.</summary>
sealed class CallerKeys(IOptions<AccessOptions> options, TimeProvider time)
{
    /// <summary>Of the identity of a caller with a key.</summary>
    public const string AuthenticationType = "Key";

    public IReadOnlyList<CallerKey> All { get; } = [.. options.Value.Keys.Select(Read)];

    public bool Any => All.Count > 0;

    /// <summary>Whose a presented key is; the comparison's time depends neither on where it differs nor on which it is.</summary>
    /// <param name="presented">As the caller sent it.</param>
    /// <param name="fault">Why there is no caller, for the records.</param>
    public ClaimsPrincipal? Judge(string presented, out string? fault)
    {
        var hash = KeyText.Hash(presented);
        CallerKey? found = null;
        foreach (var key in All)
        {
            // Evaluated before it is looked at: no key is skipped.
            var isIt = CryptographicOperations.FixedTimeEquals(hash, key.Hash);
            found = isIt ? key : found;
        }

        fault = found is null ? "UnknownKey" : found.End <= time.GetUtcNow() ? "KeyExpired" : null;
        return fault is null ? found!.ToPrincipal() : null;
    }

    /// <summary>By client, the days until the first of its keys ends.</summary>
    public IEnumerable<Measurement<double>> DaysLeft()
    {
        var now = time.GetUtcNow();
        return All.GroupBy(key => key.Client, StringComparer.Ordinal)
            .Select(keys => new Measurement<double>(keys.Min(key => key.DaysLeft(now)), new KeyValuePair<string, object?>("client", keys.Key)));
    }

    static CallerKey Read(KeySettings settings)
    {
        KeyEnd.TryRead(settings.Expires, out var end);
        return new(settings.Client, Convert.FromHexString(settings.Sha256), string.Join(' ', settings.Scopes), end);
    }
}
