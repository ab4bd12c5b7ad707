using System.Diagnostics;
using System.Globalization;
using Xunit.v3;

namespace Netskope.Testing;

/// <summary>
/// Ends the test process, and the runners between, when a process above it in the run has gone: the runner, its host, or <c>dotnet test</c>.
/// Without it a run that is killed leaves the tests running.
/// </summary>
public sealed class RunnerWatch : ITestPipelineStartup, IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    ITimer? _timer;

    public ValueTask StartAsync(Xunit.Sdk.IMessageSink diagnosticMessageSink)
    {
        var runners = OperatingSystem.IsLinux() ? Runners() : [];
        if (runners.Count > 0) _timer = TimeProvider.System.CreateTimer(_ => EndWithoutAny(runners), state: null, Interval, Interval);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    static void EndWithoutAny(IReadOnlyList<ProcessStatus> runners)
    {
        for (var i = runners.Count - 1; i >= 0; i--)
        {
            if (runners[i].IsAlive) continue;

            // Those below the one that has gone would wait for results for ever.
            foreach (var runner in runners.Take(i).Where(runner => runner.IsAlive)) Kill(runner.Id);
            Kill(Environment.ProcessId);
        }
    }

    static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>The parent, and above it all that are .NET programs; the nearest first.</summary>
    static List<ProcessStatus> Runners()
    {
        var runners = new List<ProcessStatus>();
        for (var next = ProcessStatus.Of(Environment.ProcessId)?.Parent; next > 1 && ProcessStatus.Of(next.Value) is { } runner; next = runner.Parent)
        {
            if (runners.Count > 0 && runner.Name != "dotnet") break;
            runners.Add(runner);
        }

        return runners;
    }

    /// <summary>What the kernel tells of a process: proc(5), <c>/proc/[pid]/stat</c>.</summary>
    /// <param name="Started">In clock ticks since the system started.</param>
    sealed record ProcessStatus(int Id, string Name, int Parent, string Started)
    {
        // Another process may have got its number.
        public bool IsAlive => Of(Id)?.Started == Started;

        public static ProcessStatus? Of(int id)
        {
            try
            {
                var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));

                // The name is in parentheses and may hold blanks; the state follows it.
                var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
                var fields = text[(close + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : new(id, text[(open + 1)..close], int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
