using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Passthrough;

static class PassthroughSetup
{
    public static IServiceCollection AddPassthrough(this IServiceCollection services) => services
        .AddHttpForwarder()
        .AddSettings<PassthroughOptions, PassthroughOptionsRules>(PassthroughOptions.Section)
        .AddSingleton<RouteTable>()
        .AddSingleton<Places>()
        .AddGauge<Places>("alert_gateway.passthrough.under_way", "{answer}", "Requests that are passed through now, in line for the tenant or being answered.", places => places.Taken)
        .AddSingleton<AnswerForwarder>()
        .AddSingleton<PassthroughEndpoint>();

    public static void MapPassthrough(this IEndpointRouteBuilder app)
    {
        foreach (var route in app.ServiceProvider.GetRequiredService<RouteTable>().Routes)
        {
            app.MapGet(route.Path, (HttpContext context, PassthroughEndpoint endpoint) => endpoint.HandleAsync(route, context))
                .RequireScope(route.Scope)
                .RequireProfile()
                .WithName("get-" + route.Name)
                .WithTags(route.Name)
                .WithSummary(route.Summary)
                .WithDescription(
                    "Only where the tenant speaks API v1. Netskope's own answer, passed on while it arrives and kept nowhere. An error of Netskope is one here, too; "
                    + "an answer that breaks off ends the connection, so that half of it can not be taken for the whole.")
                .WithMetadata(route);
        }
    }
}

/// <summary>Netskope's v1 envelope, passed on as it is.</summary>
/// <param name="Status"><c>success</c>.</param>
/// <param name="Msg">Netskope's message, mostly empty.</param>
/// <param name="Data">As Netskope's documentation has it for this endpoint.</param>
sealed record PassedAnswer(string Status, string? Msg, object? Data);
