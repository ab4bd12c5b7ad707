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
        app.UseStatusCodePages(page => problems.WriteAsync(page.HttpContext, Of(page.HttpContext.Response)));
    }

    static Failure Of(Exception? exception) => exception is BadHttpRequestException bad
        ? new(Problems.ForStatus(bad.StatusCode), "The request is not well-formed HTTP, or too large.")
        : new(FailureKind.InternalError, "The gateway failed. Its log has the reason under this trace id.");

    static Failure Of(HttpResponse response) => response.StatusCode switch
    {
        404 => new(FailureKind.NotFound, "There is nothing at this path. The resources are below /api/v1/; /swagger shows them."),
        405 => new(FailureKind.MethodNotAllowed, $"The method may be {response.Headers.Allow}. For clients that POST as to Netskope's v1 API, the operator sets Gateway:Compatibility to Legacy."),
        var status => new(Problems.ForStatus(status), "The request could not be answered."),
    };
}
