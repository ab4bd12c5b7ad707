using System.Diagnostics;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Upstream;

namespace Netskope.Testing;

/// <summary>The built program as a process of its own: settings only from its environment, started in a foreign folder.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly Task<string> _log;

    GatewayProcess(Process process, Uri address, Task<string> log)
    {
        (_process, _log) = (process, log);
        Address = address;
    }

    /// <summary>The program that is started: the one built beside the tests, unless somebody measures a published one.</summary>
    public static string Program { get; set; } = typeof(NetskopeOptions).Assembly.Location;

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static async Task<GatewayProcess> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, CancellationToken ct)
    {
        var process = Launch(settings.Where(s => s.Value is not null)
            .Select(s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!))
            .Append(KeyValuePair.Create("ASPNETCORE_URLS", "http://127.0.0.1:0")));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(GatewayFixture.Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (Listening().Match(line) is not { Success: true } match) continue;
                return new GatewayProcess(process, new Uri(match.Value), process.StandardOutput.ReadToEndAsync(ct));
            }

            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(deadline.Token));
        }
        catch
        {
            using (process) process.Kill();
            throw;
        }
    }

    public static Process Launch(IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) is "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        string[] ours = ["ASPNETCORE_", "Netskope__", "Check__", "Gateway__", "Authentication__", "Cache__", "Audit__", "Access__", "Redis__", "Secrets__", "ConnectionStrings__", "DOTNET_ENVIRONMENT", "SSL_CERT_"];
        foreach (var name in start.Environment.Keys.Where(name => ours.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return ChildProcesses.Start(start);
    }

    /// <summary>Until it can check tokens: on a busy machine it takes longer to read the issuer's keys than a request waits for them.</summary>
    public async Task KnowsTheIssuerAsync()
    {
        using var wire = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        await Eventually.HoldsAsync("the issuer's keys are read", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/health/ready"));
            using var response = await wire.SendAsync(request, TestContext.Current.CancellationToken);
            var answer = await Answer.ReadAsync(response, TestContext.Current.CancellationToken);
            return !answer.Text.Contains("keys have not been read", StringComparison.Ordinal);
        });
    }

    public Task TerminateAsync(CancellationToken ct) => SignalAsync("TERM", ct);

    /// <summary>Stops it in its tracks: its connections stay, nothing is answered.</summary>
    public Task StopAsync(CancellationToken ct) => SignalAsync("STOP", ct);

    public Task ContinueAsync(CancellationToken ct) => SignalAsync("CONT", ct);

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Ends it.</summary>
    /// <returns>What it has logged since it was up.</returns>
    public async Task<string> EndAsync(CancellationToken ct)
    {
        await TerminateAsync(ct);
        await WaitForExitAsync(ct);
        return await _log;
    }

    public async Task<int> WaitForExitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(GatewayFixture.Patience);
        _process.Dispose();
    }

    Task SignalAsync(string signal, CancellationToken ct) => _process.HasExited ? Task.CompletedTask : _process.SignalAsync(signal, ct);

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
