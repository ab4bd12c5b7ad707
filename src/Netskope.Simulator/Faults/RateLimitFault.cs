namespace Netskope.Simulator;

/// <summary>A 429: in v1 the page of the server in front, in v2 its own words.</summary>
sealed class RateLimitFault(FaultDetails details) : Fault
{
    public override Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        if (!context.Request.IsV2())
        {
            return new StatusFault(StatusCodes.Status429TooManyRequests, details.RetryAfter).ApplyAsync(context, answer);
        }

        context.Response.Headers["RateLimit-Reset"] = details.RateLimitReset;
        return RefuseAsync(context, details.RetryAfter);
    }

    /// <summary>What v2 says over its quota.</summary>
    public static Task RefuseAsync(HttpContext context, string? retryAfter)
    {
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return ErrorAnswer.WriteAsync(context, StatusCodes.Status429TooManyRequests, ErrorAnswer.General, ["API rate limit exceeded"]);
    }
}
