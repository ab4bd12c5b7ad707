using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Resources;

/// <summary>A restriction that can not be said to a tenant by API v2 would refuse every request of its profile.</summary>
sealed class V2RestrictionRules(EndpointTable endpoints) : SettingRules<AccessOptions>
{
    protected override void Check(AccessOptions o)
    {
        if (!endpoints.TenantSpeaksV2) return;
        for (var i = 0; i < o.Profiles.Count; i++)
        {
            if (ProfileReader.Read(o.Profiles[i], o.KnownFields).AlertRights.Restriction is { } restriction && !V2Print.TryPrint(restriction, out _, out var refusal))
                Require(false, $"{AccessOptions.Section}:Profiles:{i}:Restriction", $"can not be asked of a tenant that speaks v2. {refusal.TrimEnd('.')}");
        }
    }
}
