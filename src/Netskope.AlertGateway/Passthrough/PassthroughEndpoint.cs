using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>A request to a route: bind, judge, ask the tenant, pass its answer on.</summary>
sealed class PassthroughEndpoint(
    TenantStreams streams,
    NetskopeClient netskope,
    Places places,
    AnswerForwarder forwarder,
    AccessRecords records,
    ProblemWriter problems,
    GatewayMetrics metrics,
    IOptions<PassthroughOptions> options)
{
    public async Task HandleAsync(PassthroughRoute route, HttpContext context)
    {
        if (await PassAsync(route, context) is { } failure) await problems.WriteAsync(context, failure);
    }

    /// <returns>Why nothing was passed on.</returns>
    async Task<Failure?> PassAsync(PassthroughRoute route, HttpContext context)
    {
        if (EndpointEntry.Refusal(context, route, netskope.SpeaksV2) is { } refusal) return refusal;
        var sent = await context.ReadParametersAsync();
        if (!sent.IsSuccess) return sent.Failure;
        var parameters = BoundParameters.Bind(route.Name, route.Parameters, sent.Value, context.Compatibility());
        var target = route.Target(parameters);
        var wrong = Problems(route, parameters, target).ToList();
        if (wrong.Count > 0) return InvalidParameters.Of(wrong);
        EndpointEntry.NoteIgnored(context, route, parameters.Ignored, metrics);
        var record = context.Record();
        if (record is not null) record.Asked = new PassedQuestion(route, parameters, target);
        var caller = record?.Caller ?? "";
        if (places.TryEnter(caller, out var place) is { } full) return full;
        using (place)
        {
            if (await records.RefusalAsync(context) is { } unrecorded) return unrecorded;
            var opened = await streams.OpenAsync(route.Name, target, options.Value.MaxResponseBytes, caller, context.Deadline().Remaining, context.RequestAborted);
            if (!opened.IsSuccess) return opened.Failure;
            await using var stream = opened.Value;
            await forwarder.PassAsync(context, route, stream);
        }

        return null;
    }

    static IEnumerable<(string Name, string Message)> Problems(PassthroughRoute route, BoundParameters parameters, string target)
    {
        foreach (var problem in parameters.Problems) yield return problem;
        foreach (var parameter in route.Parameters)
        {
            if (parameters[parameter.Name] is { } value && ParameterRules.Problem(parameter, value) is { } problem) yield return (parameter.Name, problem);
        }

        if (target.Length <= Targets.MostBytes) yield break;
        var longest = route.Parameters.MaxBy(parameter => parameters[parameter.Name]?.Length ?? 0)!;
        yield return (longest.Name, $"It is too long: encoded, the request to the tenant has {target.Length} bytes; at most {Targets.MostBytes} are sent.");
    }
}

/// <summary>What is asked of a route.</summary>
sealed class PassedQuestion(PassthroughRoute route, BoundParameters parameters, string target) : IRecorded
{
    public (string Question, string? Query) Tell(Func<string, string>? hide) => ((hide is null ? target : route.Target(parameters, hide))["/api/v1/".Length..], null);
}
