namespace Netskope.AlertGateway.Diagnostics;

/// <summary>Everything that can end a request without an answer. <see cref="Problems"/> gives each its HTTP form.</summary>
public enum FailureKind
{
    InvalidRequest,
    AuthenticationRequired,
    InvalidToken,
    InsufficientScope,
    NotFound,
    MethodNotAllowed,
    BodyTooSlow,
    BodyTooLarge,
    TargetTooLong,
    UnsupportedMediaType,
    HeadersTooLarge,
    CallerRate,
    InternalError,
    UpstreamCredentials,
    TenantError,
    TenantRefusal,
    TenantMalformed,
    TenantUnexpected,
    TenantUnreachable,
    PageTooLarge,
    TenantQuota,
    TenantMaintenance,
    TenantUnavailable,
    GatewayBusy,
    IssuerUnavailable,
    TenantTimeout,
    DeadlineExceeded,
    NothingKept,
}
