using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

public class NetskopeOptionsTests
{
    [Theory]
    [InlineData("https://acme.goskope.com")]
    [InlineData("https://acme.goskope.com/")]
    [InlineData("HTTPS://acme.eu.goskope.com:8443")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080/")]
    [InlineData("http://[::1]:5080")]
    public void BaseAddress_IsTaken(string url) => Failures(Valid(o => o.BaseUrl = url)).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("acme.goskope.com")]
    [InlineData("/api")]
    [InlineData("ftp://acme.goskope.com")]
    [InlineData("http://acme.goskope.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("https://acme.goskope.com/api/v1")]
    [InlineData("https://acme.goskope.com/?token=x")]
    [InlineData("https://acme.goskope.com/#top")]
    [InlineData("https://user:pass@acme.goskope.com")]
    [InlineData("https://")]
    public void WrongBaseAddress_IsRefusedByName(string url)
    {
        var failures = Failures(Valid(o => o.BaseUrl = url));

        failures.ShouldNotBeEmpty();
        failures.ShouldAllBe(f => f.StartsWith("Netskope:BaseUrl ", StringComparison.Ordinal));
    }

    // Whatever is taken must lead to the endpoint and nowhere else.
    [Theory]
    [InlineData("https://acme.goskope.com ")]
    [InlineData(" https://acme.goskope.com")]
    [InlineData("https://acme.goskope.com\n")]
    [InlineData("https://acme.goskope.com/.")]
    [InlineData("https://acme.goskope.com\\")]
    [InlineData("https://acme.goskope.com?")]
    [InlineData("https://acme.goskope.com#")]
    public async Task SloppyBaseAddress_IsRefused_OrLeadsToTheEndpoint(string url)
    {
        if (Failures(Valid(o => o.BaseUrl = url)).Count > 0) return;
        using var tenant = new RecordingHandler();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Netskope:BaseUrl"] = url, ["Netskope:ApiVersion"] = "v1", ["Netskope:Token"] = "0123456789abcdef" };
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddUpstream();
        services.AddHttpClient<TenantExchange>().ConfigurePrimaryHttpMessageHandler(() => tenant);
        await using var provider = services.BuildServiceProvider();
        var page = new PageRequest("alerts", null, null, null, WindowKind.Event, new Window(1, 2), 1, 0, Unsorted: false);

        var netskope = provider.GetRequiredService<NetskopeClient>();
        var errand = netskope.Errand("app-1", "alerts", type: null, TimeSpan.FromSeconds(30));
        using var admission = (await errand.AdmitAsync(1, TestContext.Current.CancellationToken)).Value.ShouldNotBeNull();

        await netskope.FetchAsync(page, admission, TestContext.Current.CancellationToken);

        tenant.Asked.ShouldNotBeNull().AbsoluteUri.ShouldStartWith("https://acme.goskope.com/api/v1/alerts?starttime=1&");
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0123456789abcdef\n")]
    [InlineData(" 0123456789abcdef")]
    [InlineData("0123456789 abcdef")]
    [InlineData("0123456789abcdéf")]
    public void WrongToken_IsRefusedByName_WithoutBeingShown(string token)
    {
        var failures = Failures(Valid(o => o.Token = token));

        failures.ShouldHaveSingleItem().ShouldStartWith("Netskope:Token ");
        if (token.Length > 0) failures[0].ShouldNotContain(token.Trim());
    }

    [Fact]
    public void TokenOver4096Characters_IsRefused()
    {
        Failures(Valid(o => o.Token = new string('x', 4096))).ShouldBeEmpty();
        Failures(Valid(o => o.Token = new string('x', 4097))).ShouldHaveSingleItem();
    }

    [Fact]
    public void TimesAndSizes_HaveBoundsThatTheMessageNames()
    {
        Failures(Valid(o => o.Timeout = TimeSpan.FromSeconds(0.5))).ShouldHaveSingleItem().ShouldContain("Netskope:Timeout is 00:00:00.5000000; it may be 00:00:01 to 00:05:00");
        Failures(Valid(o => o.Timeout = TimeSpan.FromMinutes(5.1))).ShouldHaveSingleItem();
        Failures(Valid(o => o.Timeout = TimeSpan.FromSeconds(1))).ShouldBeEmpty();
        Failures(Valid(o => o.MaxPageBytes = 1000)).ShouldHaveSingleItem().ShouldStartWith("Netskope:MaxPageBytes is 1000; it may be 65536 to ");
        Failures(Valid(o => o.MaxPageBytes = -1)).ShouldHaveSingleItem();
        Failures(Valid(o => (o.MaxPageBytes, o.MaxInFlightBytes) = (1_000_000, 2_048_576))).ShouldBeEmpty("a megabyte beside the page");
        Failures(Valid(o => (o.MaxPageBytes, o.MaxInFlightBytes) = (1_000_000, 2_048_575))).ShouldHaveSingleItem().ShouldContain("2048576");
    }

    [Fact]
    public void Budget_HasBoundsThatTheMessageNames()
    {
        Failures(Valid(o => o.RequestsPerSecond = 0.05)).ShouldHaveSingleItem().ShouldBe("Netskope:RequestsPerSecond is 0.05; it may be 0.1 to 1000.");
        Failures(Valid(o => o.RequestsPerSecond = double.NaN)).ShouldHaveSingleItem();
        Failures(Valid(o => o.RequestsPerSecond = double.PositiveInfinity)).ShouldHaveSingleItem();
        Failures(Valid(o => o.Burst = 0)).ShouldHaveSingleItem().ShouldBe("Netskope:Burst is 0; it may be 1 to 1000.");
        Failures(Valid(o => o.Replicas = 101)).ShouldHaveSingleItem().ShouldBe("Netskope:Replicas is 101; it may be 1 to 100.");
        Failures(Valid(o => (o.RequestsPerSecond, o.Burst, o.Replicas) = (0.1, 1000, 100))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("v1", null, 4)]
    [InlineData("v2", null, 1)]
    [InlineData("v1", 7, 7)]
    [InlineData("v2", 7, 7)]
    public void BurstThatIsNotSet_DependsOnTheVersion(string version, int? burst, int expected) =>
        Valid(o => (o.ApiVersion, o.Burst) = (version, burst)).BurstOrDefault.ShouldBe(expected);

    [Fact]
    public void TwoSettingsThatDisagree_AreBothPrinted()
    {
        var failure = Failures(Valid(o => (o.MaxPageBytes, o.MaxInFlightBytes) = (1_000_000, 999_999))).ShouldHaveSingleItem();

        failure.ShouldContain("Netskope:MaxInFlightBytes");
        failure.ShouldContain("999999");
        failure.ShouldContain("Netskope:MaxPageBytes");
        failure.ShouldContain("1000000");
    }

    [Fact]
    public void AllThatIsWrong_IsToldAtOnce() =>
        Failures(new NetskopeOptions { Timeout = TimeSpan.Zero }).Select(f => f.Split(' ')[0]).ShouldBe(
            ["Netskope:BaseUrl", "Netskope:ApiVersion", "Netskope:Token", "Netskope:Timeout"], ignoreOrder: true);

    [Fact]
    public void Defaults_AreTheDocumentedOnes()
    {
        var options = new NetskopeOptions();

        options.Timeout.ShouldBe(TimeSpan.FromSeconds(30));
        options.RequestsPerSecond.ShouldBe(4);
        options.Replicas.ShouldBe(1);
        options.MaxPageBytes.ShouldBe(128L * 1024 * 1024);
        options.MaxInFlightBytes.ShouldBe(512L * 1024 * 1024);
    }

    [Fact]
    public async Task Token_MayStandInAFile_WithALineBreakBehindIt()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "0123456789abcdef\r\n", TestContext.Current.CancellationToken);
            var options = Valid(o => (o.Token, o.TokenFile) = ("", file));

            new TokenFromFile().PostConfigure(null, options);

            options.Token.ShouldBe("0123456789abcdef");
            Failures(options).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void TokenFileThatIsMissingOrBesideAToken_IsRefusedByName()
    {
        var absent = Valid(o => (o.Token, o.TokenFile) = ("", Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));
        var beside = Valid(o => o.TokenFile = "token.txt");
        new TokenFromFile().PostConfigure(null, absent);
        new TokenFromFile().PostConfigure(null, beside);

        Failures(absent).ShouldHaveSingleItem().ShouldStartWith("Netskope:TokenFile ");
        Failures(beside).ShouldHaveSingleItem().ShouldStartWith("Netskope:TokenFile ");
    }

    [Fact]
    public void Token_PrintsAsStars()
    {
        new TenantToken("0123456789abcdef").ToString().ShouldBe("***");
        $"{new TenantToken("0123456789abcdef")}".ShouldNotContain("0123");
    }

    static NetskopeOptions Valid(Action<NetskopeOptions> change)
    {
        var options = new NetskopeOptions { BaseUrl = "https://acme.goskope.com", ApiVersion = "v1", Token = "0123456789abcdef" };
        change(options);
        return options;
    }

    sealed class RecordingHandler : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        }
    }

    static List<string> Failures(NetskopeOptions options) => [.. new NetskopeOptionsRules().Validate(null, options).Failures ?? []];
}
