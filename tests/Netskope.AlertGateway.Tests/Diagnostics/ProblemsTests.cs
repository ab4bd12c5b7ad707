using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Tests.Diagnostics;

public class ProblemsTests
{
    public static TheoryData<FailureKind> Kinds => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_HasItsHttpForm(FailureKind kind)
    {
        var problem = Problems.Of(kind);

        problem.Status.ShouldBeInRange(400, 599);
        problem.Slug.ShouldMatch("^[a-z]+(-[a-z0-9]+)*$");
        problem.Title.ShouldNotBeNullOrWhiteSpace();
        Uri.IsWellFormedUriString(problem.Type, UriKind.Absolute).ShouldBeTrue();
        problem.Type.ShouldEndWith(problem.Slug);
    }

    [Fact]
    public void TwoKinds_NeverShareATypeOrATitle()
    {
        var all = Enum.GetValues<FailureKind>().Select(Problems.Of).ToList();

        all.Select(p => p.Slug).ShouldBeUnique(StringComparer.Ordinal);
        all.Select(p => p.Title).ShouldBeUnique(StringComparer.Ordinal);
    }

    // The error table of the contract.
    [Theory]
    [InlineData(FailureKind.InvalidRequest, 400)]
    [InlineData(FailureKind.AuthenticationRequired, 401)]
    [InlineData(FailureKind.InvalidToken, 401)]
    [InlineData(FailureKind.InsufficientScope, 403)]
    [InlineData(FailureKind.NotFound, 404)]
    [InlineData(FailureKind.MethodNotAllowed, 405)]
    [InlineData(FailureKind.TargetTooLong, 414)]
    [InlineData(FailureKind.HeadersTooLarge, 431)]
    [InlineData(FailureKind.CallerRate, 429)]
    [InlineData(FailureKind.TenantQuota, 503)]
    [InlineData(FailureKind.TenantMaintenance, 503)]
    [InlineData(FailureKind.TenantUnavailable, 503)]
    [InlineData(FailureKind.UpstreamCredentials, 502)]
    [InlineData(FailureKind.TenantError, 502)]
    [InlineData(FailureKind.TenantRefusal, 502)]
    [InlineData(FailureKind.TenantMalformed, 502)]
    [InlineData(FailureKind.TenantUnexpected, 502)]
    [InlineData(FailureKind.TenantUnreachable, 502)]
    [InlineData(FailureKind.PageTooLarge, 502)]
    [InlineData(FailureKind.TenantTimeout, 504)]
    [InlineData(FailureKind.DeadlineExceeded, 504)]
    [InlineData(FailureKind.NothingKept, 504)]
    [InlineData(FailureKind.GatewayBusy, 503)]
    [InlineData(FailureKind.IssuerUnavailable, 503)]
    [InlineData(FailureKind.BodyTooLarge, 413)]
    [InlineData(FailureKind.UnsupportedMediaType, 415)]
    [InlineData(FailureKind.InternalError, 500)]
    [InlineData(FailureKind.NotInV2, 501)]
    public void Kind_HasTheDocumentedStatus(FailureKind kind, int status) => Problems.Of(kind).Status.ShouldBe(status);

    [Theory]
    [InlineData(FailureKind.TenantQuota, "tenant-quota")]
    [InlineData(FailureKind.TenantMaintenance, "tenant-maintenance")]
    [InlineData(FailureKind.TenantUnavailable, "tenant-unavailable")]
    [InlineData(FailureKind.UpstreamCredentials, "upstream-credentials")]
    [InlineData(FailureKind.TenantUnexpected, "tenant-unexpected")]
    [InlineData(FailureKind.PageTooLarge, "page-too-large")]
    public void DocumentedNames_Stay(FailureKind kind, string slug) => Problems.Of(kind).Slug.ShouldBe(slug);

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(431)]
    [InlineData(500)]
    public void BareFrameworkStatus_KeepsItsNumber(int status) => Problems.Of(Problems.ForStatus(status)).Status.ShouldBe(status);

    [Theory]
    [InlineData(406)]
    [InlineData(408)]
    [InlineData(499)]
    public void StatusWithoutAKindOfItsOwn_StaysTheCallersFault(int status) =>
        Problems.Of(Problems.ForStatus(status)).Status.ShouldBeInRange(400, 499);

    [Theory]
    [InlineData(501)]
    [InlineData(505)]
    [InlineData(599)]
    public void ServerStatusWithoutAKind_StaysTheGatewaysFault(int status) =>
        Problems.Of(Problems.ForStatus(status)).Status.ShouldBeInRange(500, 599);
}
