namespace Netskope.AlertGateway.Diagnostics;

/// <summary>What is asked, as the access record tells it.</summary>
interface IRecorded
{
    /// <param name="hide">Gives what stands for a value that a caller chose freely; null when the values themselves may be read.</param>
    /// <returns>The question in its canonical form, and the query as the tenant is asked.</returns>
    (string Question, string? Query) Tell(Func<string, string>? hide);
}
