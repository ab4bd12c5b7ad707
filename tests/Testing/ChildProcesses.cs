using System.Diagnostics;
using System.Globalization;

namespace Netskope.Testing;

/// <summary>
/// Starts programs that end with the test process, however it ends. Each leads a process group of its own; a shell holds the list of
/// groups and kills them when its standard input closes, which the kernel does for a process that was killed.
/// </summary>
static class ChildProcesses
{
    const string Reaper = """
        trap '' INT HUP TERM
        groups=
        end() { kill -s KILL -- "-$1" 2>/dev/null; }
        while read -r sign group; do
          rest=
          for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done
          groups=$rest
          if [ "$sign" = + ]; then groups="$groups $group"; else end "$group"; fi
        done
        for each in $groups; do end "$each"; done
        """;

    static readonly Lazy<StreamWriter> List = new(StartReaper);

    /// <summary>Starts a program with its standard output and error redirected.</summary>
    public static Process Start(ProcessStartInfo program)
    {
        program.ArgumentList.Insert(0, program.FileName);
        program.FileName = "setsid";
        program.UseShellExecute = false;
        program.RedirectStandardOutput = program.RedirectStandardError = true;
        var process = Process.Start(program) ?? throw new InvalidOperationException($"{program.ArgumentList[0]} did not start.");
        Tell('+', process.Id);
        process.Exited += (_, _) => Tell('-', process.Id);
        process.EnableRaisingEvents = true;
        return process;
    }

    static void Tell(char sign, int group)
    {
        lock (List) List.Value.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {group}"));
    }

    static StreamWriter StartReaper()
    {
        var reaper = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Reaper]) { UseShellExecute = false, RedirectStandardInput = true })
            ?? throw new InvalidOperationException("sh did not start.");
        reaper.StandardInput.AutoFlush = true;
        return reaper.StandardInput;
    }
}
