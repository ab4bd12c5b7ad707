using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary><c>/api/v2/events/data/…</c>, GET only.</summary>
static class V2Endpoints
{
    const string Events = "/api/v2/events/data/";

    // A kind of event and its rows.
    static readonly Dictionary<string, Func<Tenant, Population>> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alert"] = tenant => tenant.Alerts,
        ["page"] = tenant => tenant.Events(EventKind.Page),
        ["application"] = tenant => tenant.Events(EventKind.Application),
        ["audit"] = tenant => tenant.Events(EventKind.Audit),
        ["infrastructure"] = tenant => tenant.Events(EventKind.Infrastructure),
        ["network"] = tenant => tenant.Events(EventKind.Network),
    };

    public static void MapV2(this WebApplication app, Tenant tenant)
    {
        app.Map(Events + "{kind}", context => AnswerAsync(context, tenant)).ExcludeFromDescription();
        app.Map("/api/v2/{**rest}", NotFoundAsync).ExcludeFromDescription();
    }

    /// <summary>What a call counts against: each kind by itself, and all that is not there together.</summary>
    public static string Quota(PathString path) => Find(path) ?? "";

    static string? Find(PathString path) =>
        path.Value is { } text && text.StartsWith(Events, StringComparison.OrdinalIgnoreCase)
            ? Kinds.Keys.FirstOrDefault(kind => text.AsSpan(Events.Length).TrimEnd('/').Equals(kind, StringComparison.OrdinalIgnoreCase))
            : null;

    static Task AnswerAsync(HttpContext context, Tenant tenant)
    {
        if (Find(context.Request.Path) is not { } kind)
        {
            return NotFoundAsync(context);
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "Method not allowed");
        }

        var errors = new List<string>();
        var question = V2Question.Read(context.Features.GetRequiredFeature<Parameters>(), tenant.Options, errors);
        if (errors.Count > 0)
        {
            return ErrorAsync(context, StatusCodes.Status400BadRequest, [.. errors]);
        }

        var page = Kinds[kind](tenant).Page(question.Filter, question.Offset, question.Limit, tenant.Options.V2Order);
        return PageAnswer.WriteAsync(context, tenant.Options, page);
    }

    static Task NotFoundAsync(HttpContext context) => ErrorAsync(context, StatusCodes.Status404NotFound, "Not found");

    static Task ErrorAsync(HttpContext context, int status, params string[] messages) =>
        ErrorAnswer.WriteAsync(context, status, ErrorAnswer.General, messages);
}
