using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>A request to a route: bind, judge, ask the tenant, pass its answer on.</summary>
sealed class PassthroughEndpoint(
    TenantStreams streams,
    NetskopeClient netskope,
    AnswerForwarder forwarder,
    ProblemWriter problems,
    GatewayMetrics metrics,
    IOptions<PassthroughOptions> options,
    IOptions<GatewayOptions> gateway)
{
    public async Task HandleAsync(PassthroughRoute route, HttpContext context)
    {
        if (await PassAsync(route, context) is { } failure) await problems.WriteAsync(context, failure);
    }

    /// <returns>Why nothing was passed on.</returns>
    async Task<Failure?> PassAsync(PassthroughRoute route, HttpContext context)
    {
        var compatibility = gateway.Value.Compatibility;
        if (context.Request.Path.Value != route.Path || !context.SentPathIs(route.Path, compatibility))
            return new(FailureKind.NotFound, $"There is nothing at this path; did you mean {route.Path}?");
        var record = context.Record();
        if (record is not null) (record.Resource, record.Caller) = (route.Name, CallerName.Of(context.User));
        if (netskope.SpeaksV2) return new(FailureKind.NotInV2, $"The tenant speaks Netskope's REST API v2, which has no counterpart of {route.Path}.");

        var sent = await context.ReadParametersAsync();
        if (!sent.IsSuccess) return sent.Failure;
        var parameters = BoundParameters.Bind(route.Name, route.Parameters, sent.Value, compatibility);
        var wrong = Problems(route, parameters).ToList();
        if (wrong.Count > 0) return InvalidParameters.Of(wrong);
        if (parameters.Ignored.Count > 0)
        {
            metrics.ParametersIgnored(route.Name, parameters.Ignored.Count);
            context.Response.Headers[IgnoredHeader.Name] = IgnoredHeader.Of(parameters.Ignored);
        }

        var target = route.Target(parameters);
        if (record is not null) record.Question = target["/api/v1/".Length..];
        if (forwarder.TryEnter() is not { } place) return new(FailureKind.GatewayBusy, "The gateway passes on as many answers as it may at once (Passthrough:MaxConcurrent).", TimeSpan.FromSeconds(2));
        using (place)
        {
            var opened = await streams.OpenAsync(route.Name, target, options.Value.MaxResponseBytes, record?.Caller ?? "", context.Deadline().Remaining, context.RequestAborted);
            if (!opened.IsSuccess) return opened.Failure;
            await using var stream = opened.Value;
            await forwarder.PassAsync(context, route, stream);
        }

        return null;
    }

    static IEnumerable<(string Name, string Message)> Problems(PassthroughRoute route, BoundParameters parameters)
    {
        foreach (var problem in parameters.Problems) yield return problem;
        foreach (var parameter in route.Parameters)
        {
            if (parameters[parameter.Name] is { } value && ParameterRules.Problem(parameter, value) is { } problem) yield return (parameter.Name, problem);
        }

        var length = route.Target(parameters).Length;
        if (length <= Targets.MostBytes) yield break;
        var longest = route.Parameters.MaxBy(parameter => parameters[parameter.Name]?.Length ?? 0)!;
        yield return (longest.Name, $"It is too long: encoded, the request to the tenant has {length} bytes; at most {Targets.MostBytes} are sent.");
    }
}
