using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary><c>/api/v1/…</c>, GET and POST: alerts and events.</summary>
static class V1Endpoints
{
    public static void MapV1(this WebApplication app, Tenant tenant)
    {
        Map("alerts", asked => Page(RowsQuestion.Alerts(asked, tenant)));
        Map("events", asked => Page(RowsQuestion.Events(asked, tenant)));

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
    }
}
