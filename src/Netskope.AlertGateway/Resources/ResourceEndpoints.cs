using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

static class ResourceEndpoints
{
    public static IServiceCollection AddResources(this IServiceCollection services) => services
        .AddSingleton<IValidateOptions<AccessOptions>, V2RestrictionRules>()
        .AddSingleton<QuestionBuilder>()
        .AddSingleton<ResourceRequestValidator>()
        .AddSingleton<AnswerWriter>()
        .AddSingleton<ResourceEndpoint>();

    public static void MapResources(this IEndpointRouteBuilder app)
    {
        var legacy = app.ServiceProvider.GetRequiredService<Faces>().ServeLegacy;
        foreach (var resource in ResourceTable.All)
        {
            var handle = (HttpContext context, ResourceEndpoint endpoint) => endpoint.HandleAsync(resource, context);
            Describe(app.MapGet(resource.Path, handle), resource)
                .WithName("get-" + resource.Name)
                .WithDescription(
                    "A complete page that has been verified, rows byte for byte as Netskope sent them. "
                    + "A relative window ends at the last tick, by default one every 30 s; `Gateway-Window` has its ends.");
            Describe(app.MapMethods(resource.Path, [HttpMethods.Head], handle), resource)
                .WithName("head-" + resource.Name)
                .WithDescription("The headers of the page that GET would answer with; it is fetched and kept all the same.");
            if (!legacy) continue;
            app.MapPost(resource.Path, handle)
                .RequireScope(resource.Scope)
                .RequireProfile()
                .WithMetadata(new ReadsBody())
                .ExcludeFromDescription();
        }
    }

    static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, Resource resource) => endpoint
        .RequireScope(resource.Scope)
        .RequireProfile()
        .WithTags(resource.Name)
        .WithSummary(resource.Summary)
        .WithMetadata(resource);
}

/// <summary>Netskope's v1 envelope around alerts or events. Rows differ by type and are passed on untouched: ids may exceed 2^53.</summary>
/// <param name="Status">Always <c>success</c>: an error of Netskope never comes as a 200.</param>
/// <param name="Msg">Netskope's message, mostly empty.</param>
/// <param name="Data">The rows, in descending order of <c>timestamp</c> unless <c>unsorted</c> was asked.</param>
sealed record RowPage(string Status, string? Msg, IReadOnlyList<IReadOnlyDictionary<string, object?>> Data);

/// <summary>Netskope's v1 envelope around a report. Its rows are not documented, and are passed on untouched.</summary>
/// <param name="Status">Always <c>success</c>: an error of Netskope never comes as a 200.</param>
/// <param name="Msg">Netskope's message, mostly empty.</param>
/// <param name="Data">The rows: as a rule a list of objects.</param>
sealed record ReportPage(string Status, string? Msg, object Data);
