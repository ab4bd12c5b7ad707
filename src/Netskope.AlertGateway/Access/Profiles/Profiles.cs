using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Access;

/// <summary>The profiles of <c>Access:Profiles</c>, and who has which.</summary>
sealed class Profiles
{
    readonly List<(ProfileSettings Settings, Profile Profile)> _all;
    readonly Profile? _default;

    public Profiles(IOptions<AccessOptions> options)
    {
        var settings = options.Value;
        _all = [.. settings.Profiles.Select(profile => (profile, ProfileReader.Read(profile, settings.KnownFields)))];
        _default = _all.Count == 0 ? Profile.Unlimited : _all.Find(entry => entry.Profile.Name == settings.DefaultProfile).Profile;
    }

    /// <summary>The first profile that matches a caller, or else the default.</summary>
    /// <returns>Null when nothing is allowed to it.</returns>
    public Profile? Of(ClaimsPrincipal caller)
    {
        foreach (var (settings, profile) in _all)
        {
            if (Matches(settings, caller)) return profile;
        }

        return _default;
    }

    static bool Matches(ProfileSettings profile, ClaimsPrincipal caller) =>
        (profile.Clients.Count > 0 && CallerClaims.Client(caller) is { } client && profile.Clients.Contains(client, StringComparer.Ordinal))
        || HasAny(caller, "roles", profile.Roles)
        || HasAny(caller, "groups", profile.Groups);

    static bool HasAny(ClaimsPrincipal caller, string claim, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0) return false;
        foreach (var held in caller.FindAll(claim))
        {
            if (held.ValueType == ClaimValueTypes.String && wanted.Contains(held.Value, StringComparer.Ordinal)) return true;
        }

        return false;
    }
}

static class CallerClaims
{
    // Not sub: an issuer may let people choose theirs, and one could be that of an application (RFC 9068, 5).
    static readonly string[] OfClients = ["client_id", "azp", "appid"];

    /// <summary>The application that a token was issued to.</summary>
    public static string? Client(ClaimsPrincipal caller)
    {
        foreach (var claim in OfClients)
        {
            if (caller.FindFirstValue(claim) is { Length: > 0 } name) return name;
        }

        return null;
    }
}
