using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

/// <summary>What every endpoint of v1's face asks before it looks at a parameter.</summary>
static class EndpointEntry
{
    /// <summary>Why a request is not for the endpoint; null when it is.</summary>
    /// <param name="context">The request, which routing and access have let pass.</param>
    /// <param name="endpoint">Where routing has led it.</param>
    /// <param name="tenantSpeaksV2">Which endpoints there are.</param>
    public static Failure? Refusal(HttpContext context, IV1Endpoint endpoint, bool tenantSpeaksV2)
    {
        var compatibility = context.Compatibility();
        // Routing takes any case, a slash at the end and dot segments; path rules of a gateway in front of us do not.
        if (context.Request.Path.Value != endpoint.Path || !context.SentPathIs(endpoint.Path, compatibility))
            return new(FailureKind.NotFound, $"There is nothing at this path; did you mean {context.Request.PathBase}{endpoint.Path}?");

        // RFC 9110, 9.1: methods differ by case, and routing does not see it.
        if (HttpMethods.GetCanonicalizedValue(context.Request.Method) is { } method && method != context.Request.Method)
        {
            context.Response.Headers.Allow = endpoint.Methods(compatibility);
            return new(FailureKind.MethodNotAllowed, $"Write the method in capitals: {method}.");
        }

        // Mapped for the callers whose profile is lenient.
        if (HttpMethods.IsPost(context.Request.Method) && compatibility == Compatibility.Strict)
        {
            context.Response.Headers.Allow = endpoint.Methods(compatibility);
            return new(FailureKind.MethodNotAllowed, $"The method may be {endpoint.Methods(compatibility)}. For clients that POST as to Netskope's v1 API, the operator sets Compatibility to Legacy.");
        }

        if (context.Record() is { } record) (record.Resource, record.Caller) = (endpoint.Name, CallerName.Of(context.User));
        return endpoint.IsOnlyInV1 && tenantSpeaksV2
            ? new(FailureKind.NotInV2, $"The tenant speaks Netskope's REST API v2, which has no counterpart of {endpoint.Path}.")
            : null;
    }

    /// <summary>Counts and names the parameters of a legacy client that have no effect.</summary>
    public static void NoteIgnored(HttpContext context, IV1Endpoint endpoint, IReadOnlyList<string> ignored, GatewayMetrics metrics)
    {
        if (ignored.Count == 0) return;
        metrics.ParametersIgnored(endpoint.Name, ignored.Count);
        context.Response.Headers[IgnoredHeader.Name] = IgnoredHeader.Of(ignored);
    }
}
