using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netskope.AlertGateway.Access;

/// <summary><c>key new</c>: makes a key and prints it, with the settings that let it in. It is kept nowhere, and no setting is read.</summary>
static class KeyCommand
{
    const int Made = 0;
    const int WrongArgument = 1;

    const int MostDays = 3650;

    const string Usage = "key new --client <name> [--scopes alerts.read,events.read] [--days 365]";

    const string Help = """
        Makes a key for an application that can not fetch tokens.

          dotnet Netskope.AlertGateway.dll key new --client <name> [--scopes alerts.read,events.read] [--days 365]

          --client   the application, as client_id would name it in a token: letters, digits and ._-:/@
          --scopes   what the key grants, with commas between; alerts.read when absent
          --days     for how many days it is good, 1 to 3650, until the end of the last (UTC); 365 when absent

        The first line is the key. It is printed this once and kept nowhere: give it to the application, and to nobody else. Behind it are
        the gateway's settings, which hold its SHA-256 alone: as environment variables, and the same for appsettings.json. Where there
        are keys already, write the next number in place of 0. To renew a key, let the old one stand until the application has the new one.

        Exit codes:
          0    the key is made
          1    an argument is wrong
        """;

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        if (args.Any(arg => arg is "--help" or "-h") || args is ["help", ..])
        {
            await output.WriteLineAsync(Help);
            return Made;
        }

        var (wanted, faults) = Read(args);
        foreach (var fault in faults) await error.WriteLineAsync("The key can not be made: " + fault);
        if (faults.Count > 0) return WrongArgument;
        await output.WriteLineAsync(Print(wanted, KeyText.New(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
        return Made;
    }

    static (Wanted Wanted, List<string> Faults) Read(string[] args)
    {
        if (args is not ["new", .. var words]) return (default, [$"write {Usage}."]);
        var (values, faults) = Options(words);
        if (faults.Count > 0) return (default, faults);
        var (client, scopes, days) = (values.GetValueOrDefault("--client", ""), Split(values.GetValueOrDefault("--scopes", "alerts.read")), 365);
        if (client.Length == 0) faults.Add("--client is missing; write the application's name, such as --client reporting.");
        else if (!KeyRules.IsClient(client)) faults.Add($"--client may be {KeyRules.ClientShape}.");
        if (scopes.Length == 0 || !scopes.All(KeyRules.IsScope)) faults.Add($"--scopes may be, with commas between, {KeyRules.ScopeShape}.");
        if (values.TryGetValue("--days", out var text) && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= MostDays))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"--days may be 1 to {MostDays}, such as --days 365."));
        return (new(client, scopes, days), faults);
    }

    /// <summary><c>--name value</c> or <c>--name=value</c>. A fault never repeats what was written: it may be a key.</summary>
    static (Dictionary<string, string> Values, List<string> Faults) Options(ReadOnlySpan<string> words)
    {
        var (values, faults) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        for (var i = 0; i < words.Length; i++)
        {
            var name = words[i].Split('=', 2)[0];
            if (name is not ("--client" or "--scopes" or "--days"))
            {
                faults.Add($"there is something else than --client, --scopes and --days; write {Usage}.");
                return (values, faults);
            }

            var follows = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            var value = words[i].Length > name.Length ? words[i][(name.Length + 1)..] : follows ? words[++i] : "";
            if (value.Length == 0) faults.Add($"{name} has no value; write {Usage}.");
            if (!values.TryAdd(name, value)) faults.Add($"{name} is there twice; write it once.");
        }

        return (values, faults);
    }

    static string Print(Wanted wanted, string key, DateOnly today)
    {
        var (hash, expires) = (Convert.ToHexStringLower(KeyText.Hash(key)), today.AddDays(wanted.Days).ToString(KeyEnd.Format, CultureInfo.InvariantCulture));
        var entry = new JsonObject { ["Client"] = wanted.Client, ["Sha256"] = hash, ["Scopes"] = new JsonArray([.. wanted.Scopes.Select(scope => JsonValue.Create(scope))]), ["Expires"] = expires };
        var settings = new JsonObject { ["Access"] = new JsonObject { ["Keys"] = new JsonArray(entry) } };
        return $"""
            {key}

            Access__Keys__0__Client={wanted.Client}
            Access__Keys__0__Sha256={hash}
            Access__Keys__0__Scopes={string.Join(',', wanted.Scopes)}
            Access__Keys__0__Expires={expires}

            {settings.ToJsonString(Readable)}
            """;
    }

    static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    readonly record struct Wanted(string Client, string[] Scopes, int Days);
}
