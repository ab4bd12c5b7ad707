using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Store;

/// <summary>What a replica tells the others of a question that it has asked for all.</summary>
enum NoticeKind
{
    /// <summary>An answer is in Redis.</summary>
    Stored,

    /// <summary>There is an answer, which could not be kept in Redis: each fetches it for itself.</summary>
    NotStored,

    /// <summary>The tenant failed, which it would for the others, too.</summary>
    Failed,

    /// <summary>Nothing came of it, for reasons of that replica's: the next may ask.</summary>
    GivenUp,
}

/// <summary>A message from replica to replica. It holds no text of the tenant's.</summary>
/// <param name="Key">The question's key.</param>
/// <param name="AskedAt">When the tenant was asked for what is in Redis now.</param>
/// <param name="Failure">How the tenant failed.</param>
sealed record Notice(NoticeKind Kind, QuestionKey Key, DateTimeOffset? AskedAt = null, Failure? Failure = null)
{
    /// <summary>Stands in the channel's name, so that gateways of two versions never take each other's notices for their own.</summary>
    public const int Version = 1;

    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Whether a failure says something of the tenant, and not of who has asked, what, or through which replica.</summary>
    public static bool IsTheTenants(FailureKind kind) => kind is FailureKind.TenantError or FailureKind.TenantMalformed
        or FailureKind.TenantUnexpected or FailureKind.TenantUnreachable or FailureKind.TenantMaintenance or FailureKind.TenantTimeout or FailureKind.ConfinementMismatch;

    public override string ToString() => Kind switch
    {
        NoticeKind.Stored => string.Create(CultureInfo.InvariantCulture, $"{Key}s{AskedAt!.Value.ToUnixTimeMilliseconds():x16}"),
        NoticeKind.NotStored => string.Create(CultureInfo.InvariantCulture, $"{Key}n"),
        NoticeKind.Failed => string.Create(CultureInfo.InvariantCulture, $"{Key}f{Failure!.Kind}:{(int)Math.Ceiling((Failure.RetryAfter ?? TimeSpan.Zero).TotalSeconds)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Key}g"),
    };

    public static bool TryParse(string text, [NotNullWhen(true)] out Notice? notice)
    {
        notice = null;
        if (text.Length <= QuestionKey.TextLength || !QuestionKey.TryParse(text.AsSpan(0, QuestionKey.TextLength), out var key)) return false;
        var rest = text.AsSpan(QuestionKey.TextLength + 1);
        notice = text[QuestionKey.TextLength] switch
        {
            's' when TryParseTime(rest, out var askedAt) => new(NoticeKind.Stored, key, askedAt),
            'n' when rest.IsEmpty => new(NoticeKind.NotStored, key),
            'f' when TryParseFailure(rest, out var failure) => new(NoticeKind.Failed, key, Failure: failure),
            'g' when rest.IsEmpty => new(NoticeKind.GivenUp, key),
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

        // The framework's parser would take numbers and lists of names, too.
        var name = text[..colon];
        if (name.ContainsAnyExceptInRange('A', 'z') || !Enum.TryParse<FailureKind>(name, out var kind) || !IsTheTenants(kind)) return false;
        var retryAfter = TimeSpan.FromSeconds(Math.Min(seconds, LongestRetryAfter.TotalSeconds));
        failure = new(kind, Problems.Of(kind).Title + ", as another replica of the gateway has just found.", seconds == 0 ? null : retryAfter);
        return true;
    }
}
