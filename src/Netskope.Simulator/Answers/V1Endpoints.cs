using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary><c>/api/v1/…</c>, GET and POST: alerts, events and the report, and the other endpoints that read.</summary>
static class V1Endpoints
{
    public static void MapV1(this WebApplication app, Tenant tenant)
    {
        Map("alerts", asked => Page(RowsQuestion.Alerts(asked, tenant)));
        Map("events", asked => Page(RowsQuestion.Events(asked, tenant)));
        Map("report", asked => Report(ReportQuestion.Read(asked, tenant)));
        Map("clients", asked => ClientsAnswer.Read(asked, tenant.Options));
        Map("userconfig", asked => Small(SmallAnswers.UserConfig(asked)));
        Map("app_instances", asked => Operation(asked, "list", SmallAnswers.AppInstances));
        Map("quarantine", asked => Operation(asked, "get-files", SmallAnswers.Quarantine));
        Map("legalhold", asked => Operation(asked, "get-files", SmallAnswers.LegalHold));
        Map("security_assessment", _ => Small(SmallAnswers.SecurityAssessment));

        // Asking gives the answer that is written if nothing was wrong with the question.
        void Map(string name, Func<QuestionReader, RequestDelegate> ask) => app.MapMethods(
                $"/api/v1/{name}",
                [HttpMethods.Get, HttpMethods.Post],
                context =>
                {
                    var asked = new QuestionReader(context.Features.GetRequiredFeature<Parameters>(), tenant);
                    var answer = ask(asked);
                    return asked.Errors.Count == 0
                        ? answer(context)
                        : ErrorAnswer.WriteAsync(context, StatusCodes.Status200OK, ErrorAnswer.General, asked.Errors);
                })
            .ExcludeFromDescription();

        RequestDelegate Page(RowsQuestion question) => context => PageAnswer.WriteAsync(context, tenant.Options, question.Page());

        RequestDelegate Report(ReportQuestion question) => context => ReportAnswer.WriteAsync(context, tenant.Options, question);

        RequestDelegate Small(byte[] data) => context => SuccessAnswer.WriteAsync(context, tenant.Options, data);

        RequestDelegate Operation(QuestionReader asked, string reads, byte[] data) => Operations.Read(asked, reads) switch
        {
            { } other => context => Operations.RedirectAsync(context, other),
            null => Small(data),
        };
    }
}
