namespace Netskope.Simulator;

/// <summary>Something that comes between a call and its normal answer.</summary>
public abstract class Fault
{
    /// <param name="context">The call.</param>
    /// <param name="answer">Gives the normal answer; a fault may call it, or not.</param>
    public abstract Task ApplyAsync(HttpContext context, RequestDelegate answer);
}
