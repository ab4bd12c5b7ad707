namespace Netskope.AlertGateway.Requests;

static class LegacyPaths
{
    /// <summary>Serves <c>//api/v1/alerts</c>, which v1 clients ask for when their base URL ends in a slash.</summary>
    public static IApplicationBuilder UseLegacyPaths(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.Value is ['/', '/', ..] path) context.Request.Path = "/" + path.TrimStart('/');
        return next(context);
    });
}
