using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>A small tenant on a socket of its own, with a clock that the test turns and no quota unless asked for.</summary>
sealed class RunningTenant : IAsyncDisposable
{
    public const string Everything = "starttime=0&endtime=4000000000&limit=10000";

    readonly WebApplication _app;
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    RunningTenant(WebApplication app, ManualTimeProvider clock)
    {
        _app = app;
        Clock = clock;
        Tenant = app.Services.GetRequiredService<Tenant>();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Tenant Tenant { get; }

    public ManualTimeProvider Clock { get; }

    public string Address => _app.Urls.First();

    string TokenBody => $$"""{"token":"{{Tenant.Options.Token}}"}""";

    public static async Task<RunningTenant> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var clock = new ManualTimeProvider();
        var app = SimulatorHost.Create(
            [],
            options =>
            {
                (options.Days, options.AlertsPerDay, options.EventsPerDay, options.RequestsPerSecond) = (3, 400, 400, 0);
                configure?.Invoke(options);
            },
            clock);
        await app.StartAsync(Stop);
        return new RunningTenant(app, clock);
    }

    /// <summary>The gateway's way of asking: the token in a JSON body, the rest in the query.</summary>
    public Task<HttpResponseMessage> AskAsync(string query = Everything) => AskForAsync($"alerts?{query}");

    /// <summary>The same for another endpoint of v1.</summary>
    public Task<HttpResponseMessage> AskForAsync(string target) =>
        SendAsync(HttpMethod.Post, $"/api/v1/{target}", TokenBody, "application/json");

    /// <summary>The gateway's way of asking in v2: a GET with the token in a header.</summary>
    public Task<HttpResponseMessage> AskV2Async(string query = Everything, string kind = "alert") =>
        SendV2Async(HttpMethod.Get, $"/api/v2/events/data/{kind}?{query}", Tenant.Options.TokenV2);

    public async Task<HttpResponseMessage> SendV2Async(HttpMethod method, string target, string? token, string? acceptEncoding = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_app.Urls.First() + target));
        if (token is not null)
        {
            request.Headers.Add("Netskope-Api-Token", token);
        }

        if (acceptEncoding is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(acceptEncoding);
        }

        return await ReadAsync(await _http.SendAsync(request, Stop), Stop);
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string target, string? body = null, string? contentType = null, string? acceptEncoding = null) =>
        SendUntilAsync(method, target, body, contentType, acceptEncoding, Stop);

    public async Task<HttpResponseMessage> SendUntilAsync(
        HttpMethod method, string target, string? body, string? contentType, string? acceptEncoding, CancellationToken giveUp) =>
        await ReadAsync(await OpenAsync(method, target, body, contentType, acceptEncoding, giveUp), giveUp);

    /// <summary>An answer of v1 whose body is not read yet.</summary>
    public Task<HttpResponseMessage> OpenForAsync(string target) =>
        OpenAsync(HttpMethod.Post, $"/api/v1/{target}", TokenBody, "application/json", acceptEncoding: null, Stop);

    async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string target, string? body, string? contentType, string? acceptEncoding, CancellationToken giveUp)
    {
        using var request = new HttpRequestMessage(method, new Uri(_app.Urls.First() + target));
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        if (acceptEncoding is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(acceptEncoding);
        }

        return await _http.SendAsync(request, giveUp);
    }

    // Whoever waits for the end of a call would wait for ever, did nobody read the answer.
    static async Task<HttpResponseMessage> ReadAsync(HttpResponseMessage response, CancellationToken giveUp)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(giveUp);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public Task<JsonElement> RowsAsync(string query) => DataAsync($"alerts?{query}");

    public async Task<JsonElement> DataAsync(string target)
    {
        using var response = await AskForAsync(target);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await JsonAsync(response);
        answer.GetProperty("status").GetString().ShouldBe("success", answer.ToString());
        return answer.GetProperty("data");
    }

    public async Task<string[]> IdsAsync(string query) => Ids(await RowsAsync(query));

    public async Task<string[]> IdsAsync(EventKind kind, string query) => Ids(await DataAsync($"events?type={kind}&{query}"));

    public async Task<JsonElement> RowsV2Async(string query, string kind = "alert")
    {
        using var response = await AskV2Async(query, kind);
        var answer = await JsonAsync(response);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToString());
        answer.GetProperty("ok").GetInt32().ShouldBe(1);
        return answer.GetProperty("result");
    }

    public async Task<string[]> IdsV2Async(string query, string kind = "alert") => Ids(await RowsV2Async(query, kind));

    /// <summary>The message of a 400.</summary>
    public async Task<string> ErrorV2Async(string query)
    {
        using var response = await AskV2Async(query);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return (await JsonAsync(response)).EnumerateObject().ShouldHaveSingleItem().Value.GetString()!;
    }

    /// <summary>The errors of a 200 that is none.</summary>
    public Task<string> ErrorAsync(string query) => ErrorForAsync($"alerts?{query}");

    public async Task<string> ErrorForAsync(string target)
    {
        using var response = await AskForAsync(target);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await JsonAsync(response);
        answer.GetProperty("status").GetString().ShouldBe("error");
        return answer.GetProperty("errors").ToString();
    }

    public string[] Truth(AlertFilter filter) => Truth(Tenant.Alerts, filter);

    public string[] Truth(EventKind kind, AlertFilter filter) => Truth(Tenant.Events(kind), filter);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    static string[] Ids(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.GetProperty("_id").GetString()!)];

    static string[] Truth(Population rows, AlertFilter filter) => [.. rows.Select(filter).Select(key => key.Id)];
}
