using System.Globalization;

namespace Passthrough;

/// <summary>The working set of a process.</summary>
sealed class Memory(string process)
{
    /// <summary>Now, in MB.</summary>
    public double Now => Kilobytes() / 1024.0;

    /// <summary>The most that it grows while something runs, in MB.</summary>
    public async Task<double> GrowthAsync(Func<Task> run)
    {
        var (before, most) = (Now, 0.0);
        var running = run();
        for (; !running.IsCompleted; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System)) most = Math.Max(most, Now - before);
        await running;
        return Math.Max(most, Now - before);
    }

    long Kilobytes()
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
