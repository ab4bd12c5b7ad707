using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>Makes the question of a request. It takes any request: what does not parse counts as absent, and the validator says so.</summary>
sealed class QuestionBuilder(AnswerService answers, IOptions<GatewayOptions> options)
{
    public Question Build(ResourceRequest request)
    {
        var type = Listed(request, "type", request.Type);
        return new(
            request.Resource.Name,
            request.Confined,
            type,
            Boolean(request.Acked),
            Window(request),
            (int)Math.Min(Number(request.Limit) ?? DefaultLimit(request), int.MaxValue),
            Number(request.Skip) ?? 0,
            Boolean(request.Unsorted) ?? false,
            Listed(request, "groupby", request.GroupBy),
            request.Resource.HasOpaqueRows);
    }

    /// <summary>The bytes of the target with which the tenant would be asked.</summary>
    public int TargetLength(ResourceRequest request) => answers.TargetLength(Build(request));

    /// <summary>Why the tenant can not be asked the query of a request; null when it can.</summary>
    public string? Objection(ResourceRequest request) => request.Confined.Refusal ?? answers.Objection(request.Confined.Effective!);

    int DefaultLimit(ResourceRequest request) => Math.Min(options.Value.DefaultLimit, request.Profile.LargestLimit ?? int.MaxValue);

    static AskedWindow Window(ResourceRequest request)
    {
        if (Number(request.TimePeriod) is { } seconds) return AskedWindow.Last((int)Math.Min(seconds, int.MaxValue));
        return Number(request.InsertionStartTime) is { } from && Number(request.InsertionEndTime) is { } to
            ? AskedWindow.InsertedBetween(from, to)
            : AskedWindow.Between(Number(request.StartTime) ?? 0, Number(request.EndTime) ?? 0);
    }

    /// <summary>The value in the documented spelling.</summary>
    static string? Listed(ResourceRequest request, string name, string? value) => value is null ? null : request.Resource.Find(name)?.Spelling(value);

    static bool? Boolean(string? value) => bool.TryParse(value, out var boolean) ? boolean : null;

    static long? Number(string? value) =>
        WholeNumbers.TryParse(value, out var number) && number <= ParameterRules.LatestSecond ? number : null;
}
