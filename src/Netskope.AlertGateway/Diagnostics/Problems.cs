using System.Collections.Frozen;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>The HTTP form of a failure: its status, its registered problem type (RFC 9457, 4.2) and the type's title.</summary>
public sealed record Problem(int Status, string Slug, string Title)
{
    public string Type { get; } = "urn:netskope-alert-gateway:problem:" + Slug;
}

/// <summary>The one mapping from failures to HTTP.</summary>
public static class Problems
{
    static readonly FrozenDictionary<FailureKind, Problem> Table = new Dictionary<FailureKind, Problem>
    {
        [InvalidRequest] = new(400, "invalid-request", "The request is wrong"),
        [AuthenticationRequired] = new(401, "authentication-required", "A bearer token is required"),
        [InvalidToken] = new(401, "invalid-token", "The bearer token is not valid"),
        [InsufficientScope] = new(403, "insufficient-scope", "The token lacks the scope"),
        [NotPermitted] = new(403, "not-permitted", "The caller's profile does not allow this"),
        [NotFound] = new(404, "not-found", "There is nothing at this path"),
        [MethodNotAllowed] = new(405, "method-not-allowed", "The method is not allowed here"),
        [BodyTooSlow] = new(408, "body-too-slow", "The request body arrives too slowly"),
        [BodyTooLarge] = new(413, "body-too-large", "The request body is too large"),
        [TargetTooLong] = new(414, "target-too-long", "The request target is too long"),
        [UnsupportedMediaType] = new(415, "unsupported-media-type", "The request body's type is not understood"),
        [CallerRate] = new(429, "caller-rate", "The caller asks too often"),
        [HeadersTooLarge] = new(431, "headers-too-large", "The request headers are too large"),
        [InternalError] = new(500, "internal-error", "The gateway failed"),
        [NotInV2] = new(501, "not-in-v2", "The tenant's API v2 has no such endpoint"),
        [UpstreamCredentials] = new(502, "upstream-credentials", "Netskope refuses the gateway's token"),
        [TenantError] = new(502, "tenant-error", "Netskope answered with an error"),
        [TenantRefusal] = new(502, "tenant-refusal", "Netskope answered the question with an error"),
        [TenantMalformed] = new(502, "tenant-malformed", "Netskope's answer is incomplete or not what it should be"),
        [TenantUnexpected] = new(502, "tenant-unexpected", "Netskope answered with an unexpected status"),
        [TenantUnreachable] = new(502, "tenant-unreachable", "Netskope can not be reached"),
        [PageTooLarge] = new(502, "page-too-large", "Netskope's page is larger than the gateway takes"),
        [ConfinementMismatch] = new(502, "confinement-mismatch", "Netskope's answer holds rows that the caller may not see"),
        [TenantQuota] = new(503, "tenant-quota", "The tenant's quota is used up"),
        [TenantMaintenance] = new(503, "tenant-maintenance", "Netskope is under maintenance"),
        [TenantUnavailable] = new(503, "tenant-unavailable", "Netskope has been failing and was not asked"),
        [GatewayBusy] = new(503, "gateway-busy", "The gateway has too many pages in flight"),
        [IssuerUnavailable] = new(503, "issuer-unavailable", "The token issuer's keys can not be read"),
        [AuditUnavailable] = new(503, "audit-unavailable", "The gateway can not put down what it is asked"),
        [TenantTimeout] = new(504, "tenant-timeout", "Netskope took too long"),
        [DeadlineExceeded] = new(504, "deadline-exceeded", "The answer was not there in time"),
        [NothingKept] = new(504, "nothing-kept", "No kept answer meets the request"),
    }.ToFrozenDictionary();

    public static Problem Of(FailureKind kind) => Table[kind];

    /// <summary>The kind for a bare status that the framework has set, such as routing's 404.</summary>
    public static FailureKind ForStatus(int status) => status switch
    {
        401 => AuthenticationRequired,
        403 => InsufficientScope,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => BodyTooSlow,
        413 => BodyTooLarge,
        414 => TargetTooLong,
        415 => UnsupportedMediaType,
        431 => HeadersTooLarge,
        >= 400 and < 500 => InvalidRequest,
        _ => InternalError,
    };
}
