using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Cluster;

namespace Cluster;

/// <summary>What a hit takes and what the tenant is asked, by the number of replicas and of kept answers.</summary>
sealed class Costs(int seed)
{
    static readonly TimeSpan MostFilling = TimeSpan.FromMinutes(3);
    static readonly int[] Sizes = [1_000, 10_000, 100_000];
    const int Filling = 48;
    const int Callers = 4;
    const int Requests = 4_000;

    [SuppressMessage("Design", "CA1031", Justification = "The table has all lines, whatever becomes of one.")]
    public async Task<bool> WriteAsync()
    {
        Console.WriteLine("| replicas | kept answers | hit, median | hit, 99 % | calls per 1,000 requests |");
        Console.WriteLine("|---|---|---|---|---|");
        var isWhole = true;
        for (var replicas = 1; replicas <= 3; replicas++)
        {
            try
            {
                await using var deployment = await Deployment.StartAsync(replicas, settings: Settings, simulate: options => (options.RequestsPerSecond, options.Days) = (0, 8));
                await WriteAsync(deployment);
            }
            catch (Exception e)
            {
                isWhole = false;
                Console.WriteLine($"| {replicas} | {Check.Short(e.Message)} | | | |");
            }
        }

        return isWhole;
    }

    /// <summary>A quota that lets the keeping itself pass.</summary>
    static void Settings(IDictionary<string, string?> settings)
    {
        settings["Netskope:RequestsPerSecond"] = "1000";
        settings["Netskope:Burst"] = "1000";
        settings["Cache:MemoryBytes"] = (1024L * 1024 * 1024).ToString(CultureInfo.InvariantCulture);
    }

    async Task WriteAsync(Deployment deployment)
    {
        var kept = new List<string>();
        foreach (var size in Sizes)
        {
            await FillAsync(deployment, kept, size);
            await AskAsync(deployment, kept); // what is compiled just in time, and what a replica fetches once from Redis
            deployment.Tenant.Record.Clear();
            var times = await AskAsync(deployment, kept);
            var calls = deployment.Tenant.Record.Count;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {deployment.Count} | {kept.Count:#,0}{(kept.Count < size ? string.Create(CultureInfo.InvariantCulture, $" of {size:#,0}: the time was up") : "")} | {times[times.Length / 2].TotalMilliseconds:0.00} ms | {times[times.Length * 99 / 100].TotalMilliseconds:0.00} ms | {calls * 1000.0 / times.Length:0.0} |"));
            if (kept.Count < size) return;
        }
    }

    static async Task FillAsync(Deployment deployment, List<string> kept, int size)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (kept.Count < size && TimeProvider.System.GetElapsedTime(since) < MostFilling)
        {
            var questions = deployment.Questions(Math.Min(1000, size - kept.Count)).Select(question => question.Replace("limit=10", "limit=1", StringComparison.Ordinal)).ToList();
            await Parallel.ForEachAsync(
                questions.Index(),
                new ParallelOptions { MaxDegreeOfParallelism = Filling },
                async (question, _) => (await deployment.AskAsync(question.Index % deployment.Count, question.Item)).ShouldBePage());
            kept.AddRange(questions);
            deployment.Tenant.Record.Clear();
        }
    }

    /// <returns>What each took, in ascending order.</returns>
    async Task<TimeSpan[]> AskAsync(Deployment deployment, List<string> kept)
    {
        var callers = Enumerable.Range(0, Callers).Select(async caller =>
        {
            var random = new Random(seed + caller);
            var times = new List<TimeSpan>();
            for (var i = 0; i < Requests / Callers; i++)
                times.Add((await deployment.AskAsync(random.Next(deployment.Count), kept[random.Next(kept.Count)])).ShouldBePage().Took);
            return times;
        });
        return [.. (await Task.WhenAll(callers)).SelectMany(times => times).Order()];
    }
}
