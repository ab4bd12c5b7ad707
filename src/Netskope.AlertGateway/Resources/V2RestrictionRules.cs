using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Resources;

/// <summary>A restriction that can not be said to a tenant by API v2 would refuse every request of its profile.</summary>
sealed class V2RestrictionRules(IConfiguration configuration) : SettingRules<AccessOptions>
{
    // Not the options of that section: where those are wrong, this would be told as well.
    readonly bool _isV2 = configuration["Netskope:ApiVersion"] == "v2";

    protected override void Check(AccessOptions o)
    {
        if (!_isV2) return;
        for (var i = 0; i < o.Profiles.Count; i++)
        {
            if (Restriction.TryRead(o.Profiles[i].Restriction, o.KnownFields, out var restriction, out _) && !V2Print.TryPrint(restriction, out _, out var refusal))
                Require(false, $"{AccessOptions.Section}:Profiles:{i}:Restriction", $"can not be asked of a tenant that speaks v2. {refusal.TrimEnd('.')}");
        }
    }
}
