using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Netskope.Simulator;

namespace Netskope.Testing;

/// <content>What a test sends.</content>
public partial class GatewayFixture
{
    public Task<Answer> GetAsync(string target) => GetAsync(target, GoodToken);

    public Task<Answer> GetAsync(string target, string? token, Action<HttpRequestMessage>? shape = null) =>
        SendAsync(HttpMethod.Get, target, token, shape);

    public Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) =>
        GetAsync(target, GoodToken, request =>
        {
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        });

    public Task<Answer> PostJsonAsync(string target, string json, string? token = null) =>
        SendAsync(HttpMethod.Post, target, token, request => request.Content = new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> PostFormAsync(string target, string form, string? token = null) =>
        SendAsync(HttpMethod.Post, target, token, request => request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

    public Task<Answer> SendAsync(HttpMethod method, string target, string? token, Action<HttpRequestMessage>? shape = null) =>
        SendCoreAsync(method, target, token, shape, CancellationToken.None);

    /// <summary>A caller who hangs up.</summary>
    public Task<Answer> GetUntilAsync(string target, CancellationToken leave) => SendCoreAsync(HttpMethod.Get, target, GoodToken, shape: null, leave);

    async Task<Answer> SendCoreAsync(HttpMethod method, string target, string? token, Action<HttpRequestMessage>? shape, CancellationToken leave)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(leave, TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        // Over the wire the target goes out as written: no normalised escapes, no collapsed slashes. The server in memory cannot do that.
        var uri = new Uri(Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = Clock is null });
        using var request = new HttpRequestMessage(method, uri);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        shape?.Invoke(request);

        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        var answer = await Answer.ReadAsync(response, deadline.Token);
        AssertNothingUnplanned();
        return answer;
    }

    /// <summary>Bytes as they are, for HTTP that no client would write. The request must ask for <c>Connection: close</c>.</summary>
    public async Task<Answer> SendRawAsync(string request) => Answer.Parse(await SendBytesAsync(request, hangUp: false));

    /// <summary>The same, for requests that may get no answer at all.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="hangUp">Nothing more will be sent: the gateway learns it at once.</param>
    public async Task<byte[]> SendBytesAsync(string request, bool hangUp)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, deadline.Token);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        if (hangUp) socket.Client.Shutdown(SocketShutdown.Send);
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes, deadline.Token);
        }
        catch (IOException) when (bytes.Length > 0 || hangUp)
        {
            // A server that refuses early may reset the connection after its answer.
        }

        return bytes.ToArray();
    }

    /// <summary>What the tenant itself answers in v1, for comparison byte by byte. It counts as a call.</summary>
    public Task<byte[]> AskTenantAsync(string rawQuery) => AskTenantAtAsync(Subject.Target(rawQuery));

    /// <inheritdoc cref="AskTenantAsync(string)"/>
    public Task<byte[]> AskTenantAsync(string resource, string rawQuery) => AskTenantAtAsync($"/api/v1/{resource}?{rawQuery}");

    Task<byte[]> AskTenantAtAsync(string target) =>
        AskAsync(new(HttpMethod.Post, TenantAddress + target) { Content = new StringContent($$"""{"token":"{{TenantToken}}"}""", Encoding.UTF8, "application/json") });

    /// <summary>The page that a recorded call brings to the caller, byte for byte. It counts as a call.</summary>
    public async Task<byte[]> PageOfAsync(Call call)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Method), $"{TenantAddress}{call.Path}?{call.RawQuery}");
        if (Subject.IsV2) request.Headers.Add("Netskope-Api-Token", TenantToken);
        else request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        return Subject.Page(await AskAsync(request));
    }

    static async Task<byte[]> AskAsync(HttpRequestMessage request)
    {
        using var handler = new SocketsHttpHandler();
        using var wire = new HttpMessageInvoker(handler);
        using (request)
        using (var response = await wire.SendAsync(request, TestContext.Current.CancellationToken))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }
}
