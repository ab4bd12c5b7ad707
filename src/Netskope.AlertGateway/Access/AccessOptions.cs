namespace Netskope.AlertGateway.Access;

/// <summary>The section <c>Access</c>: who may see what, and how often they may ask.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>The first that matches a caller is its profile. Without any, every holder of a scope sees all that it is for.</summary>
    public IReadOnlyList<ProfileSettings> Profiles { get; set; } = [];

    /// <summary>The name of the profile of callers whom none matches; without it they are denied.</summary>
    public string DefaultProfile { get; set => field = value ?? ""; } = "";

    /// <summary>Fields of the tenant's rows that hold texts and are not in Netskope's list: a restriction may be about them.</summary>
    public IReadOnlyList<string> KnownFields { get; set; } = [];

    /// <summary>Keys of applications that can not fetch tokens.</summary>
    public IReadOnlyList<KeySettings> Keys { get; set; } = [];
}

/// <summary>What some callers may see, as an operator writes it. What it does not say is not limited.</summary>
public sealed class ProfileSettings
{
    public string Name { get; set => field = value ?? ""; } = "";

    /// <summary>Matches these applications: the claim <c>client_id</c>, <c>azp</c> or <c>appid</c>, or a key's client.</summary>
    public IReadOnlyList<string> Clients { get; set; } = [];

    /// <summary>Matches holders of any of these roles: the claim <c>roles</c>.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>Matches members of any of these groups: the claim <c>groups</c>.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>The resources and routes it may ask for, such as <c>alerts</c>.</summary>
    public IReadOnlyList<string> Resources { get; set; } = [];

    /// <summary>The types of alerts it sees.</summary>
    public IReadOnlyList<string> AlertTypes { get; set; } = [];

    /// <summary>The types of events it may ask for.</summary>
    public IReadOnlyList<string> EventTypes { get; set; } = [];

    /// <summary>The rows it sees, in Netskope's query language: <c>eq</c> and <c>in</c> on fields that hold texts, joined by <c>and</c> and <c>or</c>.</summary>
    public string Restriction { get; set => field = value ?? ""; } = "";

    /// <summary>The longest time window, in seconds.</summary>
    public int? WidestWindow { get; set; }

    /// <summary>The most rows on a page; also the <c>limit</c> of a request that names none, where that is smaller.</summary>
    public int? LargestLimit { get; set; }

    /// <summary>Fields that are cut out of rows: names, dotted paths, or <c>pii</c>.</summary>
    public IReadOnlyList<string> Remove { get; set; } = [];

    /// <summary>Fields in whose place <c>"***"</c> stands: names, dotted paths, or <c>pii</c>.</summary>
    public IReadOnlyList<string> Mask { get; set; } = [];

    /// <summary>The requests of each of its callers that are answered within a minute.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>The requests of each of its callers that may be under way at once.</summary>
    public int? Concurrent { get; set; }

    /// <summary>How strict the face towards them is; as <c>Gateway:Compatibility</c> has it when absent.</summary>
    public Compatibility? Compatibility { get; set; }
}

/// <summary>A key of an application, of which only the hash is known here.</summary>
public sealed class KeySettings
{
    /// <summary>The application it stands for, as <c>client_id</c> would in a token.</summary>
    public string Client { get; set => field = value ?? ""; } = "";

    /// <summary>SHA-256 of the key, in hexadecimal.</summary>
    public string Sha256 { get; set => field = value ?? ""; } = "";

    /// <summary>What it grants, as a token's scopes would.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>When it ends: a moment, or a date whose last second it still sees (UTC).</summary>
    public string Expires { get; set => field = value ?? ""; } = "";
}
