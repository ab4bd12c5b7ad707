using System.Globalization;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>What a valid request may not ask because of its caller's profile, each under its parameter.</summary>
static class ProfileRules
{
    /// <summary>Which fields of a row a parameter is about: where those are hidden, its answer would tell them.</summary>
    static readonly (string Parameter, string Field)[] Asking = [("type", "alert_type"), ("acked", "acked")];

    public static Failure? Refusal(ResourceRequest request)
    {
        if (ReferenceEquals(request.Profile, Profile.Unlimited)) return null;
        var problems = Problems(request).ToList();
        return problems.Count == 0 ? null : InvalidParameters.Of(FailureKind.NotPermitted, $"Your profile ({request.Profile.Name}) does not allow this; see errors", problems);
    }

    static IEnumerable<(string Name, string Message)> Problems(ResourceRequest request)
    {
        var profile = request.Profile;
        if (TypeProblem(request) is { } type) yield return ("type", type);
        if (profile.LargestLimit is { } most && Number(request.Limit) > most) yield return ("limit", $"Your profile allows at most {most} rows on a page.");
        if (profile.WidestWindow is { } widest && WindowOf(request) is var (name, seconds) && seconds > widest)
            yield return (name, string.Create(CultureInfo.InvariantCulture, $"The window is {seconds} s long; your profile allows at most {widest} s."));
        foreach (var hidden in HiddenFields(request)) yield return hidden;
    }

    static string? TypeProblem(ResourceRequest request) =>
        request.Type is { } type && request.Profile.Types.TryGetValue(request.Resource.Name, out var types) && !types.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? $"Your profile allows {BoundParameters.Alternatives(types)}."
            : null;

    static IEnumerable<(string Name, string Message)> HiddenFields(ResourceRequest request)
    {
        var hidden = request.Confined.Rights.Hidden;
        if (hidden.IsEmpty) yield break;
        foreach (var field in request.Query?.Parsed?.Condition.Terms.Select(term => term.Field).Distinct(StringComparer.Ordinal) ?? [])
        {
            if (hidden.Touched(field) is { } path) yield return ("query", $"It asks about {field}, which your profile hides{(path == field ? "" : $" as {path}")}: leave it out.");
        }

        foreach (var (parameter, field) in Asking)
        {
            var isAsked = parameter == "type" ? request.Type is not null : request.Acked is not null;
            if (isAsked && request.Resource == ResourceTable.Alerts && hidden.Touched(field) is not null) yield return (parameter, $"It asks about {field}, which your profile hides: leave it out.");
        }
    }

    /// <summary>The window's length in seconds, under the parameter that made it.</summary>
    static (string Name, long Seconds) WindowOf(ResourceRequest request)
    {
        if (Number(request.TimePeriod) is { } period) return ("timeperiod", period);
        return Number(request.StartTime) is { } start && Number(request.EndTime) is { } end
            ? ("starttime", end - start)
            : ("insertionstarttime", (Number(request.InsertionEndTime) ?? 0) - (Number(request.InsertionStartTime) ?? 0));
    }

    static long? Number(string? text) => WholeNumbers.TryParse(text, out var number) ? number : null;
}
