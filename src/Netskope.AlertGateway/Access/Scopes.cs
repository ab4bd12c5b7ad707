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
        foreach (var claim in (ReadOnlySpan<string>)["scope", "scp", "roles"])
        {
            if (ClaimedWords.Has(caller, claim, Scope)) return true;
        }

        return false;
    }
}

static class Scopes
{
    /// <summary>Of which letters a scope is here; RFC 6749, 3.3, has a few more.</summary>
    public static bool IsSound(string scope) => scope.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' or '/');

    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var requirement = new ScopeRequirement(scope);
        return endpoint
            .WithMetadata(requirement)
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context => requirement.IsGrantedTo(context.User)));
    }
}
