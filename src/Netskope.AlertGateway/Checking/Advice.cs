using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Checking;

/// <summary>What went wrong with a call, and what the operator can do about it.</summary>
static class Advice
{
    public static string For(TenantApi api, Failure failure) => failure.Kind switch
    {
        FailureKind.UpstreamCredentials => Refused(api),
        FailureKind.TenantUnexpected => Unexpected(api, failure),
        FailureKind.TenantUnreachable => Unreachable(api),
        FailureKind.TenantTimeout => $"{failure.Detail} Try again; if it stays so, raise Netskope:Timeout (now {api.Timeout}).",
        FailureKind.TenantQuota => $"the tenant's quota is used up: come back after {Wait(failure)}. All who use the tenant share it; see who asks so often.",
        FailureKind.TenantMaintenance => $"Netskope is under maintenance (503): come back after {Wait(failure)}.",
        FailureKind.TenantError => $"{failure.Detail} The fault is Netskope's: try again later, then ask its support.",
        FailureKind.TenantMalformed =>
            $"{failure.Detail} See whether Netskope:BaseUrl is the tenant's own address, and whether a proxy or a login page answers in Netskope's place.",
        FailureKind.PageTooLarge => "the page is over Netskope:MaxPageBytes: raise it, and Netskope:MaxInFlightBytes with it.",
        FailureKind.GatewayBusy => failure.Detail,
        _ => string.Join(' ', (failure.Errors?.Values.SelectMany(errors => errors) ?? []).Prepend(failure.Detail)),
    };

    static string Refused(TenantApi api) => (api.Version, api.Last.Status) switch
    {
        ("v1", 403) =>
            $"the token is refused (403): renew the REST API v1 token and write it to {api.TokenSetting}. If the token is good, Netskope has retired the v1 endpoint "
            + "for this tenant: " + MoveToV2(api),
        ("v1", var status) => $"the token is refused ({status}): renew the REST API v1 token and write it to {api.TokenSetting}. A v2 token is not taken here.",
        (_, var status) =>
            $"the token is refused ({status}): renew the REST API v2 token, with the privilege to read {api.Endpoint}, and write it to {api.TokenSetting}. A v1 token is not taken here.",
    };

    static string Unexpected(TenantApi api, Failure failure) => (api.Version, api.Last.Status) switch
    {
        ("v1", 404) => "the endpoint is not there (404): Netskope has retired it for this tenant, or Netskope:BaseUrl is not the tenant's own address. If retired: " + MoveToV2(api),
        (_, 404) => "the endpoint is not there (404): see whether Netskope:BaseUrl is the tenant's own address.",
        (_, >= 300 and < 400 and var status) => $"it redirects ({status}), which an API does not: see whether Netskope:BaseUrl is the tenant's own address, and whether a proxy wants a login.",
        (_, 200) => $"{failure.Detail} Set Netskope:V2Order=Unknown.",
        _ => $"{failure.Detail} See whether Netskope:BaseUrl is the tenant's own address, and whether a proxy answers in Netskope's place.",
    };

    static string MoveToV2(TenantApi api) => api.TokenSetting.StartsWith("Netskope:", StringComparison.Ordinal)
        ? $"set Netskope:ApiVersion=v2 and write a REST API v2 token to {api.TokenSetting}."
        : "stay with Netskope:ApiVersion=v2, and drop the v1 token.";

    static string Unreachable(TenantApi api) => api.Last.Error switch
    {
        HttpRequestError.NameResolutionError => $"the host {api.Host} is not found: see whether Netskope:BaseUrl is written right and DNS works here; where only a proxy knows it, set HTTPS_PROXY.",
        HttpRequestError.ProxyTunnelError => $"the proxy (HTTPS_PROXY) opens no connection to {api.Host}: see its address, name and password, and whether it lets this host through.",
        HttpRequestError.SecureConnectionError =>
            $"there is no TLS connection to {api.Host} that is trusted: with a private CA, or a proxy that opens TLS, let SSL_CERT_FILE name a PEM file with its CA; see the date of this machine, too.",
        null => $"no connection to {api.Host} in time: {Between}",
        var error => $"no connection to {api.Host} ({api.Last.Socket?.ToString() ?? error.ToString()}): {Between}",
    };

    const string Between = "see Netskope:BaseUrl, whether a firewall is between, and whether HTTPS_PROXY is needed or wrong.";

    static string Wait(Failure failure) => $"{Math.Ceiling((failure.RetryAfter ?? TimeSpan.FromSeconds(5)).TotalSeconds):0} s";
}
