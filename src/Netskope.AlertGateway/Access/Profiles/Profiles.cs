using System.Security.Claims;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Access;

/// <summary>The profiles of <c>Access:Profiles</c>, and who has which.</summary>
sealed partial class Profiles
{
    readonly List<(ProfileSettings Settings, Profile Profile)> _all;
    readonly Profile? _default;

    public Profiles(IOptions<AccessOptions> options, ILogger<Profiles> log)
    {
        var settings = options.Value;
        _all = [.. settings.Profiles.Select(profile => (profile, ProfileReader.Read(profile, settings.KnownFields)))];
        _default = _all.Count == 0 ? Profile.Unlimited : _all.Find(entry => entry.Profile.Name == settings.DefaultProfile).Profile;
        if (_all.Count == 0) Log.None(log);
        foreach (var (_, profile) in _all) Log.Profile(log, profile);
        if (_all.Count > 0) Log.Default(log, _default?.Name ?? "deny");
    }

    /// <summary>The first profile that matches a caller, or else the default.</summary>
    /// <returns>Null when nothing is allowed to it.</returns>
    public Profile? Of(ClaimsPrincipal caller)
    {
        foreach (var (settings, profile) in _all)
        {
            if (Matches(settings, caller)) return profile;

            // It may be a member of these, and the next profile may allow more.
            if (settings.Groups.Count > 0 && GroupsAreLeftOut(caller)) return null;
        }

        return _default;
    }

    /// <summary>Microsoft Entra names no groups at all in the token of somebody who is in many, and says so in one of these claims.</summary>
    static bool GroupsAreLeftOut(ClaimsPrincipal caller) =>
        caller.HasClaim(claim => claim.Type == "hasgroups" || (claim.Type == "_claim_names" && claim.Value.Contains("\"groups\"", StringComparison.Ordinal)));

    static bool Matches(ProfileSettings profile, ClaimsPrincipal caller) =>
        (profile.Clients.Count > 0 && CallerName.Client(caller) is { } client && profile.Clients.Contains(client, StringComparer.Ordinal))
        || profile.Roles.Any(role => ClaimedWords.Has(caller, "roles", role))
        || profile.Groups.Any(group => caller.HasClaim("groups", group));

    static partial class Log
    {
        [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "There are no profiles (Access:Profiles): every holder of a scope sees all that it is for.")]
        public static partial void None(ILogger logger);

        [LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = "Profile {Profile}.")]
        public static partial void Profile(ILogger logger, Profile profile);

        [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "Callers whom no profile matches: {Default} (Access:DefaultProfile).")]
        public static partial void Default(ILogger logger, string @default);
    }
}
