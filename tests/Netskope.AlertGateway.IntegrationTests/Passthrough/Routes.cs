namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

/// <summary>A route that is passed through, as a caller uses it.</summary>
/// <param name="Query">One that is allowed.</param>
/// <param name="Wrong">Queries that are not, each with the parameter at fault.</param>
public sealed record Route(string Name, string Scope, string Query, params (string Query, string Parameter)[] Wrong)
{
    public string Path => "/api/v1/" + Name;

    public string Target => Query.Length == 0 ? Path : $"{Path}?{Query}";
}

/// <summary>The table of product.md.</summary>
public static class Routes
{
    public static IReadOnlyDictionary<string, Route> All { get; } = new Route[]
    {
        new("clients", "clients.read", "query=host_info.os%20eq%20Windows&limit=7&skip=1", ("limit=5000", "limit"), ("limit=0", "limit"), ("limit=x", "limit"), ("skip=-1", "skip"), ("query=%zz", "query"), ("timeperiod=3600", "timeperiod")),
        new("userconfig", "userconfig.read", "email=user%40example.com&configtype=agent", ("email=a%40example.com&mail=x", "mail"), ("email=a&email=b", "email"), ("email=" + new string('a', 321), "email")),
        new("app_instances", "instances.read", "op=list", ("", "op"), ("op=add", "op"), ("op=list&op=list", "op"), ("op=list&op=delete", "op"), ("op=list&id=1", "id"), ("op=list%00", "op"), ("op=list,delete", "op")),
        new("quarantine", "quarantine.read", "op=get-files&starttime=1700000000&endtime=1700003600", ("", "op"), ("op=download-url", "op"), ("op=take-action&file_id=1&action=allow", "op"), ("op=get-files&file_id=1", "file_id"), ("op=get-files&starttime=1700000000000", "starttime")),
        new("legalhold", "legalhold.read", "op=get-files&type=processed", ("op=download-url", "op"), ("op=take-action", "op"), ("op=get-files&type=all", "type"), ("op=get-files&action=mark-processed", "action")),
        new("security_assessment", "assessment.read", "", ("op=run", "op"), ("query=x", "query")),
    }.ToDictionary(route => route.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string, string, string> WrongQueries
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var route in All.Values)
            {
                foreach (var (query, parameter) in route.Wrong) data.Add(route.Name, query, parameter);
                data.Add(route.Name, (route.Query.Length > 0 ? route.Query + "&" : "") + "token=x", "token");
            }

            return data;
        }
    }
}
