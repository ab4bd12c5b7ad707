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

    /// <summary>Whether all rows may be seen as they are: then also what can be neither checked row by row nor cut.</summary>
    public bool SeesAllRows => AlertRights.AreAll && Rights.AreAll && Types.Count == 0;

    /// <summary>For the log: what it may see, without the values of its restriction.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Resources is not null) parts.Add(string.Join(", ", Resources));
        foreach (var (resource, types) in Types) parts.Add($"{resource} of type {string.Join(", ", types)}");
        if (Rights.Restriction is not null) parts.Add("restricted");
        if (!Rights.Hidden.IsEmpty) parts.Add($"{Rights.Hidden.Removed.Count + Rights.Hidden.Masked.Count} fields hidden");
        return $"{Name} ({(parts.Count > 0 ? string.Join("; ", parts) : "all")})";
    }

    public RowRights RightsTo(string resource) => resource == "alerts" ? AlertRights : Rights;

    /// <summary>Why an endpoint may not be asked; null when it may.</summary>
    public string? Objection(IV1Endpoint endpoint)
    {
        if (Resources?.Contains(endpoint.Name) == false) return $"Your profile ({Name}) does not include {endpoint.Name}.";
        if (!endpoint.CanBeConfined && !SeesAllRows) return $"Your profile ({Name}) sees a part of the rows or of their fields, and {endpoint.Name} can be given only as a whole.";
        return endpoint.HasPages || (WidestWindow is null && LargestLimit is null)
            ? null
            : $"Your profile ({Name}) has a widest window or a largest page, and {endpoint.Name} has neither.";
    }
}
