namespace Netskope.Simulator;

/// <summary>200 with this body.</summary>
sealed class BodyFault(byte[] body, string contentType = "application/json") : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>200 with a body made of the rows of the normal answer.</summary>
sealed class RowsFault(Func<byte[], byte[]> body) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var rows = await NormalAnswer.ReadRowsAsync(context, answer);
        await context.Response.Body.WriteAsync(body(rows), context.RequestAborted);
    }
}

/// <summary>The normal answer, which calls itself something else.</summary>
sealed class ContentTypeFault(string contentType) : Fault
{
    public override Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.ContentType = contentType;
            return Task.CompletedTask;
        });
        return answer(context);
    }
}

/// <summary>The normal answer, of another time.</summary>
sealed class DateFault(string date) : Fault
{
    public override Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.Headers.Date = date;
        return answer(context);
    }
}
