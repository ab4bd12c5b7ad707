using System.Globalization;
using FluentValidation;
using Netskope.AlertGateway.Answers;
using Netskope.Query;
using Known = Netskope.AlertGateway.Resources.Parameters;

namespace Netskope.AlertGateway.Resources;

/// <summary>Every rule of the parameter table; all violations are reported together, each under its parameter.</summary>
sealed class ResourceRequestValidator : AbstractValidator<ResourceRequest>
{
    public ResourceRequestValidator(QuestionBuilder questions)
    {
        RuleFor(r => r).Custom((request, context) =>
        {
            foreach (var (name, message) in request.Problems) context.AddFailure(name, message);
        });

        Listed(r => r.Type, "type");
        Listed(r => r.Acked, "acked");
        Listed(r => r.TimePeriod, "timeperiod");
        Listed(r => r.Unsorted, "unsorted");
        WholeNumber(r => r.Limit, Known.Limit);
        WholeNumber(r => r.Skip, Known.Skip);
        Second(r => r.StartTime, "starttime");
        Second(r => r.EndTime, "endtime");
        Second(r => r.InsertionStartTime, "insertionstarttime");
        Second(r => r.InsertionEndTime, "insertionendtime");

        RuleFor(r => r).Custom(CheckWindow);
        RuleFor(r => r.Query).Custom((query, context) =>
        {
            if (query is null) return;
            var request = context.InstanceToValidate;
            if (query.Error is { } error && request.Compatibility == Compatibility.Strict) context.AddFailure("query", error.Show(query.Text));
            else if (questions.Objection(query) is { } objection) context.AddFailure("query", query.Error?.Show(query.Text) ?? objection);

            // A character takes nine bytes at the most: %E2%82%AC.
            if (query.Text.Length * 9 > AnswerService.MostTargetBytes - 500
                && questions.TargetLength(request) is var length and > AnswerService.MostTargetBytes)
            {
                context.AddFailure(
                    "query",
                    $"It is too long: encoded, the request to the tenant has {length} bytes; at most {AnswerService.MostTargetBytes} are sent. Shorten the query or ask in parts.");
            }
        });
    }

    void Listed(System.Linq.Expressions.Expression<Func<ResourceRequest, string?>> value, string name) =>
        RuleFor(value).Custom((text, context) =>
        {
            var values = context.InstanceToValidate.Resource.Find(name)?.Values;
            if (text is null || values is null || values.Contains(text, StringComparer.OrdinalIgnoreCase)) return;
            var near = NearestName.Of(text, values);
            context.AddFailure(context.InstanceToValidate.SentName(name), $"It may be {Alternatives(values)}{(near is null ? "." : $"; did you mean {near}?")}");
        });

    void WholeNumber(System.Linq.Expressions.Expression<Func<ResourceRequest, string?>> value, Parameter parameter) =>
        RuleFor(value).Custom((text, context) =>
        {
            if (text is null || (TryNumber(text, out var number) && number >= parameter.Least && number <= parameter.Most)) return;
            context.AddFailure(parameter.Name, $"It may be a whole number from {parameter.Least} to {parameter.Most}.");
        });

    void Second(System.Linq.Expressions.Expression<Func<ResourceRequest, string?>> value, string name) =>
        RuleFor(value).Custom((text, context) =>
        {
            if (text is null) return;
            if (!TryNumber(text, out var second) || second < 0)
                context.AddFailure(name, "It must be Unix seconds, such as 1700000000.");
            else if (second >= Known.LeastMilliseconds)
                context.AddFailure(name, $"It looks like milliseconds; write seconds: {(second / 1000).ToString(CultureInfo.InvariantCulture)}.");
        });

    static void CheckWindow(ResourceRequest request, ValidationContext<ResourceRequest> context)
    {
        var given = 0;
        if (request.TimePeriod is not null) given++;
        if (CheckPair(request.StartTime, request.EndTime, "starttime", "endtime", context)) given++;
        if (CheckPair(request.InsertionStartTime, request.InsertionEndTime, "insertionstarttime", "insertionendtime", context)) given++;

        if (given == 0 && !request.Problems.Any(p => p.Name is "timeperiod" or "starttime" or "endtime" or "insertionstarttime" or "insertionendtime"))
            context.AddFailure("timeperiod", "A time window is required: timeperiod=86400, or starttime with endtime, or insertionstarttime with insertionendtime.");
        else if (given > 1)
            context.AddFailure("timeperiod", "Only one time window may be given: timeperiod, or starttime with endtime, or insertionstarttime with insertionendtime.");
    }

    /// <summary>Whether any of the pair is given; half a pair and ends in the wrong order are failures.</summary>
    static bool CheckPair(string? start, string? end, string startName, string endName, ValidationContext<ResourceRequest> context)
    {
        if (start is null && end is null) return false;
        if (start is null) context.AddFailure(startName, $"It is missing: {endName} needs it.");
        else if (end is null) context.AddFailure(endName, $"It is missing: {startName} needs it.");
        else if (TryNumber(start, out var from) && TryNumber(end, out var to) && from > to)
            context.AddFailure(startName, $"It is later than {endName}; write the earlier one here.");
        return true;
    }

    static string Alternatives(IReadOnlyList<string> values) => string.Join(", ", values.Take(values.Count - 1)) + " or " + values[^1];

    static bool TryNumber(string text, out long number) => WholeNumbers.TryParse(text, out number);
}
