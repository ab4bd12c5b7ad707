using System.Text;
using System.Text.Json;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>What a confined caller may send to see more than it may. Each is a whole request, or several when clients can write it in several ways.</summary>
static class ConfinementAttacks
{
    const string Blocked = "user eq 'tomas.novak@example.org'";

    /// <summary>Texts of <c>query</c>, decoded.</summary>
    static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["or that is always true"] = "app eq 'Slack' or 1 eq 1",
        ["or that is always true, text"] = "app eq 'Slack' or 'a' eq 'a'",
        ["or on a field that all have"] = "alert eq 'yes' or alert neq 'yes'",
        ["or at the front"] = "or user neq 'x'",
        ["or at the end"] = "user neq 'x' or",
        ["closes a bracket and opens one"] = "user eq 'x') or (user neq 'x'",
        ["closes a bracket"] = "user neq 'x')",
        ["closes many brackets"] = "user neq 'x'))))))))",
        ["opens a bracket"] = "(user neq 'x'",
        ["opens many brackets"] = "((((((((user neq 'x'",
        ["brackets the wrong way round"] = ")user neq 'x'(",
        ["empty brackets"] = "() or user neq 'x'",
        ["ends a quote and goes on"] = "user eq 'x' or user neq ''",
        ["quote within quotes"] = "user eq 'x'' or user neq '''",
        ["open quote"] = "user eq 'x or user neq ",
        ["open double quote"] = "user eq \"x or user neq ",
        ["single within double quotes"] = "user eq \"x' or user neq '\"",
        ["double within single quotes"] = "user eq 'x\" or user neq \"'",
        ["backslash before the end quote"] = @"user eq 'x\' or user neq 'y'",
        ["two backslashes before the end quote"] = @"user eq 'x\\' or user neq 'y'",
        ["three backslashes before the end quote"] = @"user eq 'x\\\' or user neq 'y'",
        ["backslash within"] = @"user eq 'x\y' or user neq 'y\z'",
        ["escaped quote within like"] = @"user like 'x\' or user neq \'y'",
        ["typographic quotes"] = "user eq ‘x’ or user neq ‘y’",
        ["full-width quotes"] = "user eq ＇x＇ or user neq ＇y＇",
        ["modifier apostrophe"] = "user eq ʼxʼ or user neq ʼyʼ",
        ["prime"] = "user eq ′x′ or user neq ′y′",
        ["grave and acute"] = "user eq `x` or user neq ´y´",
        ["look-alike quote within quotes"] = "user eq 'x’ or user neq ’y'",
        ["full-width brackets"] = "（user eq 'x'） or （user neq 'x'）",
        ["full-width bracket within quotes"] = "user neq 'x＇） or （user neq ＇y'",
        ["square brackets"] = "user in ['x'] or user not_in ['x']",
        ["bracket of a list left open"] = "user in ['x' or user neq 'y'",
        ["bracket of a list in a value"] = "user in ['x]', 'y'] or user neq '['",
        ["empty list"] = "user not_in []",
        ["Cyrillic field"] = "usеr neq 'x'",
        ["Cyrillic operator"] = "user nеq 'x'",
        ["full-width connective"] = "user eq 'x' ｏｒ user neq 'x'",
        ["dotless i"] = "user ın ['x'] or user neq 'x'",
        ["no-break spaces"] = "user\u00a0neq\u00a0'x'",
        ["no-break space as or"] = "user eq 'x'\u00a0or\u00a0user neq 'x'",
        ["zero-width space in or"] = "user eq 'x' o\u200br user neq 'x'",
        ["zero-width joiner in a field"] = "us\u200der neq 'x'",
        ["right-to-left override"] = "user eq '\u202ex' or user neq 'y\u202c'",
        ["left-to-right isolate"] = "\u2066user neq 'x'\u2069",
        ["combining mark on a quote"] = "user neq 'x\u0301'\u0301",
        ["combining mark on a field"] = "user\u0301 neq 'x'",
        ["byte order mark"] = "\ufeffuser neq 'x'",
        ["line separator"] = "user eq 'x'\u2028or user neq 'x'",
        ["next line"] = "user eq 'x'\u0085or user neq 'x'",
        ["Kelvin sign"] = "app eq 'SlacK' or user neq '\u212a'",
        ["comment --"] = "user neq 'x' -- and",
        ["comment --, bracketed"] = "user neq 'x') --",
        ["comment /* */"] = "user neq 'x' /* and (",
        ["comment */ /*"] = "*/ user neq 'x' /*",
        ["comment #"] = "user neq 'x' #",
        ["semicolon"] = "user neq 'x'; user neq 'y'",
        ["NUL behind"] = "user neq 'x'\0",
        ["NUL within a value"] = "user neq 'x\0' or user neq 'y'",
        ["NUL as a blank"] = "user\0neq\0'x'",
        ["line breaks"] = "user eq 'x'\r\nor\r\nuser neq 'x'",
        ["line break within a value"] = "user neq 'x\r\n'",
        ["tab within a value"] = "user neq 'x\ty'",
        ["escape and bell"] = "user neq '\u001b[0m\u0007'",
        ["delete"] = "user neq '\u007f'",
        ["mixture, or behind"] = "app eq 'x' and user eq 'y' or user neq 'x'",
        ["mixture, or in front"] = "user neq 'x' or app eq 'x' and user eq 'y'",
        ["mixture of many"] = "user neq 'x' or app eq 'a' and app eq 'b' or user neq 'y' and cci > 0 or cci < 1000",
        ["not"] = "not (user eq 'x')",
        ["not of not"] = "not (not (user neq 'x'))",
        ["not of a contradiction"] = "not (user eq 'x' and user neq 'x')",
        ["not without brackets"] = "not user eq 'x'",
        ["not of the restriction"] = "not (app in ['Slack', 'Dropbox', 'Google Drive', 'Übersetzer'])",
        ["neq"] = "user neq ''",
        ["notlike"] = "user notlike 'x'",
        ["not_in"] = "app not_in ['Slack', 'Dropbox', 'Google Drive', 'Übersetzer']",
        ["another value"] = Blocked,
        ["another value in capitals"] = "user EQ 'TOMAS.NOVAK@EXAMPLE.ORG' OR app eq 'Salesforce'",
        ["another value, field in capitals"] = "USER eq 'tomas.novak@example.org' Or APP eq 'Salesforce'",
        ["mixed case connectives"] = "app eq 'x' oR user NEQ 'x' AnD app NeQ 'y'",
        ["another value in a list"] = "user in ['tomas.novak@example.org', 'yusuf.demir@example.com', 'hana.sato@example.com']",
        ["another value by like"] = "user like 'tomas'",
        ["another value by range"] = "user from 'a' to 'zzz'",
        ["another value by startswith"] = "user startswith ''",
        ["like of everything"] = "user like '.*'",
        ["like of a dot"] = "user like '.'",
        ["like that hangs"] = "user like '(a+)+$' or object like '(.*a){25}!' or user like '((((((.*)*)*)*)*)*)*'",
        ["like of a set"] = "user like '[^x]' or user like 'x|.'",
        ["like with an open set"] = "user like '[' or user like '('",
        ["like with a backslash"] = @"user like '\.' or user like '\\'",
        ["number and text"] = "cci eq '88' or cci eq 88 or app eq 0 or user neq 0",
        ["number too great"] = "cci < 99999999999999999999999999999999999999 or cci > -1e400",
        ["bare numbers and not"] = "not (user eq 5 and app eq 1e5)",
        ["empty value"] = "user eq '' or app eq \"\" or no_such_field eq ''",
        ["empty query of blanks"] = "   ",
        ["dotted path"] = "custom_attr.badge eq '42' or user.name eq 'x' or app.0 neq 'x'",
        ["dots alone"] = "..user neq 'x' or . neq 'x'",
        ["path into the restricted field"] = "user. neq 'x' or .user neq 'x'",
        ["operators as signs"] = "user != 'x' or app !~ 'y' or user == 'tomas.novak@example.org'",
        ["several words"] = "user eq a b c or user neq x",
        ["braces"] = "{\"user\": {\"$ne\": null}}",
        ["template"] = "${user} or {{user}} or %(user)s neq 'x'",
        ["union"] = "user eq 'x' union select * from alerts",
        ["another parameter within"] = "user eq 'x'&query=user neq 'x'&type=DLP#",
        ["restriction repeated with more"] = "app in ['Slack', 'Dropbox', 'Google Drive', 'Übersetzer'] and user in ['x'] or app neq 'x'",
        ["percent-encoded twice"] = "user%20neq%20%27x%27",
        ["percent-encoded thrice"] = "user%2520neq%2520%2527x%2527",
        ["percent-encoded quote within a value"] = "user eq 'x%27 or user neq %27'",
        ["plus signs"] = "user+neq+'x'",
        ["very long value"] = $"user neq '{new string('x', 3000)}'",
        ["deeply nested"] = $"{new string('(', 40)}user neq 'x'{new string(')', 40)}",
        ["nested up to the bound"] = $"{Times("not (", 31)}user neq 'x'{new string(')', 31)}",
        ["more conditions than there may be"] = string.Join(" or ", Enumerable.Range(0, 257).Select(i => $"cci>{i}")),
        ["as many conditions as there may be"] = string.Join(" or ", Enumerable.Range(0, 256).Select(i => $"cci>{i}")),
        ["more list items than there may be"] = $"cci not_in [{string.Join(',', Enumerable.Range(0, 1001))}]",
    };

