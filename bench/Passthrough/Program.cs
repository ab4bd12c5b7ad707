using System.Globalization;
using Passthrough;

const string Large = "/api/v1/clients?limit=4999";
const string Small = "/api/v1/app_instances?op=list";
const int Rate = 200;
const int Requests = 2000;
const double MostGrowth = 20;

if (args is ["leave", var endless, var left]) return await Leaving.RunAsync(endless, left);
var (time, rounds) = (TimeProvider.System, int.Parse(args[4], CultureInfo.InvariantCulture));
using var tenant = Way.Tenant(args[0], Environment.GetEnvironmentVariable("TENANT_TOKEN")!);
using var nginx = Way.Nginx(args[1]);
using var gateway = Way.Gateway(args[2], Environment.GetEnvironmentVariable("CALLER_TOKEN")!);
Way[] ways = [tenant, nginx, gateway];
var memory = new Memory(args[3]);
var invariant = CultureInfo.InvariantCulture;

// Once each for what is compiled and grown at first.
long size = 0;
foreach (var way in ways)
{
    size = await way.ReadAsync(Large);
    await EvenlyAsync(way, 400);
}

var speeds = ways.ToDictionary(way => way, _ => new List<double>());
for (var round = 0; round < rounds; round++)
{
    foreach (var way in ways)
    {
        var began = time.GetTimestamp();
        if (await way.ReadAsync(Large) != size) throw new InvalidOperationException($"{way.Name} gave another length.");
        speeds[way].Add(size / 1e6 / time.GetElapsedTime(began).TotalSeconds);
    }
}

// In turns, so that a busy moment of the machine meets all.
var latencies = ways.ToDictionary(way => way, _ => new List<double>());
for (var part = 0; part < 10; part++)
{
    foreach (var way in ways) latencies[way].AddRange(await EvenlyAsync(way, Requests / 10));
}

Console.WriteLine($"Answers of {size / 1e6:0} MB, median of {rounds}; small ones, {Requests} at {Rate} a second:");
Console.WriteLine();
Console.WriteLine("| | MB a second | nginx = 1 | median | 99 % | added to 99 % |");
Console.WriteLine("|---|---|---|---|---|---|");
var floor = At(latencies[tenant], 0.99);

// Small differences of large numbers: no ratio is made of them.
foreach (var way in ways)
{
    var (speed, added) = (At(speeds[way], 0.5), At(latencies[way], 0.99) - floor);
    Console.WriteLine(string.Create(
        invariant,
        $"| {way.Name} | {speed:0} | {speed / At(speeds[nginx], 0.5):0.00} | {At(latencies[way], 0.5):0.00} ms | {At(latencies[way], 0.99):0.00} ms | {(way == tenant ? "" : string.Create(invariant, $"{added:+0.00;-0.00} ms"))} |"));
}

Console.WriteLine();
var fast = await memory.GrowthAsync(() => gateway.ReadAsync(Large));
var slow = await memory.GrowthAsync(() => SlowlyAsync(gateway));
var many = await memory.GrowthAsync(() => Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SlowlyAsync(gateway))));
Console.WriteLine(string.Create(invariant, $"Working set of the gateway ({memory.Now:0} MB): +{fast:0.0} MB while one such answer is read fast, +{slow:0.0} MB while one is read slowly (at most {MostGrowth:0}); +{many:0.0} MB for ten slow readers."));
var passes = fast < MostGrowth && slow < MostGrowth;
Console.WriteLine(passes ? "pass" : "FAIL");
return passes ? 0 : 1;

// One after the other at an even rate, whatever the one before took.
async Task<IReadOnlyList<double>> EvenlyAsync(Way way, int count)
{
    var running = new List<Task<double>>();
    var start = time.GetTimestamp();
    for (var i = 0; i < count; i++)
    {
        var due = TimeSpan.FromSeconds((double)i / Rate) - time.GetElapsedTime(start);
        if (due > TimeSpan.Zero) await Task.Delay(due, time);
        running.Add(TimedAsync(way));
    }

    return await Task.WhenAll(running);
}

async Task<double> TimedAsync(Way way)
{
    var began = time.GetTimestamp();
    await way.ReadAsync(Small);
    return time.GetElapsedTime(began).TotalMilliseconds;
}

async Task SlowlyAsync(Way way)
{
    using var response = await way.OpenAsync(Large);
    await using var body = await response.Content.ReadAsStreamAsync();
    var block = new byte[64 * 1024];
    for (var i = 0; i < 100; i++)
    {
        await body.ReadExactlyAsync(block);
        await Task.Delay(TimeSpan.FromMilliseconds(30), time);
    }
}

static double At(List<double> values, double part)
{
    values.Sort();
    return values[Math.Min(values.Count - 1, (int)(values.Count * part))];
}
