namespace Netskope.Simulator;

/// <summary>200 with this body; v2 may have another.</summary>
sealed class BodyFault(byte[] body, string contentType = "application/json", byte[]? v2 = null) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(context.Request.IsV2() ? v2 ?? body : body, context.RequestAborted);
    }
}

/// <summary>200 with a body made of the rows of the normal answer.</summary>
sealed class RowsFault(Func<byte[], byte[]> v1, Func<byte[], byte[]> v2) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var rows = await NormalAnswer.ReadRowsAsync(context, answer);
        await context.Response.Body.WriteAsync(context.Request.IsV2() ? v2(rows) : v1(rows), context.RequestAborted);
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
