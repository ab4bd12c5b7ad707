using Netskope.Simulator;

// The library ignores ASPNETCORE_URLS, which belongs to whoever hosts it; alone, it is ours.
if (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls)
{
    args = ["--urls", urls, .. args];
}

await using var app = SimulatorHost.Create(args);
await app.StartAsync();

var tenant = app.Services.GetRequiredService<Tenant>();
Console.WriteLine($"Pretend Netskope tenant at {string.Join(' ', app.Urls)}");
Console.WriteLine($"v1 token: {tenant.Options.Token}");
Console.WriteLine($"v2 token: {tenant.Options.TokenV2}");
Console.WriteLine($"{tenant.Alerts.Count():N0} alerts; faults and calls at /simulator/faults and /simulator/calls");

await app.WaitForShutdownAsync();
