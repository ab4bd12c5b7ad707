using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Cluster;
using Netskope.Testing;
using Soak;

namespace Cluster;

/// <summary>Everything at once: callers, faults, and a look at the processes.</summary>
/// <param name="duration">How long.</param>
/// <param name="seed">The order of the faults.</param>
/// <param name="tls">Whether Redis takes TLS alone, with a private authority and an ACL user.</param>
sealed class SoakRun(TimeSpan duration, int seed, bool tls)
{
    const string RedisPassword = "north,south";

    // What docs/redis.md has, for any password.
    static readonly string[] Users =
    [
        "--user", "default", "off",
        "--user", "admin", "on", ">" + RedisPassword, "~*", "&*", "+@all",
        "--user", "gateway", "on", ">" + RedisPassword, "~alert-gateway:*", "&alert-gateway:*", "+@all", "-@admin", "-@dangerous",
    ];

    const int Callers = 12;
    const int MostRequests = 1_000_000;
    const double MostGrowth = 1.1;

    public async Task<bool> RunAsync()
    {
        var file = Path.GetTempFileName();
        using var authority = new PrivateCa();
        using var certificate = authority.Issue(["127.0.0.1"]);
        try
        {
            await Tokens.WriteAsync(file, Deployment.TenantToken);
            await using var deployment = await Deployment.StartAsync(
                settings: s =>
                {
                    (s["Netskope:Token"], s["Netskope:TokenFile"]) = (null, file);

                    // Else a rotation would drop all answers in Redis; full before the second third begins.
                    s["Cache:EncryptionKey"] = Convert.ToBase64String(Enumerable.Repeat((byte)seed, 32).ToArray());
                    s["Cache:MemoryBytes"] = (16 * 1024 * 1024).ToString(CultureInfo.InvariantCulture);
                    SoakLoad.Settings(s);
                    if (tls) (s["Redis:Password"], s["Redis:CertificateAuthorityFile"]) = (RedisPassword, authority.File);

                    // 80 MB, in hex, as in a container with little memory: where there is plenty the collector takes its time under
                    // so light a load, and what has not been collected yet would look like growth.
                    s["DOTNET_GCHeapHardLimit"] = "5000000";
                },
                simulate: options => (options.Days, options.AlertsPerDay) = (8, 4000),
                redis: tls ? new RedisServerOptions(Users) { User = "admin", Password = RedisPassword, Certificate = certificate, GatewayUser = "gateway" } : null);
            return await RunAsync(deployment, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    async Task<bool> RunAsync(Deployment deployment, string file)
    {
        var tally = new Tally(MostRequests);
        var faults = new SoakFaults(deployment, file, new Random(seed));
        var truth = new Truth(deployment.Tenant.Alerts);
        var windows = Enumerable.Range(0, 20).Select(_ => deployment.Question("&limit=100")).ToList();
        var processes = deployment.Replicas.Where(replica => replica != SoakFaults.Victim).Select(replica => new WorkingSet(deployment.Process(replica).Id)).ToList();

        using var end = new CancellationTokenSource(duration, TimeProvider.System);
        var befalling = faults.RunAsync(end.Token);
        var sampling = processes.Select(process => process.RunAsync(end.Token)).ToList();
        await Task.WhenAll(Enumerable.Range(1, Callers).Select(caller => new SoakLoad(deployment, truth, faults, tally, new Random(seed + caller)).RunAsync(windows, end.Token)));
        await end.CancelAsync();
        await Task.WhenAll([befalling, .. sampling]);
        var most = Quota.Most(deployment.Tenant.Record.Calls);

        Console.WriteLine(tally.Table());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{duration.TotalSeconds:0} s, seed {seed}, {Callers} callers, 3 replicas: {tally.Requests} requests, {tally.Explained} errors that an ordered fault explains, {tally.Unexplained} that none does or wrong bodies; at most {most} calls in 5 s (24)."));
        Console.WriteLine($"Faults: {faults.Counts}.");
        foreach (var error in tally.Errors) Console.WriteLine("  " + error);
        var isGood = tally.Unexplained == 0 && most <= Quota.MostInSpan;
        foreach (var process in processes) isGood &= IsFlat("working set in MB", process.Thirds()) & IsFlat("handles", process.HandleThirds());
        Console.WriteLine(isGood ? "pass" : "FAIL");
        return isGood;
    }

    static bool IsFlat(string what, IReadOnlyList<double> thirds)
    {
        var growth = thirds[2] / thirds[1];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, mean of each third: {thirds[0]:0.0}, {thirds[1]:0.0}, {thirds[2]:0.0}; last / second = {growth:0.000} (at most {MostGrowth:0.0})."));
        return growth <= MostGrowth;
    }
}
