using System.Security.Claims;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>Who a caller is, for the records and for the line before the tenant: the application, or else the person.</summary>
static class CallerName
{
    static readonly string[] Claims = ["client_id", "azp", "appid", "sub"];

    public static string? Of(ClaimsPrincipal user)
    {
        foreach (var claim in Claims)
        {
            if (user.FindFirstValue(claim) is { Length: > 0 } name) return name;
        }

        return null;
    }
}
