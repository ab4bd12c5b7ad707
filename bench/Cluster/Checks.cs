using System.Globalization;
using System.Security.Cryptography;
using Netskope.AlertGateway.IntegrationTests.Cluster;

namespace Cluster;

/// <summary>What three replicas must show, one line each.</summary>
sealed class Checks(TimeSpan longest)
{
    static readonly TimeSpan MostRecovery = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    // Under a load that needs Redis again and again.
    const int PerSecond = 50;

    readonly TimeSpan _short = longest < TimeSpan.FromSeconds(10) ? longest : TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Check> RunAsync()
    {
        yield return await Check.RunAsync("600 equal requests at once", "1 call, 600 equal bodies", () => Deployment.StartAsync(), EqualAsync);
        yield return await Check.RunAsync("300 different questions at once", QuotaBound, () => Deployment.StartAsync(settings: Impatient), async deployment => Different(deployment, await Crowds.DifferentAsync(deployment, 300)));
        yield return await Check.RunAsync("the same, Redis stopped before", QuotaBound, () => Deployment.StartAsync(settings: Impatient), async deployment => Different(deployment, await Crowds.DifferentWithoutRedisAsync(deployment, 300)));
        yield return await Check.RunAsync("a greedy caller with 500 questions, a modest one with 5", "the modest one's 5 before the greedy one's 50th, 24 calls in 5 s", () => Deployment.StartAsync(), FairAsync);
        foreach (var still in (bool[])[false, true])
        {
            yield return await Check.RunAsync(
                $"{(still ? "SIGSTOP" : "kill -9")} of the replica that leads a flight",
                "all answered within lease + call time (5.5 s), at most 2 calls",
                () => Deployment.StartAsync(),
                deployment => LeaderAsync(deployment, still));
        }

        foreach (var fault in Enum.GetValues<RedisFault>())
        {
            yield return await Check.RunAsync(
                $"Redis: {fault}{(fault == RedisFault.RestartedEmpty ? "" : ", " + Seconds(_short))}",
                "no request fails, recovery within 2 s",
                () => Deployment.StartAsync(),
                deployment => RedisAsync(deployment, fault));
        }

        foreach (var fault in Enum.GetValues<TenantFault>())
        {
            var lasts = fault == TenantFault.Down ? longest : _short;
            yield return await Check.RunAsync(
                $"the tenant: {fault}, {Seconds(lasts)}",
                "what is kept is answered, marked; the rest fails fast; then at most 24 calls in 5 s",
                () => Deployment.StartAsync(settings: TenantOutages.Settings),
                deployment => TenantAsync(deployment, fault, lasts));
        }

        var file = Path.GetTempFileName();
        await Tokens.WriteAsync(file, Deployment.TenantToken);
        yield return await Check.RunAsync(
            "the token rotated by file",
            "no request fails",
            () => Deployment.StartAsync(settings: s => (s["Netskope:Token"], s["Netskope:TokenFile"]) = (null, file)),
            async deployment => Failures(await Tokens.RotateByFileAsync(deployment, file, PerSecond)));
        File.Delete(file);
        yield return await Check.RunAsync(
            "the first token refused by the tenant",
            "no request fails",
            () => Deployment.StartAsync(settings: s => s["Netskope:SecondaryToken"] = Tokens.Next),
            async deployment => Failures(await Tokens.RefuseTheFirstAsync(deployment, PerSecond)));
    }

    const string QuotaBound = "at most 24 calls in 5 s, no 429, each 200 or 503 with Retry-After";

    static void Impatient(IDictionary<string, string?> settings) => settings["Gateway:RequestTimeout"] = "00:00:20";

    static async Task<(string, bool)> EqualAsync(Deployment deployment)
    {
        var answers = await Crowds.EqualAsync(deployment, 200);
        var bodies = answers.Where(got => got.IsPage).Select(got => Convert.ToHexString(SHA256.HashData(got.Answer!.Bytes))).Distinct(StringComparer.Ordinal).Count();
        var calls = deployment.Tenant.Record.Count;
        return (Text($"{calls} calls, {answers.Count(got => got.IsPage)} pages, {bodies} different"), calls == 1 && bodies == 1 && answers.All(got => got.IsPage));
    }

