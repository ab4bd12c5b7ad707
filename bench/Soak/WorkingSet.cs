using System.Globalization;

namespace Soak;

/// <summary>A process's resident memory and its handles, looked at twice a second.</summary>
sealed class WorkingSet(int process)
{
    readonly List<double> _samples = [];
    readonly List<double> _handles = [];

    public async Task RunAsync(CancellationToken end)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(0.5), TimeProvider.System);
        try
        {
            while (await tick.WaitForNextTickAsync(end))
            {
                var line = (await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"), end)).First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
                _samples.Add(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
                _handles.Add(Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")).Length);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    /// <summary>The mean of each third, in MB.</summary>
    public IReadOnlyList<double> Thirds() => Thirds(_samples);

    /// <summary>The mean number of each third.</summary>
    public IReadOnlyList<double> HandleThirds() => Thirds(_handles);

    static IReadOnlyList<double> Thirds(List<double> samples)
    {
        var third = samples.Count / 3;
        return [.. Enumerable.Range(0, 3).Select(i => samples.Skip(i * third).Take(third).DefaultIfEmpty(0).Average())];
    }
}
