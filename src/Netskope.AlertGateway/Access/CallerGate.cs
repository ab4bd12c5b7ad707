using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Access;

/// <summary>Lets a caller in whose token is good and grants the scope: its profile must include the endpoint, and its rate allow the request.</summary>
sealed class CallerGate(CallerRates rates, ProblemWriter problems) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var endpoint = http.GetEndpoint()?.Metadata.GetMetadata<IV1Endpoint>();
        if (http.Profile() is not { } profile) return await RefuseAsync(http, endpoint, Denied(http));
        if (endpoint is not null && profile.Objection(endpoint) is { } objection) return await RefuseAsync(http, endpoint, new(FailureKind.NotPermitted, objection));
        var ticket = await rates.EnterAsync(CallerName.Of(http.User) ?? "", profile.Name, profile.Rate, endpoint?.Extra ?? TimeSpan.Zero, http.RequestAborted);
        if (ReferenceEquals(ticket, RateTicket.Unbounded)) return await next(context);

        // Under way until the last byte of the answer is written; what is left of the rate is told with errors, too.
        http.Response.RegisterForDisposeAsync(ticket);
        http.Response.OnStarting(() =>
        {
            ticket.WriteHeaders(http.Response.Headers);
            return Task.CompletedTask;
        });
        return ticket.Refusal is { } refusal ? await RefuseAsync(http, endpoint, refusal) : await next(context);
    }

    static Failure Denied(HttpContext context) => new(
        FailureKind.NotPermitted,
        $"No profile of this gateway (Access:Profiles) is for {(CallerName.Client(context.User) is { } client ? $"the client {client}" : "a caller without client_id")}, nor for a role or group of its own; ask the gateway's operators.");

    async Task<object?> RefuseAsync(HttpContext context, IV1Endpoint? endpoint, Failure refusal)
    {
        if (context.Record() is { } record) record.Resource = endpoint?.Name;
        await problems.WriteAsync(context, refusal);
        return Results.Empty;
    }
}

static class CallerGates
{
    /// <summary>Behind <see cref="Scopes.RequireScope"/>: whoever has the scope must also have a profile that includes the endpoint.</summary>
    public static RouteHandlerBuilder RequireProfile(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter<RouteHandlerBuilder, CallerGate>();
}
