using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Soak;

/// <summary>HTTP as it is: nothing followed, nothing decoded.</summary>
sealed class Wire(string gateway, string tenant, string token) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    public async Task<Got> AskAsync(HttpMethod method, string target, string? coding = null, string? known = null, bool anonymous = false)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var request = new HttpRequestMessage(method, gateway + target);
        if (!anonymous) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (coding is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        if (known is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var response = await _http.SendAsync(request, deadline.Token);
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        await using var plain = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, deadline.Token);
        return new Got(
            (int)response.StatusCode,
            bytes.ToArray(),
            response.Headers.ETag?.ToString(),
            Header(response, "Gateway-Window"),
            Header(response, "Cache-Status"),
            Header(response, "Link"),
            response.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    public Task OpenFaultsAsync() => TellTenantAsync(HttpMethod.Delete, body: null);

    public async Task TellTenantAsync(HttpMethod method, string? body)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var request = new HttpRequestMessage(method, tenant + "/simulator/faults");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, deadline.Token);
        response.EnsureSuccessStatusCode();
        using var forget = new HttpRequestMessage(HttpMethod.Delete, tenant + "/simulator/calls");
        using var forgotten = await _http.SendAsync(forget, deadline.Token);
    }

    public void Dispose() => _http.Dispose();

    static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}

/// <summary>A whole answer, its coding undone.</summary>
sealed record Got(int Status, byte[] Body, string? Tag, string? Window, string? CacheStatus, string? Link, string? Coding)
{
    /// <summary>The entity tag without the coding's suffix.</summary>
    public string? ContentTag => Tag?.Trim('"').Split('-')[0];

    public bool IsStale => CacheStatus?.Contains("ttl=-", StringComparison.Ordinal) ?? false;

    /// <summary>The target of the link to the next page.</summary>
    public string? Next => Link is { } link ? link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)] : null;
}
