namespace Netskope.Simulator;

/// <summary>The <c>op</c> of an endpoint that can do more than read.</summary>
/// <remarks>
/// Assumption: each of them knows the same other operations. Upstream these change something or lead to a file; here all lead away, to an
/// address that is nowhere, so that whoever looks sees that a call came through that should not have.
/// </remarks>
static class Operations
{
    static readonly string[] Others = ["download-url", "take-action", "create", "update", "delete"];

    /// <returns>The operation, if it is another than <paramref name="reads"/>.</returns>
    public static string? Read(QuestionReader asked, string reads)
    {
        var op = asked.Text("op");
        if (op is null)
        {
            asked.Refuse("op is required");
        }
        else if (op != reads && !Others.Contains(op, StringComparer.Ordinal))
        {
            asked.Refuse("Invalid value for op");
        }

        return op == reads ? null : op;
    }

    public static Task RedirectAsync(HttpContext context, string operation)
    {
        context.Response.Redirect($"https://download.example.com{context.Request.Path}/{operation}");
        return Task.CompletedTask;
    }
}
