using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// What a replica tells the others of a question that it has asked: that a newer answer is in Redis, that there is one which
/// could not be kept there, or that the tenant failed. It holds no text of the tenant's.
/// </summary>
/// <param name="Key">The question's key.</param>
/// <param name="AskedAt">When the tenant was asked for what is in Redis now; null when nothing new is.</param>
/// <param name="Failure">How the tenant failed.</param>
sealed record Notice(QuestionKey Key, DateTimeOffset? AskedAt, Failure? Failure)
{
    /// <summary>Stands in the channel's name, so that gateways of two versions never take each other's notices for their own.</summary>
    public const int Version = 1;

    const char Stored = 's';
    const char NotStored = 'n';
    const char Failed = 'f';

    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Whether a failure says something of the tenant, and not of who has asked, what, or through which replica.</summary>
    public static bool IsTheTenants(Failure failure) => failure.Kind is FailureKind.TenantError or FailureKind.TenantMalformed
        or FailureKind.TenantUnexpected or FailureKind.TenantUnreachable or FailureKind.TenantMaintenance or FailureKind.TenantTimeout;

    public override string ToString() => Failure is { } failure
        ? string.Create(CultureInfo.InvariantCulture, $"{Key}{Failed}{failure.Kind}:{(int)Math.Ceiling((failure.RetryAfter ?? TimeSpan.Zero).TotalSeconds)}")
        : AskedAt is { } askedAt ? string.Create(CultureInfo.InvariantCulture, $"{Key}{Stored}{askedAt.ToUnixTimeMilliseconds():x16}")
        : string.Create(CultureInfo.InvariantCulture, $"{Key}{NotStored}");

    public static bool TryParse(string text, [NotNullWhen(true)] out Notice? notice)
    {
        notice = null;
        if (text.Length <= QuestionKey.TextLength || !QuestionKey.TryParse(text.AsSpan(0, QuestionKey.TextLength), out var key)) return false;
        var rest = text.AsSpan(QuestionKey.TextLength + 1);
        notice = text[QuestionKey.TextLength] switch
        {
            Stored when TryParseTime(rest, out var askedAt) => new(key, askedAt, null),
            NotStored when rest.IsEmpty => new(key, null, null),
            Failed when TryParseFailure(rest, out var failure) => new(key, null, failure),
            _ => null,
        };
        return notice is not null;
    }

    static bool TryParseTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)) return false;
        if (milliseconds is < 0 or > 253_402_300_799_999) return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    static bool TryParseFailure(ReadOnlySpan<char> text, [NotNullWhen(true)] out Failure? failure)
    {
        failure = null;
        var colon = text.IndexOf(':');
        if (colon < 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (colon == 0 || !char.IsAsciiLetter(text[0]) || !Enum.TryParse<FailureKind>(text[..colon], out var kind)) return false;
        var retryAfter = TimeSpan.FromSeconds(Math.Min(seconds, LongestRetryAfter.TotalSeconds));
        failure = new(kind, Problems.Of(kind).Title + ", as another replica of the gateway has just found.", seconds == 0 ? null : retryAfter);
        return IsTheTenants(failure);
    }
}