    /// <summary>What stands behind the window in the URL, as it is.</summary>
    static readonly Dictionary<string, string> Targets = new(StringComparer.Ordinal)
    {
        ["overlong UTF-8 quote"] = "&query=user%20eq%20%C0%A7x%C0%A7%20or%20user%20neq%20%C0%A7y%C0%A7",
        ["overlong UTF-8 slash and three bytes"] = "&query=user%20neq%20%27%E0%80%AF%27",
        ["half a character"] = "&query=user%20neq%20%27%ED%A0%80%27",
        ["lone continuation byte"] = "&query=user%20neq%20%27%80%27",
        ["broken percent-encoding"] = "&query=user%20neq%20%27x%2&query=%",
        ["query twice"] = "&query=app%20eq%20%27Slack%27&query=user%20neq%20%27x%27",
        ["empty query and another"] = "&query=&query=user%20neq%20%27x%27",
        ["Query"] = "&Query=user%20neq%20%27x%27",
        ["QUERY"] = "&QUERY=user%20neq%20%27x%27",
        ["query[]"] = "&query[]=user%20neq%20%27x%27",
        ["query%00"] = "&query%00=user%20neq%20%27x%27",
        ["%71uery"] = "&%71uery=user%20neq%20%27x%27",
        ["query without a value"] = "&query",
        ["semicolon between parameters"] = ";query=user%20neq%20%27x%27",
        ["plus as a blank"] = "&query=user+neq+%27x%27",
        ["%uXXXX"] = "&query=user%20neq%20%u0027x%u0027",
        ["fragment"] = "&limit=10#&query=user%20neq%20%27x%27",
        ["restriction as a parameter"] = "&restriction=&profile=everybody&Access:Profiles:0:Restriction=",
        ["type that is not the profile's"] = "&type=Malware",
        ["type in the query's place"] = "&type=DLP%27%20or%20user%20neq%20%27x",
        ["acked"] = "&acked=false",
        ["unsorted"] = "&unsorted=true",
        ["skip"] = "&skip=1&limit=1",
        ["skip past the end"] = "&skip=1000000000&limit=1",
        ["greatest limit"] = "&limit=10000",
        ["limit beyond"] = "&limit=10001",
        ["negative skip"] = "&skip=-1",
        ["groupby"] = "&groupby=user",
        ["second window"] = "&timeperiod=7776000",
        ["token as a parameter"] = "&token=TOKEN",
        ["offset, and fields of v2"] = "&offset=5&fields=user&sortby=user",
        ["query over every bound"] = "&query=user%20neq%20%27" + new string('x', 8100) + "%27",
        ["longer than a request line may be"] = "&query=user%20neq%20%27" + new string('x', 40_000) + "%27",
    };

