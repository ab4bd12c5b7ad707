using System.Net.Http.Headers;

namespace Passthrough;

/// <summary>A way to the tenant: straight, by nginx, or through the gateway.</summary>
sealed class Way(string name, Uri address, Func<HttpRequestMessage, HttpRequestMessage> shape) : IDisposable
{
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public string Name => name;

    public static Way Tenant(string address, string token) => new("the tenant itself", new(address), request =>
    {
        request.Method = HttpMethod.Post;
        request.Content = new StringContent($$"""{"token":"{{token}}"}""", new MediaTypeHeaderValue("application/json"));
        return request;
    });

    public static Way Nginx(string address) => new("nginx", new(address), request => request);

    public static Way Gateway(string address, string token) => new("the gateway", new(address), request =>
    {
        request.Headers.Authorization = new("Bearer", token);
        return request;
    });

    public async Task<HttpResponseMessage> OpenAsync(string target, CancellationToken stop = default)
    {
        using var request = shape(new(HttpMethod.Get, new Uri(address, target)));
        var response = await _http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return response;
    }

    /// <returns>How many bytes came.</returns>
    public async Task<long> ReadAsync(string target)
    {
        using var response = await OpenAsync(target);
        await using var body = await response.Content.ReadAsStreamAsync();
        var block = new byte[256 * 1024];
        long length = 0;
        while (await body.ReadAsync(block) is > 0 and var read) length += read;
        return length;
    }

    /// <summary>The simulator's record, as JSON.</summary>
    public async Task<string> CallsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/simulator/calls"));
        using var response = await _http.SendAsync(request, CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task ForgetCallsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(address, "/simulator/calls"));
        using var response = await _http.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
