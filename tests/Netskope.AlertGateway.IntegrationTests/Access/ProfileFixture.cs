using System.Globalization;
using System.Text.Json.Nodes;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A gateway whose callers have profiles, one of each kind.</summary>
public sealed class ProfileFixture : GatewayFixture
{
    public ProfileFixture()
    {
        Profile(0, ("Name", "dlp"), ("Clients", "dlp-dashboard"), ("Resources", "alerts"), ("AlertTypes", "DLP, Malware"), ("WidestWindow", "86400"), ("LargestLimit", "20"));
        Profile(1, ("Name", "slack"), ("Roles", "slack-team"), ("Restriction", "app in ['Slack', 'Dropbox']"));
        Profile(2, ("Name", "analytics"), ("Groups", "analysts"), ("Remove", "user, related.source"), ("Mask", "acked"));
        Profile(3, ("Name", "lenient"), ("Clients", "old-app"), ("Restriction", "app eq 'Slack'"), ("Compatibility", "Legacy"));
        Profile(4, ("Name", "pages"), ("Clients", "pages-app"), ("Resources", "events"), ("EventTypes", "page"));
        Profile(5, ("Name", "everything"), ("Clients", "soc"));
        Profile(6, ("Name", "bounded"), ("Clients", "bounded"), ("WidestWindow", "3600"));
    }

    public string Token(string client, string[]? roles = null, string[]? groups = null, string? subject = null) => Issuer.Issue(
        subject: subject ?? client,
        clientId: client,
        scope: AllScopes,
        roles: roles,
        expires: Now + TimeSpan.FromDays(1),
        claims: body =>
        {
            if (groups is not null) body["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]);
        });

    public Task<Answer> GetAs(string client, string target) => GetAsync(target, Token(client));

    void Profile(int number, params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings) Settings[string.Create(CultureInfo.InvariantCulture, $"Access:Profiles:{number}:{name}")] = value;
    }
}
