using Microsoft.AspNetCore.Authentication.JwtBearer;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Access;

/// <summary>The token as the caller presented it.</summary>
sealed record Credential(string Text)
{
    public override string ToString() => "***";
}

/// <summary>Where the credential is found, and how its absence or failure is answered (RFC 6750, 3).</summary>
sealed partial class BearerEvents(
    IssuerKeys keys,
    CallerKeys callerKeys,
    CredentialPlaces places,
    ProblemWriter problems,
    Secrets secrets,
    GatewayMetrics metrics,
    ILogger<BearerEvents> log) : JwtBearerEvents
{
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var parameters = (await context.HttpContext.ReadParametersAsync()).Value;
        if (parameters?.All.Any(p => secrets.AppearIn(p.Name) || secrets.AppearIn(p.Value)) == true || CredentialPlaces.InHeaders(context.Request).Any(secrets.Holds))
        {
            Log.TenantTokenSeen(log);
            metrics.CredentialAlarm("exposed");
            context.Fail("The tenant's token is not a caller's.");
            return;
        }

        if (places.Fault(context.Request) is { } fault)
        {
            Refuse(context, fault);
            return;
        }

        if (places.Find(context.Request, parameters) is not { } credential) return;
        if (places.IsKey(context.Request, credential))
        {
            JudgeKey(context, credential);
            return;
        }

        if (!await keys.AreReadAsync(context.HttpContext.Deadline().AtMost(IssuerKeys.Patience), context.HttpContext.RequestAborted))
        {
            context.HttpContext.Features.Set(new NoKeys());
            context.Fail("The issuer's keys have not been read yet.");
            return;
        }

        context.HttpContext.Features.Set(new Credential(credential));
        context.Token = credential;
    }

    void JudgeKey(MessageReceivedContext context, string key)
    {
        if (callerKeys.Judge(key, out var fault) is not { } caller)
        {
            Refuse(context, CredentialFault.OfKey(fault!));
            return;
        }

        context.Principal = caller;
        context.Success();
    }

    static void Refuse(MessageReceivedContext context, CredentialFault fault)
    {
        context.HttpContext.Features.Set(fault);
        if (context.HttpContext.Record() is { } record) record.Reason = fault.Reason;
        context.Fail(fault.Detail + ".");
    }

    public override async Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        await KeyRollover.RetryAsync(context, keys);
        if (context.Result?.Succeeded != true && context.HttpContext.Record() is { } record) record.Reason = context.Exception.GetType().Name;
    }

    public override async Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        await problems.WriteAsync(context.HttpContext, await ReasonAsync(context));
    }

    async ValueTask<Failure> ReasonAsync(JwtBearerChallengeContext context)
    {
        var response = context.Response;
        if (context.AuthenticateFailure is null)
        {
            // A token may stand in a body that could not be read: that is what to tell.
            if (places.TakesParameter(context.Request) && (await context.HttpContext.ReadParametersAsync()).Failure is { } unreadable) return unreadable;
            response.Headers.WWWAuthenticate = "Bearer";
            var credential = callerKeys.Any ? "access token or key" : "access token";
            return new(FailureKind.AuthenticationRequired, $"Send your {credential} as Authorization: Bearer <token>, never as a parameter: what stands in a URL ends up in logs.");
        }

        if (context.HttpContext.Features.Get<NoKeys>() is not null)
            return new(FailureKind.IssuerUnavailable, "Your token could not be checked: its issuer's keys can not be read.", TimeSpan.FromSeconds(5));

        if (context.HttpContext.Features.Get<CredentialFault>() is { } fault)
        {
            response.Headers.WWWAuthenticate = $"Bearer error=\"invalid_token\", error_description=\"{fault.Detail}\"";
            return new(FailureKind.InvalidToken, fault.Detail + ".");
        }

        response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\", error_description=\"The access token is malformed, expired or not meant for this gateway\"";
        return new(FailureKind.InvalidToken, "The access token is malformed, expired, not yet valid, not signed by the issuer, or not meant for this gateway.");
    }

    public override Task Forbidden(ForbiddenContext context)
    {
        var scope = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>()?.Scope;
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        var wanted = context.HttpContext.User.Identity?.AuthenticationType == CallerKeys.AuthenticationType
            ? $"The key must have {scope} among its scopes (Access:Keys)."
            : $"The access token must grant {scope} in scope, scp or roles.";
        return problems.WriteAsync(context.HttpContext, new(FailureKind.InsufficientScope, wanted));
    }

    sealed record NoKeys;

    static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "A caller sent the tenant's own token: it has left the gateway's keeping. Renew it.")]
        public static partial void TenantTokenSeen(ILogger logger);
    }
}