    static (string, bool) Different(Deployment deployment, IReadOnlyList<Got> answers)
    {
        var calls = deployment.Tenant.Record.Calls;
        var (most, refused, pages, putOff) = (Quota.Most(calls), Quota.Refusals(calls), answers.Count(got => got.IsPage), answers.Count(got => got.IsPutOff));
        return (
            Text($"at most {most} calls in 5 s, {refused} times 429, {pages} pages, {putOff} put off, {answers.Count - pages - putOff} else, {Seconds(answers.Max(got => got.Took))}"),
            most <= Quota.MostInSpan && refused == 0 && pages + putOff == answers.Count);
    }

    static async Task<(string, bool)> FairAsync(Deployment deployment)
    {
        var (modest, greedy) = await Crowds.GreedyAndModestAsync(deployment, 500, 5);
        var pages = modest.Count(got => got.IsPage);
        var most = Quota.Most(deployment.Tenant.Record.Calls);
        return (
            Text($"{pages} of 5 after {Seconds(modest.Max(got => got.Took))}, when the greedy one had {greedy}; at most {most} calls in 5 s"),
            pages == 5 && greedy < 50 && most <= Quota.MostInSpan);
    }

    static async Task<(string, bool)> LeaderAsync(Deployment deployment, bool still)
    {
        var (others, took) = await Leaders.LoseAsync(deployment, leader => still ? leader.StopAsync(default) : leader.KillAsync(default));
        var calls = deployment.Tenant.Record.Calls.Count(call => Deployment.IsFor(call, others[0].Question));
        var pages = others.Count(got => got.IsPage);
        return (
            Text($"{pages} of {others.Count} after {Seconds(took)}, {calls} calls"),
            pages == others.Count && calls <= 2 && took < Leaders.Lease + TimeSpan.FromSeconds(0.5));
    }

    async Task<(string, bool)> RedisAsync(Deployment deployment, RedisFault fault)
    {
        var (answers, recovery) = await RedisFaults.BefallAsync(deployment, fault, _short, PerSecond);
        var (figures, passes) = Failures(answers);
        return ($"{figures}, recovery {Seconds(recovery)}", passes && recovery <= MostRecovery);
    }

    static async Task<(string, bool)> TenantAsync(Deployment deployment, TenantFault fault, TimeSpan lasts)
    {
        var outage = await TenantOutages.BefallAsync(deployment, fault, lasts, crowd: 60);
        var missed = outage.Known.Count(got => !got.IsPage);
        var unmarked = outage.During.Count(got => got.IsOverdue && !got.IsMarkedStale);
        var most = Quota.Most(outage.Calls);
        var late = outage.LateFailures.Select(got => got.Took).Order().ToArray();
        var median = late.Length == 0 ? TimeSpan.Zero : late[late.Length / 2];

        // A slow tenant is waited for: for Netskope:Timeout, and no longer.
        var bound = fault == TenantFault.Slow ? TimeSpan.FromSeconds(6.5) : Fast;
        return (
            Text($"{outage.During.Count} requests, {outage.Stale.Count()} stale, {missed} of {outage.Known.Count} known missed, {unmarked} unmarked; failures in the last half: {late.Length}, median {Seconds(median)}; at most {most} calls in 5 s, {outage.Afterwards.Count} new ones answered {Seconds(outage.Recovery)} later"),
            missed == 0 && unmarked == 0 && outage.Stale.Any() && median <= bound && most <= Quota.MostInSpan && outage.Afterwards.All(got => got.IsPage));
    }

    static (string, bool) Failures(IReadOnlyList<Got> answers)
    {
        var failed = answers.Where(got => !got.IsPage).ToList();
        var first = failed.Count == 0 ? "" : $" ({failed[0]})";
        return (Text($"{answers.Count} requests, {failed.Count} failed{first}, the slowest {Seconds(answers.Max(got => got.Took))}"), failed.Count == 0);
    }

    static string Seconds(TimeSpan time) => Text($"{time.TotalSeconds:0.0} s");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
