using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Rows;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Access;

sealed class AccessOptionsRules(EndpointTable endpoints) : SettingRules<AccessOptions>
{
    const string Section = AccessOptions.Section;

    protected override void Check(AccessOptions o)
    {
        for (var i = 0; i < o.Profiles.Count; i++)
        {
            var (profile, setting) = (o.Profiles[i], $"{Section}:Profiles:{i}");
            CheckName(o, profile, setting);
            CheckEndpoints(profile, setting);
            CheckRows(profile, o.KnownFields, setting);
            if (profile.WidestWindow is { } window) Between(window, 1, 7_776_000, setting + ":WidestWindow");
            if (profile.LargestLimit is { } limit) Between(limit, 1, 10_000, setting + ":LargestLimit");
            if (profile.RequestsPerMinute is { } rate) Between(rate, 1, CallerRate.MostPerMinute, setting + ":RequestsPerMinute");
            if (profile.Concurrent is { } concurrent) Between(concurrent, 1, CallerRate.MostConcurrent, setting + ":Concurrent");
        }

        CheckDefault(o);
        foreach (var field in o.KnownFields)
            Require(field.Length <= 200 && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'), Section + ":KnownFields", $"has '{field}'; a field's name has letters, digits and _-.");
    }

    void CheckName(AccessOptions o, ProfileSettings profile, string setting)
    {
        var isName = profile.Name.Length is > 0 and <= 64 && profile.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        Require(isName, setting + ":Name", "may be 1 to 64 letters, digits and -_., such as dlp-dashboard");
        Require(profile.Name != "deny", setting + ":Name", "is deny, which stands for no profile at all; choose another");
        Require(o.Profiles.Count(other => other.Name == profile.Name) == 1 || !isName, setting + ":Name", $"is {profile.Name}, and so is another profile's; give each a name of its own");
        Require(
            profile.Clients.Count + profile.Roles.Count + profile.Groups.Count > 0 || profile.Name == o.DefaultProfile,
            setting,
            "matches nobody; write whom it is for as Clients, Roles or Groups, or name it in Access:DefaultProfile");
    }

    void CheckEndpoints(ProfileSettings profile, string setting)
    {
        var isPart = profile.Restriction.Length > 0 || profile.Remove.Count + profile.Mask.Count + profile.AlertTypes.Count + profile.EventTypes.Count > 0;
        foreach (var name in profile.Resources)
        {
            var endpoint = endpoints.Find(name);
            Require(endpoint is not null, setting + ":Resources", $"has '{name}'; it may have {BoundParameters.Alternatives([.. endpoints.All.Select(e => e.Name)])}");
            Require(
                endpoint is null || endpoint.CanBeConfined || !isPart,
                setting + ":Resources",
                $"has {name}, whose answers can be neither checked row by row nor cut, so that a profile with a restriction, types or hidden fields can not have it; take it off");
        }

        CheckTypes(profile.AlertTypes, "alerts", setting + ":AlertTypes");
        CheckTypes(profile.EventTypes, "events", setting + ":EventTypes");
    }

    void CheckTypes(IReadOnlyList<string> types, string resource, string setting)
    {
        var known = endpoints.Types(resource);
        foreach (var type in types)
            Require(known.Contains(type, StringComparer.Ordinal), setting, $"has '{type}'; it may have {BoundParameters.Alternatives(known)}, in this spelling");
    }

    void CheckRows(ProfileSettings profile, IReadOnlyList<string> knownFields, string setting)
    {
        _ = Restriction.TryRead(profile.Restriction, knownFields, out _, out var fault);
        Require(fault is null, setting + ":Restriction", fault ?? "");
        foreach (var (fields, list) in new[] { (profile.Remove, ":Remove"), (profile.Mask, ":Mask") })
        {
            foreach (var field in fields)
            {
                if (HiddenFields.Fault(field) is { } wrong) Require(false, $"{setting}{list}: '{field}'", wrong);
            }
        }
    }

    void CheckDefault(AccessOptions o)
    {
        var isKnown = o.DefaultProfile.Length == 0 || o.DefaultProfile == "deny" || o.Profiles.Any(profile => profile.Name == o.DefaultProfile);
        var near = NearestName.Of(o.DefaultProfile, o.Profiles.Select(profile => profile.Name));
        Require(isKnown, Section + ":DefaultProfile", $"is '{o.DefaultProfile}', which is no profile{(near is null ? "; write the name of one, or deny" : $"; did you mean {near}?")}");
        Require(
            o.DefaultProfile.Length == 0 || o.Profiles.Count > 0,
            Section + ":DefaultProfile",
            "is given without Access:Profiles, where every holder of a scope sees all that it is for; write profiles, or leave it out");
    }
}
