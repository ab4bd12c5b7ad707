using System.Runtime.InteropServices;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>
/// <c>check</c>: reaches the tenant and Redis by the gateway's own settings, tells what works, and with a token for each version of
/// Netskope's REST API compares their answers.
/// </summary>
static class CheckCommand
{
    const int Works = 0;
    const int WrongSetting = 1;
    const int EndpointFails = 2;
    const int AnswersDiffer = 3;
    const int Stopped = 130;

    const int Hour = 3600;

    // Netskope advises to end a window so long ago: rows arrive late.
    const int Settling = 300;

    const string Help = """
        Reaches the tenant by the gateway's settings, with a call to each version of Netskope's REST API that has a token.

          dotnet Netskope.AlertGateway.dll check [--Netskope:BaseUrl=https://... and other settings]

        Settings are read as the gateway reads them: appsettings.json, environment, command line, Secrets:Directory. Only those of
        the sections Netskope and Check are needed; no port is opened. If ConnectionStrings:Redis is set, the command also writes a key to
        Redis. Netskope:Token is for the version in Netskope:ApiVersion. Where
        Check:OtherToken, or Check:OtherTokenFile, is a token for the other version, the two answers for one hour are compared.

        Exit codes:
          0    Redis, if set, and each version that has a token work; the answers, if compared, are equal
          1    a setting is wrong
          2    an endpoint or Redis fails
          3    the answers of v1 and v2 differ
          130  stopped before the end
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, Console.Out, Console.Error, TimeProvider.System, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time, CancellationToken stop)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            await output.WriteLineAsync(Help);
            return Works;
        }

        var apis = new List<TenantApi>();
        try
        {
            using var settings = Read(args);
            await using var redis = RedisCheck.Create(settings);
            apis.Add(TenantApi.Create(settings, time));
            foreach (var password in redis.Passwords) apis[0].Secrets.Know(password);
            if (apis[0].CreateOther(settings) is { } other) apis.Add(other);
            var report = new CheckReport(output, apis[0].Secrets);
            var (isSet, fault) = await redis.RunAsync(stop);
            if (isSet) await report.RedisAsync(fault);
            var code = await CheckAsync([.. apis.OrderBy(api => api.Version, StringComparer.Ordinal)], report, time, stop);
            return fault is not null && code == Works ? EndpointFails : code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped.");
            return Stopped;
        }
        catch (Exception e) when (apis.Count == 0)
        {
            foreach (var reason in StartReport.Reasons(e)) await error.WriteLineAsync("The check can not start: " + reason);
            return WrongSetting;
        }
        finally
        {
            foreach (var api in apis) await api.DisposeAsync();
        }
    }

    static ConfigurationManager Read(string[] args)
    {
        var configuration = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Nothing is read twice in so short a life, so no file has to be watched.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        }).Configuration;
        configuration.AddSecretFiles();
        return configuration;
    }

    static async Task<int> CheckAsync(TenantApi[] apis, CheckReport report, TimeProvider time, CancellationToken stop)
    {
        var failed = false;
        foreach (var api in apis)
        {
            var began = time.GetTimestamp();
            var now = api.Clock.Now.ToUnixTimeSeconds();
            var outcome = await api.FetchAsync(new Window(now - Hour, now), limit: 10, stop);
            await report.ReachedAsync(api, outcome, time.GetElapsedTime(began));
            await report.RemarksAsync(api);
            failed |= !outcome.IsSuccess;
        }

        if (failed) return EndpointFails;
        return apis is [var v1, var v2] ? await CompareAsync(v1, v2, report, time, stop) : Works;
    }

    static async Task<int> CompareAsync(TenantApi v1, TenantApi v2, CheckReport report, TimeProvider time, CancellationToken stop)
    {
        var end = v1.Clock.Now.ToUnixTimeSeconds() - Settling;
        var window = new Window(end - Hour, end);
        var rows = new List<List<Row>>();
        foreach (var api in (TenantApi[])[v1, v2])
        {
            var began = time.GetTimestamp();
            var outcome = await api.FetchAsync(window, Comparison.MostRows, stop);
            if (outcome.IsSuccess)
            {
                rows.Add(await FetchedRows.ReadAsync(outcome.Value, stop));
                continue;
            }

            await report.ReachedAsync(api, outcome, time.GetElapsedTime(began));
            await report.RemarksAsync(api);
            return EndpointFails;
        }

        var comparison = new Comparison(rows[0], rows[1], window);
        await report.ComparedAsync(comparison);
        return comparison.Differences.Count == 0 ? Works : AnswersDiffer;
    }
}
