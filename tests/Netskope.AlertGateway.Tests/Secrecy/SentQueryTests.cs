using Microsoft.AspNetCore.Http.Features;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Tests.Secrecy;

/// <summary>What a log may show of a request's target, whatever the tenant's token is made of and however it is written.</summary>
public sealed class SentQueryTests
{
    const string Token = "abcd+1234=efgh&99%zz";

    public static TheoryData<string> Targets =>
    [
        $"/a?x={Token}", $"/a?{Token}", $"/a?x=1&{Token}&y=2", $"/a?x={Uri.EscapeDataString(Token)}", $"/a?{Uri.EscapeDataString(Token)}=1",
        $"/a?x={Uri.EscapeDataString(Uri.EscapeDataString(Token))}", $"/a?x={Token.ToUpperInvariant()}", $"/a?x=%zz{Token}", $"/{Token}?x=1", $"/a?token=%{Token}",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public void TenantsToken_IsCovered_AndTheQueryIsKeptAsItWasSent(string target)
    {
        var (features, query) = Hidden(target);
        var request = features.GetRequiredFeature<IHttpRequestFeature>();

        foreach (var shown in (string[])[request.QueryString, request.RawTarget, request.Path])
        {
            shown.ShouldNotContain("abcd+1234");
            shown.ShouldNotContain("efgh");
            shown.ShouldNotContain("abcd%");
        }

        (features.Get<SentQuery>()?.Text ?? request.QueryString).ShouldBe(query);
    }

    [Theory]
    [InlineData("/a?x=agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("/a?agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo&y=2")]
    [InlineData("/a?x=%61gk%5FETUWBYvK3r%2D-AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("/a?x=%2561gk%255FETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo")]
    [InlineData("/a?query=user%20eq%20'agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo'")]
    [InlineData("/agk_ETUWBYvK3r--AFvLUbGx049wHySrT86ee5XOSupEMyo?x=1")]
    public void CallersKey_IsCovered_AndTheQueryIsKeptAsItWasSent(string target)
    {
        var (features, query) = Hidden(target);
        var request = features.GetRequiredFeature<IHttpRequestFeature>();

        foreach (var shown in (string[])[request.QueryString, request.RawTarget, request.Path]) shown.ShouldNotContain("ETUWBYvK3r");
        (features.Get<SentQuery>()?.Text ?? request.QueryString).ShouldBe(query);
    }

    [Theory]
    [InlineData("/api/v1/alerts?timeperiod=86400&query=user%20eq%20'a%2Bb'")]
    [InlineData("/api/v1/alerts")]
    [InlineData("/api/v1/alerts?")]
    public void HarmlessTarget_StaysAsItIs(string target)
    {
        var (features, query) = Hidden(target);

        features.GetRequiredFeature<IHttpRequestFeature>().QueryString.ShouldBe(query);
        features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.ShouldBe(target);
        features.Get<SentQuery>().ShouldBeNull();
    }

    static (FeatureCollection Features, string Query) Hidden(string target)
    {
        var secrets = new Secrets();
        secrets.Know(Token);
        var features = new FeatureCollection();
        var at = target.IndexOf('?', StringComparison.Ordinal);
        var query = at < 0 ? "" : target[at..];
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Path = at < 0 ? target : target[..at], QueryString = query, RawTarget = target });
        SentQuery.Hide(features, secrets);
        return (features, query);
    }
}
