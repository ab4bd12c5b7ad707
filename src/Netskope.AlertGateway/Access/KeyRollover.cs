using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Access;

/// <summary>A token signed with a key that is not known yet waits for the keys to be read again, and is judged once more.</summary>
static class KeyRollover
{
    public static async Task RetryAsync(AuthenticationFailedContext context, IssuerKeys keys)
    {
        if (context.Exception is not SecurityTokenSignatureKeyNotFoundException || Token(context.HttpContext) is not { } token) return;
        var patience = context.HttpContext.Deadline().AtMost(IssuerKeys.Patience);
        if (!await keys.ArriveAsync(token.Kid, patience, context.HttpContext.RequestAborted)) return;

        var rules = context.Options.TokenValidationParameters.Clone();
        rules.ConfigurationManager = keys;
        var result = await context.Options.TokenHandlers.First().ValidateTokenAsync(token.EncodedToken, rules);
        if (!result.IsValid) return;
        context.Principal = new(result.ClaimsIdentity);
        context.Success();
    }

    static JsonWebToken? Token(HttpContext context)
    {
        try
        {
            return context.Features.Get<Credential>() is { } credential ? new JsonWebToken(credential.Text) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}
