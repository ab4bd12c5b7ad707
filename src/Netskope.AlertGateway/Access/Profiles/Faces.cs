using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Access;

/// <summary>Which faces the gateway shows: before a caller is known, whatever any of them may send has to be read.</summary>
sealed class Faces(IOptions<GatewayOptions> gateway, IOptions<AccessOptions> access)
{
    /// <summary>Whether some callers are served as leniently as by Netskope's v1 API.</summary>
    public bool ServeLegacy { get; } = gateway.Value.Compatibility == Compatibility.Legacy || access.Value.Profiles.Any(profile => profile.Compatibility == Compatibility.Legacy);
}
