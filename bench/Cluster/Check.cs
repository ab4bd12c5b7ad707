using System.Diagnostics.CodeAnalysis;
using Netskope.AlertGateway.IntegrationTests.Cluster;

namespace Cluster;

/// <summary>A line of the table: what was done, what came of it, what it may be, and whether it was.</summary>
sealed record Check(string What, string Figures, string Bound, bool Passes)
{
    public override string ToString() => $"| {What} | {Figures} | {Bound} | {(Passes ? "pass" : "FAIL")} |";

    /// <summary>In a deployment of its own; what goes wrong on the way is a fault as well.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The table has all lines, whatever becomes of one.")]
    public static async Task<Check> RunAsync(string what, string bound, Func<Task<Deployment>> start, Func<Deployment, Task<(string Figures, bool Passes)>> run)
    {
        try
        {
            await using var deployment = await start();
            var (figures, passes) = await run(deployment);
            return new Check(what, figures, bound, passes);
        }
        catch (Exception e)
        {
            return new Check(what, Short(e.Message), bound, false);
        }
    }

    /// <summary>What a failed expectation says, without the words around it.</summary>
    public static string Short(string message) => string.Join(' ', message
        .Split(['\n', '\r', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith("Shouldly uses", StringComparison.Ordinal) && line is not ("The provided expression" or "Additional Info:"))
        .Take(8));
}
