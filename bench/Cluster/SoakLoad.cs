using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Cluster;
using Soak;

namespace Cluster;

/// <summary>One caller, who asks now this replica and now that.</summary>
sealed class SoakLoad(Deployment deployment, Truth truth, SoakFaults faults, Tally tally, Random random)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);
    static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    // Netskope:Timeout, and what a clock that counts whole seconds leaves open.
    static readonly TimeSpan MostCall = TimeSpan.FromSeconds(32);
    static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);
    static readonly string[] Polls = ["timeperiod=3600&limit=100", "timeperiod=86400&limit=200", "timeperiod=86400&limit=50", "timeperiod=604800&limit=300"];
    readonly TimeProvider _time = TimeProvider.System;

    public static void Settings(IDictionary<string, string?> settings)
    {
        foreach (var part in (string[])["Recent", "Settling", "Settled"])
            (settings[$"Cache:{part}:Fresh"], settings[$"Cache:{part}:Stale"]) = (Fresh.ToString(), Stale.ToString());
    }

    public async Task RunAsync(IReadOnlyList<string> windows, CancellationToken end)
    {
        while (!end.IsCancellationRequested && !tally.IsFull)
        {
            await (random.Next(100) switch
            {
                < 45 => AskAsync("relative poll", "/api/v1/alerts?" + Polls[random.Next(Polls.Length)]),
                < 97 => AskAsync("absolute window", windows[random.Next(windows.Count)]),
                _ => AskAsync("new window", deployment.Question("&limit=20")),
            });
            try
            {
                await Task.Delay(MostPause * random.NextDouble(), _time, end);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    async Task AskAsync(string kind, string question)
    {
        var began = _time.GetTimestamp();
        var got = await deployment.AskAsync(random.Next(deployment.Count), question);
        var now = _time.GetUtcNow();
        tally.Count(got.IsMarkedStale ? kind + ", stale" : kind);
        if (got.IsPage)
        {
            if (Fault(got, now) is { } fault) tally.Blame(string.Create(CultureInfo.InvariantCulture, $"{now:HH:mm:ss} {question}: {fault}"));
        }
        else if (faults.Explains(got, began)) tally.Excuse();
        else tally.Blame(string.Create(CultureInfo.InvariantCulture, $"{now:HH:mm:ss} {question}: {got}"));
    }

    string? Fault(Got got, DateTimeOffset now)
    {
        var answer = got.Answer!;
        if (answer["Gateway-Window"] is not { } window || answer["Age"] is not { } age) return "no Gateway-Window, or no Age";
        if (got.IsOverdue && !got.IsMarkedStale) return "stale and not marked: " + answer["Cache-Status"];
        var asked = now - got.Took - TimeSpan.FromSeconds(int.Parse(age, CultureInfo.InvariantCulture)) - Rounding;
        if (now - got.Took - asked > Fresh + Stale + Rounding + Rounding) return "older than it may be: " + age;
        if (Ends(got.Question, window, asked) is { } wrong) return wrong;
        var until = asked + Rounding + got.Took + MostCall;
        return truth.Fault(answer.Bytes, window, Number(got.Question, "limit="), asked, until < now ? until : now);
    }

    /// <summary>An absolute window is the one that was asked, a relative one ends within a tick before it was fetched.</summary>
    static string? Ends(string question, string window, DateTimeOffset asked)
    {
        if (!question.Contains("timeperiod", StringComparison.Ordinal))
            return window == string.Create(CultureInfo.InvariantCulture, $"{Number(question, "starttime=")}-{Number(question, "endtime=")}") ? null : "another window: " + window;
        var (start, end) = (Number("=" + window, "="), Number(window, "-"));
        var late = asked.ToUnixTimeSeconds() - end;
        return end - start == Number(question, "timeperiod=") && late <= Fresh.TotalSeconds + 2 && late >= -MostCall.TotalSeconds ? null : $"a window that ends {late} s before it was fetched: {window}";
    }

    static int Number(string text, string name)
    {
        var digits = text[(text.IndexOf(name, StringComparison.Ordinal) + name.Length)..];
        return int.Parse(string.Concat(digits.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }
}
