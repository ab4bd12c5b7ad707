using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Tests.Store;

public sealed class NoticeTests
{
    static readonly string Key = new('a', QuestionKey.TextLength);

    [Fact]
    public void WhatIsWritten_IsReadAgain()
    {
        foreach (var notice in new[]
        {
            new Notice(NoticeKind.Stored, Kept.Key(1), Kept.Noon),
            new Notice(NoticeKind.NotStored, Kept.Key(2)),
            new Notice(NoticeKind.GivenUp, Kept.Key(5)),
            new Notice(NoticeKind.Failed, Kept.Key(3), Failure: new(FailureKind.TenantTimeout, "a text", TimeSpan.FromSeconds(4.2))),
            new Notice(NoticeKind.Failed, Kept.Key(4), Failure: new(FailureKind.TenantError, "a text")),
        })
        {
            Notice.TryParse(notice.ToString(), out var read).ShouldBeTrue(notice.ToString());
            (read!.Kind, read.Key, read.AskedAt, read.Failure?.Kind).ShouldBe((notice.Kind, notice.Key, notice.AskedAt, notice.Failure?.Kind));
            read.Failure?.RetryAfter.ShouldBe(notice.Failure!.RetryAfter is null ? null : TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void Failure_TravelsWithoutItsText() =>
        new Notice(NoticeKind.Failed, Kept.Key(1), Failure: new(FailureKind.TenantError, "of the tenant's")).ToString().ShouldNotContain("of the tenant's");

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("K")]
    [InlineData("Ks")]
    [InlineData("Ksx")]
    [InlineData("Ksffffffffffffffff")]
    [InlineData("Knx")]
    [InlineData("Kf")]
    [InlineData("KfTenantError")]
    [InlineData("KfTenantError:")]
    [InlineData("KfTenantError:-1")]
    [InlineData("KfTenantError:x")]
    [InlineData("Kf14:1")]
    [InlineData("KfTenantMalformed,TenantRefusal:1")]
    [InlineData("Kf TenantError:1")]
    [InlineData("Kgx")]
    [InlineData("Kf9999:1")]
    [InlineData("KfInvalidToken:1")]
    [InlineData("KfInvalidRequest:1")]
    [InlineData("KfTenantQuota:1")]
    [InlineData("Kz")]
    [InlineData("K00000199f2a3c400")]
    public void AnythingElse_IsNoNotice(string text) => Notice.TryParse(text.Replace("K", Key, StringComparison.Ordinal), out _).ShouldBeFalse();
}
