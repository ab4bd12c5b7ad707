using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

/// <summary>Takes what an exporter posts (OTLP 1, OTLP/HTTP) and keeps it as it came.</summary>
sealed class OtlpReceiver : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentQueue<(string Path, string ContentType, string Body)> _posts = new();

    OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Address => _app.Urls.First();

    public IReadOnlyCollection<(string Path, string ContentType, string Body)> Posts => _posts;

    /// <summary>Those that tell something: metrics that are collected before there are any are a post without a resource.</summary>
    public IEnumerable<(string Path, string ContentType, string Body)> Told => _posts.Where(post => post.Body.Any(char.IsAsciiLetter));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>All bodies of a path; protobuf keeps texts as they are.</summary>
    public string Bodies(string path) => string.Concat(_posts.Where(post => post.Path == path).Select(post => post.Body));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience);

    async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _posts.Enqueue((context.Request.Path.Value ?? "", context.Request.ContentType ?? "", Encoding.Latin1.GetString(body.ToArray())));
        context.Response.ContentType = "application/x-protobuf";
    }
}
