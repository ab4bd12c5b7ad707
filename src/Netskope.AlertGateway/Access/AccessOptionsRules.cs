using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Rows;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Access;

sealed class AccessOptionsRules(EndpointTable endpoints, IConfiguration configuration) : SettingRules<AccessOptions>
{
    const string Section = AccessOptions.Section;

    protected override void Check(AccessOptions o)
    {
        for (var i = 0; i < o.Profiles.Count; i++)
        {
            var (profile, setting) = (o.Profiles[i], $"{Section}:Profiles:{i}");
            CheckEmpty(configuration.GetSection(setting));
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

    /// <summary>What limits a profile and says nothing: whether all was meant or nothing nobody can tell.</summary>
    void CheckEmpty(IConfigurationSection profile)
    {
        foreach (var setting in profile.GetChildren())
        {
            var says = setting.AsEnumerable().Any(value => value.Value?.AsSpan().ContainsAnyExcept(' ', ',', '\t') == true);
            Require(says || setting.Key.Equals("Name", StringComparison.OrdinalIgnoreCase), setting.Path, "is there and empty, which could mean all or nothing; leave it out, or write what it allows");
        }
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
        var isBounded = profile.WidestWindow is not null || profile.LargestLimit is not null;
        var isPart = profile.Restriction.Length > 0 || profile.Remove.Count + profile.Mask.Count + profile.AlertTypes.Count + profile.EventTypes.Count > 0;
        foreach (var name in profile.Resources)
        {
            var endpoint = endpoints.Find(name);
            Require(endpoint is not null, setting + ":Resources", $"has '{name}'; it may have {BoundParameters.Alternatives([.. endpoints.All.Select(e => e.Name)])}");
            Require(
                endpoint is null || endpoint.CanBeConfined || !isPart,
                setting + ":Resources",
                $"has {name}, whose answers can be neither checked row by row nor cut, so that a profile with a restriction, types or hidden fields can not have it; take it off");
            Require(
                endpoint?.HasPages != false || !isBounded,
                setting + ":Resources",
                $"has {name}, which has neither windows nor pages to bound, so that a profile with WidestWindow or LargestLimit can not have it; take it off");
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
                else if (Misspelt(field, knownFields) is { } near) Require(false, $"{setting}{list}: '{field}'", $"is no field that is known here; did you mean {near}? If the tenant's rows have it, name it in {Section}:KnownFields");
            }
        }
    }

    /// <summary>The field that was probably meant. Rows have more than those in Netskope's list: what is like none of them is taken as it stands.</summary>
    static string? Misspelt(string field, IReadOnlyList<string> knownFields)
    {
        var known = AlertFields.Names.Concat(PersonalFields.All).Concat(knownFields).Append(PersonalFields.Word).ToList();
        return known.Contains(field, StringComparer.OrdinalIgnoreCase) ? null : NearestName.Of(field, known);
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
