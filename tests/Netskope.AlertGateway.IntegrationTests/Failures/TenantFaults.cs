using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

/// <summary>A fault of the tenant and what becomes of it.</summary>
/// <param name="Status">The gateway's status.</param>
/// <param name="Slug">The problem's.</param>
/// <param name="RetryAfter">In seconds; null for no such header.</param>
public sealed record TenantFault(FaultKind Kind, int Status, string Slug, int? RetryAfter = null, FaultDetails? Details = null)
{
    /// <summary>Whether it is known for what it is only when the tenant has had its time.</summary>
    public bool TakesTime => Slug == "tenant-timeout";

    /// <summary>From now on every call gets it.</summary>
    public void Order(Tenant tenant) => tenant.Faults.Order(Kind, times: int.MaxValue, Details);
}

/// <summary>The error table's rows of the tenant.</summary>
public static class TenantFaults
{
    const int MostPageBytes = 4 * 1024 * 1024;

    public static TheoryData<string> Names => [.. Of(Subject.V1Alerts).Keys];

    public static IReadOnlyDictionary<string, TenantFault> Of(Subject subject) => Rows(subject.IsV2).ToDictionary(row => row.Name, row => row.Fault);

    /// <summary>The row of a fault without details.</summary>
    public static TenantFault Of(Subject subject, FaultKind kind) =>
        Rows(subject.IsV2).Select(row => row.Fault).Single(fault => fault.Kind == kind && fault.Details is null);

    /// <summary>So that what is too large or too slow for the gateway is so without megabytes and minutes.</summary>
    public static void Hasten(IDictionary<string, string?> settings)
    {
        settings["Netskope:Timeout"] = "00:00:03";
        settings["Netskope:MaxPageBytes"] = $"{MostPageBytes}";
    }

