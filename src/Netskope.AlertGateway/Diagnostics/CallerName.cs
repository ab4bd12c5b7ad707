using System.Security.Claims;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>Who a caller is, for the records and for the line before the tenant: the application, or else the person.</summary>
static class CallerName
{
    static readonly string[] OfClients = ["client_id", "azp", "appid"];

    public static string? Of(ClaimsPrincipal user) => Client(user) ?? (user.FindFirstValue("sub") is { Length: > 0 } subject ? subject : null);

    /// <summary>The application that a token was issued to. Not its subject, which an issuer may let people choose (RFC 9068, 5).</summary>
    public static string? Client(ClaimsPrincipal user)
    {
        foreach (var claim in OfClients)
        {
            if (user.FindFirst(claim) is not { Value.Length: > 0 } named) continue;

            // Of several, or of what is no text, nobody can tell which is meant.
            return named.ValueType == ClaimValueTypes.String && user.FindAll(claim).Count() == 1 ? named.Value : null;
        }

        return null;
    }
}
