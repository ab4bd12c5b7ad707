using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary><c>/api/v1/alerts</c>, GET and POST.</summary>
static class AlertsEndpoint
{
    public static void MapAlerts(this WebApplication app, Tenant tenant) =>
        app.MapMethods("/api/v1/alerts", [HttpMethods.Get, HttpMethods.Post], context => AnswerAsync(context, tenant))
            .ExcludeFromDescription();

    static Task AnswerAsync(HttpContext context, Tenant tenant)
    {
        var errors = new List<string>();
        var question = AlertQuestion.Read(context.Features.GetRequiredFeature<Parameters>(), tenant, errors);
        if (errors.Count > 0)
        {
            return ErrorAnswer.WriteAsync(context, StatusCodes.Status200OK, ErrorAnswer.General, errors);
        }

        var order = question.Unsorted ? V2Order.Unordered : V2Order.Descending;
        var page = tenant.Alerts.Page(question.Filter, question.Skip, question.Limit, order);
        return PageAnswer.WriteAsync(context, tenant.Options, page);
    }
}
