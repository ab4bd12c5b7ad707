using FluentValidation;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;

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

        ByTable(r => r.Type, "type");
        ByTable(r => r.GroupBy, "groupby");
        ByTable(r => r.Acked, "acked");
        ByTable(r => r.TimePeriod, "timeperiod");
        ByTable(r => r.Unsorted, "unsorted");
        ByTable(r => r.Limit, "limit");
        ByTable(r => r.Skip, "skip");
        ByTable(r => r.StartTime, "starttime");
        ByTable(r => r.EndTime, "endtime");
        ByTable(r => r.InsertionStartTime, "insertionstarttime");
        ByTable(r => r.InsertionEndTime, "insertionendtime");

        RuleFor(r => r).Custom(CheckWindow);
        RuleFor(r => r.GroupBy).Custom((groupBy, context) =>
        {
            // Netskope's page of the report endpoint.
            if (Is(groupBy, "activity") && !Is(context.InstanceToValidate.Type, "application") && !Is(context.InstanceToValidate.Type, "alert"))
                context.AddFailure("groupby", "It may be activity only with type application or alert.");
        });
        RuleFor(r => r.Query).Custom((query, context) =>
        {
            if (query is null) return;
            var request = context.InstanceToValidate;
            if (query.Error is { } error && (request.Compatibility == Compatibility.Strict || !request.Confined.Rights.AreAll)) context.AddFailure("query", error.Show(query.Text));
            else if (questions.Objection(request) is { } objection) context.AddFailure("query", query.Error?.Show(query.Text) ?? objection);

            // A character takes nine bytes at the most: %E2%82%AC.
            if (request.Confined.Effective?.Text.Length * 9 > AnswerService.MostTargetBytes - 500
                && questions.TargetLength(request) is var length and > AnswerService.MostTargetBytes)
            {
                context.AddFailure(
                    "query",
                    $"It is too long: encoded, the request to the tenant has {length} bytes; at most {AnswerService.MostTargetBytes} are sent. Shorten the query or ask in parts.");
            }
        });
    }

    void ByTable(System.Linq.Expressions.Expression<Func<ResourceRequest, string?>> value, string name) =>
        RuleFor(value).Custom((text, context) =>
        {
            var request = context.InstanceToValidate;
            if (text is not null && request.Resource.Find(name) is { } parameter && ParameterRules.Problem(parameter, text) is { } problem)
                context.AddFailure(request.SentName(name), problem);
        });

    static void CheckWindow(ResourceRequest request, ValidationContext<ResourceRequest> context)
    {
        var given = 0;
        if (request.TimePeriod is not null) given++;
        if (CheckPair(request.StartTime, request.EndTime, "starttime", "endtime", context)) given++;
        if (CheckPair(request.InsertionStartTime, request.InsertionEndTime, "insertionstarttime", "insertionendtime", context)) given++;

        if (given == 0 && !request.Problems.Any(p => IsOfAWindow(p.Name) && request.Resource.Find(p.Name) is not null))
            context.AddFailure("timeperiod", $"A time window is required: {request.Resource.Windows.Replace("timeperiod", "timeperiod=86400", StringComparison.Ordinal)}.");
        else if (given > 1)
            context.AddFailure("timeperiod", $"Only one time window may be given: {request.Resource.Windows}.");
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

    static bool IsOfAWindow(string name) => name is "timeperiod" or "starttime" or "endtime" or "insertionstarttime" or "insertionendtime";

    static bool Is(string? value, string name) => name.Equals(value, StringComparison.OrdinalIgnoreCase);

    static bool TryNumber(string text, out long number) => WholeNumbers.TryParse(text, out number);
}
