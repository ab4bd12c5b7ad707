using System.Diagnostics;
using System.Globalization;

namespace Netskope.Testing;

static class Signals
{
    /// <summary>Sends a process a signal, such as <c>STOP</c>.</summary>
    public static async Task SignalAsync(this Process process, string signal, CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
        kill.ExitCode.ShouldBe(0);
    }
}
