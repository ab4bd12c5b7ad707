using System.Globalization;
using System.Text.Json;

namespace Soak;

/// <summary>One caller, who asks now this and now that.</summary>
sealed class Load(Wire wire, Books books, FaultOrders faults, Tally tally, Random random)
{
    const int Windows = 400;
    const int MostPagesOfWalk = 12;

    static readonly TimeSpan MostPause = TimeSpan.FromMilliseconds(120);

    static readonly string[] Polls =
    [
        "timeperiod=3600&limit=100", "timeperiod=3600&limit=1000", "timeperiod=86400&limit=500", "timeperiod=86400&limit=2000",
        "timeperiod=86400&limit=200&type=policy", "timeperiod=86400&limit=200&type=DLP&unsorted=true", "timeperiod=604800&limit=300",
    ];

    static readonly (string Target, bool Anonymous, HttpMethod Method, int Status)[] Wrong =
    [
        ("/api/v1/alerts?timeperiod=86400&limit=0", false, HttpMethod.Get, 400),
        ("/api/v1/alerts?timeperiod=86400&limt=10", false, HttpMethod.Get, 400),
        ("/api/v1/alerts?timeperiod=1", false, HttpMethod.Get, 400),
        ("/api/v1/alerts?starttime=1700000000000&endtime=1700000000001", false, HttpMethod.Head, 400),
        ("/api/v1/alerts?timeperiod=86400", true, HttpMethod.Get, 401),
        ("/api/v1/nothing", false, HttpMethod.Get, 404),
        ("/api/v1/alerts?timeperiod=86400", false, HttpMethod.Delete, 405),
    ];

    // Three to four days ago: no row arrives there any more.
    readonly long _settled = TimeProvider.System.GetUtcNow().AddDays(-3).ToUnixTimeSeconds() / 86400 * 86400;
    readonly TimeProvider _time = TimeProvider.System;

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested && !tally.IsFull)
        {
            try
            {
                await (random.Next(100) switch
                {
                    < 35 => PollAsync(),
                    < 55 => WindowAsync(),
                    < 60 => WalkAsync(),
                    < 72 => HeadOrKnownAsync(),
                    < 88 => CompressedAsync(),
                    _ => WrongAsync(),
                });
                await Task.Delay(MostPause * random.NextDouble(), _time, end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
            {
                // No fault of the tenant excuses an answer that breaks off or never comes.
                tally.Blame(e.GetType().Name + ": " + e.Message);
            }
        }
    }

    Task<Got?> PollAsync() => PageAsync("relative poll", "/api/v1/alerts?" + Polls[random.Next(Polls.Length)], mayMove: true);

    Task<Got?> WindowAsync() => PageAsync("absolute window", Window(), mayMove: false);

    async Task WalkAsync()
    {
        var target = Window();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < MostPagesOfWalk; page++)
        {
            if (await PageAsync("page of a walk", target, mayMove: false) is not { } got) return;
            using var json = JsonDocument.Parse(got.Body);
            foreach (var row in json.RootElement.GetProperty("data").EnumerateArray())
            {
                if (!seen.Add(row.GetProperty("_id").GetString()!)) tally.Blame("a walk saw a row twice: " + target);
            }

            if (got.Next is not { } next) return;
            target = next;
        }
    }

    async Task HeadOrKnownAsync()
    {
        var target = Window();
        if (await PageAsync("absolute window", target, mayMove: false) is not { } got) return;

        // Kept or asked for anew, the bytes are the same.
        await CheckAsync("If-None-Match", HttpMethod.Get, target, known: got.Tag, expected: 304, check: again => again.Body.Length > 0 ? "a 304 with a body" : Compare(got, again));
        await CheckAsync("HEAD", HttpMethod.Head, target, expected: 200, check: again => again.Body.Length > 0 ? "a HEAD with a body" : Compare(got, again));
    }

    Task<Got?> CompressedAsync()
    {
        var coding = random.Next(2) == 0 ? "br" : "gzip";
        var poll = random.Next(2) == 0;
        return PageAsync(coding, poll ? "/api/v1/alerts?" + Polls[random.Next(Polls.Length)] : Window(), mayMove: poll, coding);
    }

    Task<Got?> WrongAsync()
    {
        var (target, anonymous, method, status) = Wrong[random.Next(Wrong.Length)];
        return CheckAsync("wrong request", method, target, anonymous: anonymous, expected: status);
    }

    static string? Compare(Got got, Got again) => again.ContentTag == got.ContentTag && again.Window == got.Window ? null : $"tagged {again.ContentTag}, before that {got.ContentTag}";

    Task<Got?> PageAsync(string kind, string target, bool mayMove, string? coding = null) => CheckAsync(
        kind,
        HttpMethod.Get,
        target,
        coding: coding,
        expected: 200,
        check: got => got.Coding == coding ? books.Fault(target, LimitOf(target), mayMove, got) : $"sent in {got.Coding}, not in {coding}");

    async Task<Got?> CheckAsync(
        string kind,
        HttpMethod method,
        string target,
        int expected,
        string? coding = null,
        string? known = null,
        bool anonymous = false,
        Func<Got, string?>? check = null)
    {
        var began = _time.GetTimestamp();
        var got = await wire.AskAsync(method, target, coding, known, anonymous);
        tally.Count(got.IsStale ? kind + ", stale" : kind);
        if (got.Status == expected)
        {
            if (check?.Invoke(got) is { } fault) tally.Blame($"{kind} {target}: {fault}");
            return got;
        }

        // A HEAD has no words for its error.
        var slug = got.Body.Length == 0 ? null : Slug(got.Body);
        if (got.Status is >= 502 and <= 504 && (slug is null ? method == HttpMethod.Head && faults.AnyExplains(began) : faults.Explains(slug, began))) tally.Excuse();
        else tally.Blame(string.Create(CultureInfo.InvariantCulture, $"{kind} {method} {target}: {got.Status} {slug}, not {expected}"));
        return null;
    }

    /// <summary>A window of up to three hours in a day that is over; often one that was asked before.</summary>
    string Window()
    {
        var number = random.Next(Windows);
        var (start, length, limit) = (_settled - (number * 200L), 1800 + (number % 7 * 1500), 50 + (number % 10 * 50));
        return string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts?starttime={start - length}&endtime={start}&limit={limit}");
    }

    static int LimitOf(string target)
    {
        var at = target.IndexOf("limit=", StringComparison.Ordinal) + 6;
        var to = target.IndexOf('&', at);
        return int.Parse(to < 0 ? target[at..] : target[at..to], CultureInfo.InvariantCulture);
    }

    static string? Slug(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.GetProperty("type").GetString()?.Split(':')[^1];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "not a problem document";
        }
    }
}
