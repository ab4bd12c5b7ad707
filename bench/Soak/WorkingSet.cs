using System.Globalization;

namespace Soak;

/// <summary>A process's resident memory, looked at twice a second.</summary>
sealed class WorkingSet(int process)
{
    readonly List<double> _samples = [];

    public async Task RunAsync(CancellationToken end)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(0.5), TimeProvider.System);
        try
        {
            while (await tick.WaitForNextTickAsync(end))
            {
                var line = (await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), end)).First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
                _samples.Add(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    /// <summary>The mean of each third, in MB.</summary>
    public IReadOnlyList<double> Thirds()
    {
        var third = _samples.Count / 3;
        return [.. Enumerable.Range(0, 3).Select(i => _samples.Skip(i * third).Take(third).DefaultIfEmpty(0).Average())];
    }
}
