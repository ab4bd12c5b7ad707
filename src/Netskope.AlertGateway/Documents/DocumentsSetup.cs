using Microsoft.OpenApi;
using Netskope.AlertGateway.Access;

namespace Netskope.AlertGateway.Documents;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and Swagger UI at <c>/swagger</c>.</summary>
static class DocumentsSetup
{
    const string Description =
        """
        Netskope's v1 read endpoints for internal applications: same paths and parameters, your own JWT, or a key, in place of the
        tenant's token. A `200` of alerts, events and report is always a complete, verified page; other answers are passed on
        while they arrive, and one that breaks off ends the connection.

        Errors are problem documents (RFC 9457): tell them apart by `type`, and quote `traceId` when you ask the gateway's
        operators; it is your own where you send a `traceparent`. An `X-Request-Id` (1 to 128 letters, digits and
        `-._~+/=:@`) comes back with every answer. A gateway that runs with `Gateway:Compatibility=Legacy` also takes `POST`
        for alerts, events and report, a `token` parameter and unknown parameters, and answers errors in Netskope's envelope; this document shows the face for
        new applications.
        """;

    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.ConfigureSwagger(o =>
        {
            o.RouteTemplate = "openapi/{documentName}.json";
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

            // Without a host: which one callers use is known to them.
            o.PreSerializeFilters.Add((document, request) => document.Servers = [Server(request.PathBase is { HasValue: true } prefix ? prefix.ToUriComponent() : "/")]);
        });
        services.AddSwaggerGen(o =>
        {
            o.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Netskope.AlertGateway",
                Version = "v1",
                Description = Description.ReplaceLineEndings("\n"),
                Contact = new OpenApiContact { Name = "The gateway's operators in your company" },
            });
            o.AddServer(Server("/"));
            o.SupportNonNullableReferenceTypes();
            o.IncludeXmlComments(typeof(DocumentsSetup).Assembly);
            o.OperationFilter<ParameterDocument>();
            o.OperationFilter<AnswerDocument>();
            o.OperationFilter<PassedDocument>();
            o.OperationFilter<CallerDocument>();
            o.OperationFilter<RefusalDocument>();
            o.SchemaFilter<SchemaLimits>();
            o.DocumentFilter<TagDocument>();
            o.AddSecurityDefinition("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token of your company's token issuer, checked as RFC8725 advises. It grants scopes in `scope`, `scp` or `roles`.",
            });
            o.AddSecurityDefinition("key", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = CredentialPlaces.KeyHeader,
                Description = "A key that the gateway's operators gave to an application which can not fetch tokens, `agk_...`; it may also be sent as a bearer token. Send one of the two headers.",
            });

            // Each is enough by itself.
            foreach (var scheme in (string[])["bearer", "key"])
                o.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] });
        });
        return services;
    }

    public static IApplicationBuilder UseDocuments(this IApplicationBuilder app)
    {
        app.UseSwagger();
        return app.UseSwaggerUI(o =>
        {
            o.SwaggerEndpoint("../openapi/v1.json", "Netskope.AlertGateway");
            o.RoutePrefix = "swagger";
            o.DocumentTitle = "Netskope.AlertGateway";
        });
    }

    static OpenApiServer Server(string url) => new()
    {
        Url = url,
        Description = "The gateway that serves this document, in production and anywhere else.",
        Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal) { ["x-internal"] = new JsonNodeExtension(true) },
    };
}