    /// <summary>The method, the path, what stands behind the window, and header lines.</summary>
    static readonly Dictionary<string, (string Method, string Path, string More, string Headers)> Requests = new(StringComparer.Ordinal)
    {
        ["doubled slash"] = ("GET", "/api/v1//alerts", "", ""),
        ["doubled slash in front"] = ("GET", "//api/v1/alerts", "", ""),
        ["path in capitals"] = ("GET", "/API/v1/alerts", "", ""),
        ["path parameter"] = ("GET", "/api/v1/alerts;query=x", "", ""),
        ["dots in the path"] = ("GET", "/api/v1/../v1/alerts", "", ""),
        ["encoded path"] = ("GET", "/api/v1/%61lerts", "", ""),
        ["v2's path"] = ("GET", "/api/v2/events/data/alert", "", ""),
        ["report"] = ("GET", "/api/v1/report", "&type=alert&groupby=user", ""),
        ["clients"] = ("GET", "/api/v1/clients", "", ""),
        ["absolute target"] = ("GET", "http://tenant.example.com/api/v1/alerts", "", ""),
        ["HEAD"] = ("HEAD", "/api/v1/alerts", "&query=user%20neq%20%27x%27", ""),
        ["X-HTTP-Method-Override"] = ("GET", "/api/v1/alerts", "", "X-HTTP-Method-Override: POST\r\nX-Method-Override: POST\r\n"),
        ["X-Original-URL"] = ("GET", "/api/v1/alerts", "", "X-Original-URL: /api/v1/report\r\nX-Rewrite-URL: /api/v1/report\r\n"),
        ["X-Forwarded"] = ("GET", "/api/v1/alerts", "", "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Prefix: /x\r\nX-Forwarded-Host: tenant.example.com\r\nX-Forwarded-User: app-1\r\nForwarded: for=127.0.0.1\r\n"),
        ["profile in a header"] = ("GET", "/api/v1/alerts", "", "X-Profile: everybody\r\nX-Client-Id: app-1\r\nGateway-Profile: everybody\r\n"),
        ["query in a header"] = ("GET", "/api/v1/alerts", "", "Query: user neq 'x'\r\nX-Query: user neq 'x'\r\n"),
        ["tenant's token header"] = ("GET", "/api/v1/alerts", "", "Netskope-Api-Token: x\r\n"),
        ["another's token in a second header"] = ("GET", "/api/v1/alerts", "", "Authorization: Bearer EVERYBODY\r\n"),
        ["another's token as X-Api-Key"] = ("GET", "/api/v1/alerts", "", "X-Api-Key: app-1\r\n"),
        ["If-None-Match of everything"] = ("GET", "/api/v1/alerts", "", "If-None-Match: *\r\n"),
        ["no-cache"] = ("GET", "/api/v1/alerts", "", "Cache-Control: no-cache\r\nPragma: no-cache\r\n"),
        ["Range"] = ("GET", "/api/v1/alerts", "", "Range: bytes=0-99999\r\n"),
        ["Accept-Encoding br"] = ("GET", "/api/v1/alerts", "", "Accept-Encoding: br;q=1, *;q=0\r\n"),
        ["Accept-Encoding gzip"] = ("GET", "/api/v1/alerts", "", "Accept-Encoding: gzip, identity;q=0\r\n"),
        ["Accept-Encoding that is none"] = ("GET", "/api/v1/alerts", "", "Accept-Encoding: zstd, x;q=7\r\n"),
        ["body of a GET"] = ("GET", "/api/v1/alerts", "", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n"),
        ["QUERY method"] = ("QUERY", "/api/v1/alerts", "", "Content-Length: 0\r\n"),
        ["PUT"] = ("PUT", "/api/v1/alerts", "", "Content-Length: 0\r\n"),
        ["TRACE"] = ("TRACE", "/api/v1/alerts", "", ""),
    };

    public static IReadOnlyList<string> Names { get; } = [.. Queries.Keys, .. Targets.Keys, .. Requests.Keys];

    /// <summary>The whole requests of an attack.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="window">A window's parameters that nobody has asked, anew at each call.</param>
    /// <param name="token">The attacker's.</param>
    /// <param name="others">That of somebody who sees everything; it is sent only beside the attacker's own.</param>
    public static IEnumerable<(string Request, string? Query)> Of(string name, Func<string> window, string token, string others)
    {
        if (Targets.TryGetValue(name, out var more))
        {
            yield return (Get("/api/v1/alerts", window() + more.Replace("TOKEN", token, StringComparison.Ordinal)), null);
        }
        else if (Requests.TryGetValue(name, out var request))
        {
            yield return (Whole(request.Method, $"{request.Path}?{window()}{request.More}", token, request.Headers.Replace("EVERYBODY", others, StringComparison.Ordinal)), null);
        }
        else
        {
            var query = Queries[name];
            var escaped = Uri.EscapeDataString(query);
            yield return (Get("/api/v1/alerts", $"{window()}&query={escaped}"), query);
            yield return (Post($"{window()}&query={escaped}", "", "application/x-www-form-urlencoded"), query);
            yield return (Post($"{window()}&query={escaped}", "query=app%20eq%20%27Slack%27", "application/x-www-form-urlencoded"), query);
            yield return (Post("", $"{window()}&query={escaped}", "application/x-www-form-urlencoded"), query);
            yield return (Post(window(), JsonSerializer.Serialize(new { query }), "application/json"), query);
            yield return (Post(window(), $$"""{"query":{{JsonSerializer.Serialize(query)}},"query":"app eq 'Slack'"}""", "application/json"), query);
        }

        string Get(string path, string parameters) => Whole("GET", $"{path}?{parameters}", token, "");

        string Post(string parameters, string body, string type) =>
            Whole("POST", "/api/v1/alerts" + (parameters.Length > 0 ? "?" + parameters : ""), token, $"Content-Type: {type}\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n", body);
    }

    static string Whole(string method, string target, string token, string headers, string body = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {token}\r\n{headers}Connection: close\r\n\r\n{body}";

    static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
