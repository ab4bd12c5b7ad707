using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>A request to a resource: bind, validate, make one question, answer.</summary>
sealed class ResourceEndpoint(
    ResourceRequestValidator validator,
    QuestionBuilder questions,
    AnswerService answers,
    AnswerWriter writer,
    AccessRecords records,
    ProblemWriter problems,
    GatewayMetrics metrics)
{
    static readonly byte[] StaleMessage = "\"Stale: this is Netskope's last good answer; a newer one is not to be had yet.\""u8.ToArray();

    public async Task HandleAsync(Resource resource, HttpContext context)
    {
        if (EndpointEntry.Refusal(context, resource, answers.TenantSpeaksV2) is { } refusal)
        {
            await problems.WriteAsync(context, refusal);
            return;
        }

        var parameters = await context.ReadParametersAsync();
        if (!parameters.IsSuccess)
        {
            await problems.WriteAsync(context, parameters.Failure);
            return;
        }

        var request = ResourceRequest.Bind(resource, parameters.Value, context.Profile()!, context.Compatibility());
        var validation = validator.Validate(request);
        if (!validation.IsValid)
        {
            await problems.WriteAsync(context, InvalidParameters.Of(validation.Errors.Select(e => (e.PropertyName, e.ErrorMessage))));
            return;
        }

        var question = questions.Build(request);
        if (context.Record() is { } record) record.Asked = question;
        if (ProfileRules.Refusal(request) is { } forbidden)
        {
            await problems.WriteAsync(context, forbidden);
            return;
        }

        EndpointEntry.NoteIgnored(context, resource, request.Ignored, metrics);
        if (WarningHeader.Of(resource, request.Query?.Parsed) is { } warnings) context.Response.Headers[WarningHeader.Name] = warnings;
        await AnswerAsync(context, question);
    }

    async Task AnswerAsync(HttpContext context, Question question)
    {
        if (await records.RefusalAsync(context) is { } refusal)
        {
            await problems.WriteAsync(context, refusal);
            return;
        }

        var reply = await answers.AskAsync(question, CallerDemands.Of(context.Request.Headers), context.Record()?.Caller ?? "", context.Deadline(), context.RequestAborted);
        if (reply.Collapsed) metrics.Coalesced(question.Resource);
        Note(context, reply);
        if (reply.Answer is not { } answer)
        {
            await problems.WriteAsync(context, reply.Failure!);
            return;
        }

        var marked = reply.Source is Source.Stale or Source.Revalidating && context.Compatibility() == Compatibility.Legacy;
        await writer.WriteAsync(context, reply, marked ? await answer.MarkedStaleAsync(StaleMessage).WaitAsync(context.RequestAborted) : answer.Content);
    }

    static void Note(HttpContext context, Reply reply)
    {
        if (context.Record() is not { } record || reply.Answer is not { } answer) return;
        record.Window = answer.Window;
        record.Rows = answer.Rows;
        record.Source = reply.Source switch
        {
            Source.Hit => "hit",
            Source.Revalidating => "revalidating",
            Source.Miss => "miss",
            Source.Renewed => "renewed",
            Source.Demanded => "demanded",
            _ => "stale",
        };
    }
}
