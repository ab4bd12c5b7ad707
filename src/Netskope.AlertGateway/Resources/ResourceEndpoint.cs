using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>A request to a resource: bind, validate, make one question, answer.</summary>
sealed class ResourceEndpoint(
    ResourceRequestValidator validator,
    QuestionBuilder questions,
    AnswerService answers,
    AnswerWriter writer,
    ProblemWriter problems,
    GatewayMetrics metrics,
    IOptions<GatewayOptions> options)
{
    static readonly byte[] StaleMessage = "\"Stale: this is Netskope's last good answer; a newer one is not to be had yet.\""u8.ToArray();

    Compatibility Compatibility => options.Value.Compatibility;

    public async Task HandleAsync(Resource resource, HttpContext context)
    {
        // Routing takes any case, a slash at the end and dot segments; path rules of a gateway in front of us do not.
        if (context.Request.Path.Value != resource.Path || !context.SentPathIs(resource.Path, Compatibility))
        {
            await problems.WriteAsync(context, new(FailureKind.NotFound, $"There is nothing at this path; did you mean {resource.Path}?"));
            return;
        }

        if (context.Record() is { } record) record.Resource = resource.Name;
        if (resource.IsOnlyInV1 && answers.TenantSpeaksV2)
        {
            await problems.WriteAsync(context, new(FailureKind.NotInV2, $"The tenant speaks Netskope's REST API v2, which has no counterpart of {resource.Path}."));
            return;
        }

        var parameters = await context.ReadParametersAsync();
        if (!parameters.IsSuccess)
        {
            await problems.WriteAsync(context, parameters.Failure);
            return;
        }

        var request = ResourceRequest.Bind(resource, parameters.Value, Compatibility);
        var validation = validator.Validate(request);
        if (!validation.IsValid)
        {
            await problems.WriteAsync(context, InvalidParameters.Of(validation.Errors.Select(e => (e.PropertyName, e.ErrorMessage))));
            return;
        }

        if (request.Ignored.Count > 0)
        {
            metrics.ParametersIgnored(resource.Name, request.Ignored.Count);
            context.Response.Headers[IgnoredHeader.Name] = IgnoredHeader.Of(request.Ignored);
        }

        if (WarningHeader.Of(resource, request.Query?.Parsed) is { } warnings) context.Response.Headers[WarningHeader.Name] = warnings;
        await AnswerAsync(context, questions.Build(request));
    }

    async Task AnswerAsync(HttpContext context, Question question)
    {
        var reply = await answers.AskAsync(question, CallerDemands.Of(context.Request.Headers), Caller(context), context.Deadline(), context.RequestAborted);
        if (reply.Collapsed) metrics.Coalesced(question.Resource);
        Note(context, question, reply);
        if (reply.Answer is not { } answer)
        {
            await problems.WriteAsync(context, reply.Failure!);
            return;
        }

        var marked = reply.Source is Source.Stale or Source.Revalidating && Compatibility == Compatibility.Legacy;
        await writer.WriteAsync(context, reply, marked ? await answer.MarkedStaleAsync(StaleMessage).WaitAsync(context.RequestAborted) : answer.Content);
    }

    /// <summary>Looked up once: the access record has it, too.</summary>
    static string Caller(HttpContext context)
    {
        var caller = CallerName.Of(context.User);
        if (context.Record() is { } record) record.Caller = caller;
        return caller ?? "";
    }

    static void Note(HttpContext context, Question question, Reply reply)
    {
        if (context.Record() is not { } record) return;
        record.Question = question.Text;
        if (reply.Answer is not { } answer) return;
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
