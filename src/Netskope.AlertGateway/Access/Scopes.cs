using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Netskope.AlertGateway.Access;

/// <summary>The scope that an endpoint asks for.</summary>
sealed class ScopeRequirement(string scope) : IAuthorizationRequirement
{
    public string Scope { get; } = scope;

    /// <summary>Issuers put scopes into <c>scope</c> (RFC 8693, 4.2), <c>scp</c> or <c>roles</c>: as one text with blanks, or as a list.</summary>
    public bool IsGrantedTo(ClaimsPrincipal caller)
    {
        foreach (var name in (ReadOnlySpan<string>)["scope", "scp", "roles"])
        {
            // A list becomes one claim per entry, and an entry is a scope as it stands.
            var claims = caller.FindAll(name).Where(claim => claim.ValueType == ClaimValueTypes.String).ToList();
            if (claims.Count == 1 ? HasWord(claims[0].Value) : claims.Exists(claim => claim.Value == Scope)) return true;
        }

        return false;
    }

    bool HasWord(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(' '))
        {
            if (text[range].SequenceEqual(Scope)) return true;
        }

        return false;
    }
}

static class Scopes
{
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var requirement = new ScopeRequirement(scope);
        return endpoint
            .WithMetadata(requirement)
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context => requirement.IsGrantedTo(context.User)));
    }
}
