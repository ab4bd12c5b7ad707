using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netskope.Simulator;

/// <summary>
/// The tenant's back door, for those who run the simulator as a program of its own. It asks for no token, costs no
/// quota and is not recorded.
/// <list type="bullet">
/// <item><c>GET /simulator/faults</c>: what is ordered and how often it is left.</item>
/// <item><c>POST /simulator/faults</c>: orders one:
/// <c>{"kind":"ErrorIn200","times":3,"path":"/api/v1/alerts","details":{"errorCode":"General Error","errors":["…"]}}</c>.
/// Only <c>kind</c> is required; <c>times</c> 0 means until cleared, and <c>path</c> is any endpoint's, such as <c>/api/v1/events</c>,
/// <c>/api/v1/report</c>, <c>/api/v1/clients</c> or <c>/api/v2/events/data/page</c>, or the beginning of several. The kinds are those of <see cref="FaultKind"/>, the
/// details those of <see cref="FaultDetails"/>.</item>
/// <item><c>DELETE /simulator/faults</c>: clears, and lets go of held calls.</item>
/// <item><c>GET /simulator/calls</c>: the calls since the start or the last <c>DELETE /simulator/calls</c>, whose <c>completed</c> is
/// that of <see cref="Call.Completed"/>.</item>
/// </list>
/// </summary>
static class ControlEndpoints
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static void MapControl(this WebApplication app, Tenant tenant)
    {
        var control = app.MapGroup("/simulator").ExcludeFromDescription();
        control.MapGet("/faults", () => TypedResults.Json(tenant.Faults.Orders, Json));
        control.MapPost("/faults", context => OrderAsync(context, tenant.Faults));
        control.MapDelete("/faults", () =>
        {
            tenant.Faults.Clear();
            return TypedResults.NoContent();
        });
        control.MapGet("/calls", () => TypedResults.Json(tenant.Record.Calls, Json));
        control.MapDelete("/calls", () =>
        {
            tenant.Record.Clear();
            return TypedResults.NoContent();
        });
    }

    static async Task OrderAsync(HttpContext context, Faults faults)
    {
        try
        {
            var order = await JsonSerializer.DeserializeAsync<FaultOrder>(context.Request.Body, Json, context.RequestAborted);
            if (order is null || order.Times < 0)
            {
                throw new JsonException("A fault order is an object; times is 0 or more");
            }

            var placed = faults.Order(
                order.Kind,
                order.Times == 0 ? int.MaxValue : order.Times,
                order.Details,
                order.Path is null ? null : request => request.Path.StartsWithSegments(order.Path, StringComparison.Ordinal));
            await TypedResults.Json(placed, Json, statusCode: StatusCodes.Status201Created).ExecuteAsync(context);
        }
        catch (JsonException wrong)
        {
            await TypedResults.Text(wrong.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
    }

    sealed record FaultOrder
    {
        public required FaultKind Kind { get; init; }

        public int Times { get; init; } = 1;

        public string? Path { get; init; }

        public FaultDetails? Details { get; init; }
    }
}
