using Microsoft.AspNetCore.WebUtilities;

namespace Netskope.Simulator;

/// <summary>What the server in front of the application answers by itself: a status and a page for people.</summary>
sealed class StatusFault(int status, string? retryAfter = null, string? location = null) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html";
        if (retryAfter is not null)
        {
            response.Headers.RetryAfter = retryAfter;
        }

        if (location is not null)
        {
            response.Headers.Location = location;
        }

        await response.WriteAsync(
            $"<html>\r\n<head><title>{status} {ReasonPhrases.GetReasonPhrase(status)}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n",
            context.RequestAborted);
    }
}

/// <summary>The normal answer under another status, for which it may be taken by those who look at the body only.</summary>
sealed class OtherStatusFault(int status) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await NormalAnswer.ReadAsync(context, answer);
        context.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
