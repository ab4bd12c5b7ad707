using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Access;

/// <summary>What a caller may see, and how often it may ask.</summary>
sealed class Profile
{
    /// <summary>What every holder of a scope may, where there are no profiles.</summary>
    public static Profile Unlimited { get; } = new() { Name = "" };

    public required string Name { get; init; }

    /// <summary>The endpoints it may ask; null for all.</summary>
    public IReadOnlySet<string>? Resources { get; init; }

    /// <summary>By resource, the values of <c>type</c> that it sees; a resource that is absent has no such bound.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Types { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>What it sees of rows; of alerts also <see cref="AlertRights"/> holds.</summary>
    public RowRights Rights { get; init; } = RowRights.All;

    /// <summary>What it sees of alerts: as of other rows, and of its types alone.</summary>
    public RowRights AlertRights { get; init; } = RowRights.All;

    /// <summary>The longest time window, in seconds; null for any.</summary>
    public int? WidestWindow { get; init; }

    /// <summary>The most rows on a page; null for as many as there may be.</summary>
    public int? LargestLimit { get; init; }

    public CallerRate Rate { get; init; } = new(null, null);

    public Compatibility? Compatibility { get; init; }

    /// <summary>Whether all there is may be seen: then also what can be neither checked row by row nor cut.</summary>
    public bool SeesEverything => AlertRights.AreAll && Rights.AreAll && Types.Count == 0;

    public RowRights RightsTo(string resource) => resource == "alerts" ? AlertRights : Rights;

    /// <summary>Why an endpoint may not be asked; null when it may.</summary>
    public string? Objection(IV1Endpoint endpoint)
    {
        if (Resources?.Contains(endpoint.Name) == false) return $"Your profile ({Name}) does not include {endpoint.Name}.";
        return endpoint.CanBeConfined || SeesEverything
            ? null
            : $"Your profile ({Name}) sees a part of the rows or of their fields, and {endpoint.Name} can be given only as a whole.";
    }
}
