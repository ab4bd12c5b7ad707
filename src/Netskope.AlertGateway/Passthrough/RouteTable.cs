using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>The routes: the gateway's own table, changed by <c>Passthrough:Routes</c>. The parameters are those of Netskope's pages on its v1 API.</summary>
sealed class RouteTable(IOptions<PassthroughOptions> options)
{
    static readonly Parameter Skip = new("skip", "How many entries to leave out at the front, 0 and up, such as `0`.", ParameterType.Integer, Least: 0, Most: 1_000_000_000);
    static readonly Parameter Start = Second("starttime", "Files that were last changed after this, in Unix seconds, such as `1700000000`.");
    static readonly Parameter End = Second("endtime", "Files that were last changed up to this, in Unix seconds, such as `1700003600`.");

    static readonly PassthroughRoute[] Own =
    [
        new(
            "clients",
            "clients.read",
            "Devices on which Netskope's client is installed.",
            [
                new("query", "A filter in Netskope's query language, such as `host_info.os eq Windows`; passed on as it is.", ParameterType.Text, MostLength: 8000),
                new("limit", "The most entries, 1 to 4999.", ParameterType.Integer, Example: "10", Least: 1, Most: 4999),
                Skip,
            ]),
        new(
            "userconfig",
            "userconfig.read",
            "The configuration that Netskope's client gets for a user.",
            [
                new("email", "The user's address, such as `user@example.com`.", ParameterType.Text, MostLength: 320),
                new("configtype", "Which part of it, such as `agent`.", ParameterType.Text, MostLength: 64),
            ]),
        new("app_instances", "instances.read", "Instances of applications that the tenant knows.", [Operation("list")]),
        new("quarantine", "quarantine.read", "Files in quarantine.", [Operation("get-files"), Start, End]),
        new(
            "legalhold",
            "legalhold.read",
            "Files under legal hold.",
            [Operation("get-files"), Start, End, new("type", "Whether they have been processed.", ParameterType.Text, ["processed", "unprocessed"])]),
        new("security_assessment", "assessment.read", "Results of security assessments.", []),
    ];

    /// <summary>The routes that are on.</summary>
    public IReadOnlyList<PassthroughRoute> Routes { get; } = [.. Make(options.Value.Routes).Select(route => route with { Extra = options.Value.Timeout })];

    public static IEnumerable<string> OwnNames => Own.Select(route => route.Name);

    /// <summary>A route of the gateway's own table.</summary>
    public static PassthroughRoute? Find(string name) => Array.Find(Own, route => route.Name == name);

    static IEnumerable<PassthroughRoute> Make(IDictionary<string, RouteSettings> settings)
    {
        var added = settings.Keys.Where(name => Find(name) is null).Order(StringComparer.Ordinal)
            .Select(name => new PassthroughRoute(name, "", $"Netskope's {name}.", []));
        foreach (var route in Own.Concat(added))
        {
            if (!settings.TryGetValue(route.Name, out var changed)) yield return route;
            else if (changed.Enabled) yield return Changed(route, changed);
        }
    }

    static PassthroughRoute Changed(PassthroughRoute route, RouteSettings settings) => route with
    {
        Scope = settings.Scope.Length > 0 ? settings.Scope : route.Scope,
        Parameters = settings.Parameters.Count > 0 ? [.. KeptOperation(route, settings), .. settings.Parameters.Select(p => Made(p.Key, p.Value))] : route.Parameters,
    };

    // Without one the tenant would do whatever it does then.
    static IEnumerable<Parameter> KeptOperation(PassthroughRoute route, RouteSettings settings) =>
        route.Parameters.Where(parameter => parameter.Name == "op" && !settings.Parameters.ContainsKey("op"));

    static Parameter Made(string name, ParameterSettings settings)
    {
        var isNumber = settings.Values.Count == 0 && settings.Least is not null;
        return new(
            name,
            $"Netskope's {name}.",
            isNumber ? ParameterType.Integer : ParameterType.Text,
            settings.Values.Count > 0 ? [.. settings.Values] : null,
            Least: settings.Least,
            Most: settings.Most,
            MostLength: settings.MostLength,
            Required: settings.Required || name == "op");
    }

    static Parameter Operation(string name) => new("op", "What is asked; Netskope's other operations are not passed on.", ParameterType.Text, [name], Example: name, Required: true);

    static Parameter Second(string name, string description) => new(name, description, ParameterType.Second, Least: 0, Most: ParameterRules.LatestSecond);
}
