using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.IdentityModel.JsonWebTokens;
using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Sandbox;

public sealed class IssuerFixture : IAsyncLifetime
{
    readonly WebApplication _host = IssuerHost.Create([], options => options.Clients.Add(new IssuerClient("app", "s:ecret", ["a", "b"])));

    public string Address => _host.Urls.First();

    public async ValueTask InitializeAsync() => await _host.StartAsync(TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None).WaitAsync(GatewayFixture.Patience);
        await _host.DisposeAsync();
    }
}

public sealed class TokenIssuerTests(IssuerFixture issuer) : IClassFixture<IssuerFixture>
{
    [Fact]
    public async Task Discovery_NamesTheBoundAddress()
    {
        var answer = await SendAsync(HttpMethod.Get, "/.well-known/openid-configuration");

        issuer.Address.ShouldMatch(@"^http://127\.0\.0\.1:\d{4,5}$");
        answer.Json.GetProperty("issuer").GetString().ShouldBe(issuer.Address);
        answer.Json.GetProperty("jwks_uri").GetString().ShouldBe(issuer.Address + "/jwks");
    }

    [Fact]
    public async Task Keys_HaveNoPrivateParts()
    {
        var keys = (await SendAsync(HttpMethod.Get, "/jwks")).Json.GetProperty("keys").EnumerateArray().ToList();

        keys.Count.ShouldBe(2);
        keys.ShouldAllBe(key => !key.EnumerateObject().Any(part => part.Name == "d" || part.Name == "p" || part.Name == "q"));
    }

    [Fact]
    public async Task CredentialsInTheHeader_GiveATokenWithTheAskedScope()
    {
        var answer = await TokenAsync("grant_type=client_credentials&scope=b", "app", "s%3Aecret");

        answer.Status.ShouldBe(200, answer.Text);
        answer["Cache-Control"].ShouldBe("no-store");
        answer.Json.GetProperty("token_type").GetString().ShouldBe("Bearer");
        var token = new JsonWebToken(answer.Json.GetProperty("access_token").GetString());
        token.Issuer.ShouldBe(issuer.Address);
        token.GetClaim("scope").Value.ShouldBe("b");
        token.GetClaim("client_id").Value.ShouldBe("app");
    }

    [Fact]
    public async Task CredentialsInTheForm_WithoutScope_GiveAllOfTheClients()
    {
        var answer = await TokenAsync("grant_type=client_credentials&client_id=app&client_secret=s%3Aecret");

        answer.Status.ShouldBe(200, answer.Text);
        answer.Json.GetProperty("scope").GetString().ShouldBe("a b");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=wrong", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=app", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=nobody&client_secret=", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials", 401, "invalid_client")]
    [InlineData("grant_type=password&client_id=app&client_secret=s%3Aecret", 400, "unsupported_grant_type")]
    [InlineData("client_id=app&client_secret=s%3Aecret", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=s%3Aecret&scope=a+c", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id=app&client_id=app&client_secret=s%3Aecret", 400, "invalid_request")]
    public async Task WrongRequest_HasItsErrorOfRfc6749(string form, int status, string error)
    {
        var answer = await TokenAsync(form);

        answer.Status.ShouldBe(status);
        answer.Json.GetProperty("error").GetString().ShouldBe(error);
    }

    [Fact]
    public async Task WrongCredentialsInTheHeader_AreChallenged()
    {
        var answer = await TokenAsync("grant_type=client_credentials", "app", "wrong");

        answer.Status.ShouldBe(401);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldStartWith("Basic");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("https://evil.example", false)]
    public async Task OnlyLoopbackPages_MayAskFromABrowser(string origin, bool allowed)
    {
        var answer = await SendAsync(HttpMethod.Options, "/token", request =>
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,x-requested-with");
        });

        answer["Access-Control-Allow-Origin"].ShouldBe(allowed ? origin : null);
    }

    Task<Answer> TokenAsync(string form, string? id = null, string? secret = null) => SendAsync(HttpMethod.Post, "/token", request =>
    {
        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        if (id is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
    });

    async Task<Answer> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? shape = null)
    {
        using var wire = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(method, issuer.Address + path);
        shape?.Invoke(request);
        using var response = await wire.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response, TestContext.Current.CancellationToken);
    }
}
