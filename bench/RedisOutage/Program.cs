using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway;
using Netskope.Sandbox;
using Netskope.Simulator;

// The gateway under an even load of questions nobody asked before, so that every request wants to read from Redis, to
// write to it and to publish: once without Redis, once with one that is stopped in the middle.
const string TenantToken = "made-up-token-of-the-bench";
var (redis, redisId) = (args[0], args[1]);
var rate = int.Parse(args[2], CultureInfo.InvariantCulture);
var standstill = TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture));
var around = TimeSpan.FromSeconds(5);

// What an outage may add to the largest latency: Redis:Timeout, and as much again for a machine that is busy.
const double MostAdded = 500;

// Kept answers fill this early in the first run, so that what grows later is no kept answer.
const long KeptBytes = 4 * 1024 * 1024;
const double MostGrowth = 48;
var time = TimeProvider.System;
var asked = 0L;
var lastEnd = time.GetUtcNow().AddHours(-30).ToUnixTimeSeconds();

await using var tenant = SimulatorHost.Create([], options => (options.Token, options.RequestsPerSecond, options.Days, options.AlertsPerDay) = (TenantToken, 0, 4, 400));
await using var issuer = IssuerHost.Create([]);
await Task.WhenAll(tenant.StartAsync(), issuer.StartAsync());
var token = issuer.Services.GetRequiredService<TokenIssuer>().Issue(subject: "bench", clientId: "bench", scope: "alerts.read");
using var wire = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });

// The first run warms up what is compiled just in time and is not counted.
await RunAsync("", redis, outage: false, TimeSpan.FromSeconds(4));
var without = await RunAsync("without Redis", "", outage: false, (2 * around) + standstill);
var healthy = await RunAsync("with Redis", redis, outage: false, (2 * around) + standstill);
var stopped = await RunAsync(string.Create(CultureInfo.InvariantCulture, $"Redis stopped for {standstill.TotalSeconds} s"), redis, outage: true, (2 * around) + standstill);
var (added, growth) = (stopped.Largest - without.Largest, stopped.Growth - healthy.Growth);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"largest latency beside that without Redis: healthy {healthy.Largest - without.Largest:+0;-0;0} ms, stopped {added:+0;-0;0} ms (at most {MostAdded:0}; Redis:Timeout is 250 ms)"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"growth of the working set beside that with a healthy Redis: {growth:+0;-0;0} MB (at most {MostGrowth:0})"));
var passes = without.Failures + healthy.Failures + stopped.Failures == 0 && added <= MostAdded && growth <= MostGrowth;
Console.WriteLine(passes ? "pass" : "FAIL");
return passes ? 0 : 1;

async Task<(int Failures, double Largest, double Growth)> RunAsync(string name, string address, bool outage, TimeSpan duration)
{
    await using var gateway = await GatewayAsync(address);
    var before = WorkingSet();
    var requests = new List<Task<(bool Good, double Milliseconds)>>();
    using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate), time);
    var (start, isStopped) = (time.GetTimestamp(), false);
    while (time.GetElapsedTime(start) is var at && at < duration)
    {
        await tick.WaitForNextTickAsync();
        if (outage && isStopped != (at >= around && at < around + standstill))
        {
            isStopped = !isStopped;
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -{(isStopped ? "STOP" : "CONT")} {redisId}"]);
            await kill.WaitForExitAsync();
        }

        requests.Add(Task.Run(() => AskAsync(gateway.Urls.First())));
    }

    var results = await Task.WhenAll(requests);
    var latencies = results.Select(result => result.Milliseconds).Order().ToArray();
    var (failures, after) = (results.Count(result => !result.Good), WorkingSet());
    if (name.Length > 0)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} {results.Length} requests, {failures} failures, median {latencies[latencies.Length / 2]:0.0} ms, 99 % {latencies[latencies.Length * 99 / 100]:0.0} ms, largest {latencies[^1]:0} ms, working set {before:0} -> {after:0} MB"));
    }

    return (failures, latencies[^1], after - before);
}

async Task<(bool Good, double Milliseconds)> AskAsync(string address)
{
    var end = lastEnd - Interlocked.Increment(ref asked);
    using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{address}/api/v1/alerts?starttime={end - 7200}&endtime={end}&limit=10"));
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    var start = time.GetTimestamp();
    using var response = await wire.SendAsync(request, CancellationToken.None);
    await response.Content.CopyToAsync(Stream.Null);
    return (response.StatusCode == HttpStatusCode.OK, time.GetElapsedTime(start).TotalMilliseconds);
}

async Task<WebApplication> GatewayAsync(string address)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["ConnectionStrings:Redis"] = address,
        ["Cache:MemoryBytes"] = KeptBytes.ToString(CultureInfo.InvariantCulture),
        ["Netskope:BaseUrl"] = tenant.Urls.First(),
        ["Netskope:ApiVersion"] = "v1",
        ["Netskope:Token"] = TenantToken,
        ["Authentication:Schemes:Bearer:Authority"] = issuer.Urls.First(),
        ["Authentication:Schemes:Bearer:ValidAudiences:0"] = "alert-gateway",
        ["Authentication:Schemes:Bearer:RequireHttpsMetadata"] = "false",
    });
    builder.AddAlertGateway();
    var gateway = builder.Build();
    gateway.UseAlertGateway();
    await gateway.StartAsync();
    return gateway;
}

static double WorkingSet()
{
    using var self = Process.GetCurrentProcess();
    return self.WorkingSet64 / 1048576.0;
}
