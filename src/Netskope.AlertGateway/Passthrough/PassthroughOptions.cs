using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>The section <c>Passthrough</c>: endpoints of the tenant whose answers are passed on as they come.</summary>
public sealed class PassthroughOptions
{
    public const string Section = "Passthrough";

    /// <summary>By the last segment of their path. What a route does not say stays as the gateway's own table has it.</summary>
    public IDictionary<string, RouteSettings> Routes { get; set; } = new Dictionary<string, RouteSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The largest answer that is passed on, in bytes.</summary>
    public long MaxResponseBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>How long it may take to pass an answer on, from its beginning to its end.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many requests are passed through at once, in line for the tenant or being answered; one caller gets a quarter at most.</summary>
    public int MaxConcurrent { get; set; } = 64;
}

/// <summary>A route, as an operator changes or adds it.</summary>
public sealed class RouteSettings
{
    /// <summary>False takes it off the list.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What a caller's token must grant.</summary>
    public string Scope { get; set => field = value ?? ""; } = "";

    /// <summary>By name. When any is given, these are all that the route takes, beside an <c>op</c> that it had.</summary>
    public IDictionary<string, ParameterSettings> Parameters { get; set; } = new Dictionary<string, ParameterSettings>(StringComparer.Ordinal);
}

/// <summary>A parameter that a route takes: a list of values, a whole number or a text.</summary>
public sealed class ParameterSettings
{
    /// <summary>All values it may have.</summary>
    public IReadOnlyList<string> Values { get; set; } = [];

    /// <summary>For numbers.</summary>
    public long? Least { get; set; }

    /// <summary>For numbers.</summary>
    public long? Most { get; set; }

    /// <summary>For texts, in characters.</summary>
    public int? MostLength { get; set; }

    public bool Required { get; set; }
}

sealed class PassthroughOptionsRules : SettingRules<PassthroughOptions>
{
    protected override void Check(PassthroughOptions o)
    {
        Between(o.MaxResponseBytes, 64 * 1024, 1L << 40, "Passthrough:MaxResponseBytes");
        Between(o.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "Passthrough:Timeout");
        Between(o.MaxConcurrent, 1, 256, "Passthrough:MaxConcurrent");
        foreach (var (name, route) in o.Routes) Check(name, route, $"Passthrough:Routes:{name}");
    }

    void Check(string name, RouteSettings route, string setting)
    {
        Require(IsName(name) && name is not ("alerts" or "events" or "report"), setting, "is no name of a route: it may be the last segment of a path of Netskope's v1 API in small letters, such as clients, and not alerts, events or report");
        var known = RouteTable.Find(name);
        var near = known is null && IsName(name) ? NearestName.Of(name, RouteTable.OwnNames) : null;
        Require(near is null, setting, $"is no route of the gateway's own, but nearly {near}; write that, or a name that is further from it");
        Require(known is not null || route.Scope.Length > 0, setting + ":Scope", "is missing; write the scope that a caller's token must grant, such as clients.read");
        Require(Scopes.IsSound(route.Scope), setting + ":Scope", "may be letters, digits and ._-:/");
        foreach (var (parameter, rules) in route.Parameters) Check(parameter, rules, $"{setting}:Parameters:{parameter}");
    }

    void Check(string name, ParameterSettings rules, string setting)
    {
        Require(IsName(name) && name != "token", setting, "is no name of a parameter: it may be small letters, digits and _, and not token, which the gateway sends itself");
        var kinds = new[] { rules.Values.Count > 0, rules.Least is not null || rules.Most is not null, rules.MostLength is not null }.Count(given => given);
        Require(kinds == 1, setting, "must be one of three: write its Values, or Least and Most of a number, or MostLength of a text");
        Require(rules.MostLength is null or (>= 1 and <= 8000), setting + ":MostLength", "may be 1 to 8000");
        Require(rules.Least is null == rules.Most is null && (rules.Least is null || (rules.Least >= 0 && rules.Least <= rules.Most)), setting, "needs both Least and Most, from 0 up");

        // Netskope's other operations write, or redirect to a download.
        var reads = rules.Values.Count > 0 && rules.Values.All(value => value is "list" || value.StartsWith("get-", StringComparison.Ordinal));
        Require(name != "op" || reads, setting + ":Values", "may be list, or begin with get-: other operations do more than read");
    }

    static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
