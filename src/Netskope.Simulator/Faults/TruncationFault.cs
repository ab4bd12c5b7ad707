namespace Netskope.Simulator;

/// <summary>Sends the first part of the normal body. Without <paramref name="abort"/> the framing is whole, only the JSON is not.</summary>
sealed class TruncationFault(double fraction, bool abort) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await NormalAnswer.ReadAsync(context, answer, keepLength: abort);
        await context.Response.Body.WriteAsync(body.AsMemory(0, (int)(body.Length * fraction)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (abort)
        {
            context.Abort();
        }
    }
}