    static IEnumerable<(string Name, TenantFault Fault)> Rows(bool isV2)
    {
        // When a 429's Retry-After says nothing, v2's other header does, with the simulator 1.
        var untold = isV2 ? 1 : 5;

        yield return Row("401", new(FaultKind.Unauthorized401, 502, "upstream-credentials"));
        yield return Row("403", new(FaultKind.Forbidden403, 502, "upstream-credentials"));
        yield return Row("authorization error in 200", new(FaultKind.AuthorizationErrorIn200, 502, "upstream-credentials"));

        yield return Row("429", new(FaultKind.TooManyRequests429, 503, "tenant-quota", untold));
        yield return Row("429, Retry-After 7", new(FaultKind.TooManyRequests429, 503, "tenant-quota", 7, new() { RetryAfter = "7" }));
        yield return Row("429, Retry-After 0", new(FaultKind.TooManyRequests429, 503, "tenant-quota", 5, new() { RetryAfter = "0" }));
        yield return Row("429, Retry-After -3", new(FaultKind.TooManyRequests429, 503, "tenant-quota", untold, new() { RetryAfter = "-3" }));
        yield return Row("429, Retry-After soon", new(FaultKind.TooManyRequests429, 503, "tenant-quota", untold, new() { RetryAfter = "soon" }));
        yield return Row("429, Retry-After in years", new(FaultKind.TooManyRequests429, 503, "tenant-quota", 3600, new() { RetryAfter = "2000000000" }));
        yield return Row("429, Retry-After in the past", new(FaultKind.TooManyRequests429, 503, "tenant-quota", 5, new() { RetryAfter = "Thu, 19 Nov 1981 08:52:00 GMT" }));
        yield return Row("429, Retry-After at the end of time", new(FaultKind.TooManyRequests429, 503, "tenant-quota", 3600, new() { RetryAfter = "Fri, 31 Dec 9999 23:59:59 GMT" }));
        yield return Row("512", new(FaultKind.RateLimited512, 503, "tenant-quota", 5));
        yield return Row("512, Retry-After 3", new(FaultKind.RateLimited512, 503, "tenant-quota", 3, new() { RetryAfter = "3" }));
        yield return Row("503", new(FaultKind.Unavailable503, 503, "tenant-maintenance", 30));
        yield return Row("503, Retry-After 90", new(FaultKind.Unavailable503, 503, "tenant-maintenance", 90, new() { RetryAfter = "90" }));

        yield return Row("500", new(FaultKind.InternalError500, 502, "tenant-error"));
        yield return Row("502", new(FaultKind.BadGateway502, 502, "tenant-error"));
        yield return Row("504", new(FaultKind.GatewayTimeout504, 502, "tenant-error"));
        yield return Row("error in 200", new(FaultKind.ErrorIn200, 502, "tenant-refusal"));
        yield return Row("errors as text", new(FaultKind.ErrorsAsText, 502, "tenant-refusal"));
        yield return Row("error last, after megabytes of rows", new(FaultKind.ErrorAfterRows, 502, "tenant-refusal"));
        foreach (var form in Enum.GetValues<TokenForm>())
            yield return Row($"token echoed, {form}", new(FaultKind.TokenEchoed, 502, "tenant-refusal", Details: new() { TokenForm = form }));

        yield return Row("302", new(FaultKind.Found302, 502, "tenant-unexpected"));
        yield return Row("404", new(FaultKind.NotFound404, 502, "tenant-unexpected"));
        foreach (var status in (int[])[201, 202, 203, 204, 205, 206, 226, 299, 300, 304, 307, 308, 402, 408, 418, 422, 451, 501, 505, 520, 599, 999])
            yield return Row($"a good page under {status}", Unexpected(status));

        // v2 says with a 409 that it has trouble of its own, and refuses a query with a 400 (V2QuotaTests).
        yield return Row("a good page under 409", isV2 ? new(FaultKind.OtherStatus, 502, "tenant-error", Details: new() { Status = 409 }) : Unexpected(409));
        yield return Row("a good page under 400", Unexpected(400));

        foreach (var kind in (FaultKind[])
        [
            FaultKind.HtmlIn200, FaultKind.EmptyBody, FaultKind.JsonArray, FaultKind.MissingData, FaultKind.MissingStatus, FaultKind.DuplicateData,
            FaultKind.DuplicateStatus, FaultKind.DuplicateDataEscaped, FaultKind.DuplicateStatusEscaped, FaultKind.DataOfWrongType, FaultKind.TrailingBytes,
            FaultKind.ByteOrderMark, FaultKind.InvalidUtf8, FaultKind.DepthBomb, FaultKind.TruncatedJson, FaultKind.GzipCutShort,
        ])
        {
            yield return Row($"{kind}", new(kind, 502, "tenant-malformed"));
        }

        yield return Row("cut before the last byte", new(FaultKind.TruncatedJson, 502, "tenant-malformed", Details: new() { Fraction = 0.99999 }));
        yield return Row("TruncatedTransfer", new(FaultKind.TruncatedTransfer, 502, "tenant-malformed"));
        yield return Row("ContentLengthTooLarge", new(FaultKind.ContentLengthTooLarge, 502, "tenant-malformed"));
        yield return Row("ResetBeforeAnswer", new(FaultKind.ResetBeforeAnswer, 502, "tenant-malformed"));
        yield return Row("ResetInBody", new(FaultKind.ResetInBody, 502, "tenant-malformed"));
        yield return Row("GzipBomb", new(FaultKind.GzipBomb, 502, "page-too-large", Details: new() { Bytes = 8 * MostPageBytes }));
        yield return Row("SlowDrip", new(FaultKind.SlowDrip, 504, "tenant-timeout", 5, new() { Duration = TimeSpan.FromMilliseconds(100) }));
        yield return Row("silence", new(FaultKind.Hold, 504, "tenant-timeout", 5));

        static TenantFault Unexpected(int status) => new(FaultKind.OtherStatus, 502, "tenant-unexpected", Details: new() { Status = status });
        static (string, TenantFault) Row(string name, TenantFault fault) => (name, fault);
    }
}

public sealed class StrictFaultFixture : GatewayFixture
{
    public StrictFaultFixture() => TenantFaults.Hasten(Settings);
}

public sealed class LegacyFaultFixture : GatewayFixture
{
    public LegacyFaultFixture()
    {
        Settings["Gateway:Compatibility"] = "Legacy";
        TenantFaults.Hasten(Settings);
    }
}
