using Microsoft.AspNetCore.Diagnostics;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>Gives every error that the framework would answer with an empty body the form of all others.</summary>
static class FaultReports
{
    public static void UseFaultReports(this IApplicationBuilder app)
    {
        var problems = app.ApplicationServices.GetRequiredService<ProblemWriter>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => problems.WriteAsync(context, Of(context.Features.Get<IExceptionHandlerFeature>()?.Error)),
            SuppressDiagnosticsCallback = fault => fault.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages(page => problems.WriteAsync(page.HttpContext, Of(page.HttpContext)));
    }

    static Failure Of(Exception? exception) => exception is BadHttpRequestException bad
        ? new(Problems.ForStatus(bad.StatusCode), "The request is not well-formed HTTP, or too large.")
        : new(FailureKind.InternalError, "The gateway failed. Its log has the reason under this trace id.");

    /// <summary>Only pages, which HEAD may ask for as well, are ever to be had by POST.</summary>
    static string LegacyHint(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Response.Headers.Allow.ToString().Contains(HttpMethods.Head, StringComparison.Ordinal)
            ? " For clients that POST as to Netskope's v1 API, the operator sets Gateway:Compatibility to Legacy."
            : "";

    static Failure Of(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new(FailureKind.NotFound, $"There is nothing at this path. The resources are below {context.Request.PathBase}/api/v1/; {context.Request.PathBase}/swagger shows them."),
        405 => new(FailureKind.MethodNotAllowed, $"The method may be {context.Response.Headers.Allow}.{LegacyHint(context)}"),
        var status => new(Problems.ForStatus(status), "The request could not be answered."),
    };
}
