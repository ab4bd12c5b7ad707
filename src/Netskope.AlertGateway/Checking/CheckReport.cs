using System.Globalization;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>Writes what was found, in lines and a table; no token gets past it.</summary>
sealed class CheckReport(TextWriter output, Secrets secrets)
{
    const int MostDifferences = 20;
    const int MostCharacters = 1000;

    public Task ReachedAsync(TenantApi api, Outcome<Page> outcome, TimeSpan took) => WriteAsync(Invariant(
        $"{api.Version}  {api.Endpoint,-25}  {(outcome.Failure is { } failure ? "failed: " + Advice.For(api, failure) : Invariant($"ok, {outcome.Value!.Rows} rows, {took.TotalSeconds:0.0} s"))}"));

    public Task RedisAsync(RedisFault? fault) => WriteAsync(Invariant($"redis  {(fault is null ? "ok, accepts writes" : "failed: " + fault.Reason)}"));

    public async Task RemarksAsync(TenantApi api)
    {
        foreach (var remark in api.Remarks.Take()) await WriteAsync("    warning: " + remark);
    }

    public async Task ComparedAsync(Comparison c)
    {
        await WriteAsync(Invariant($"v1 and v2, {Time(c.Window.Start)} to {Time(c.Window.End)}: {c.V1Rows} rows in v1, {c.V2Rows} in v2"));
        if (c.Differences.Count == 0)
        {
            await WriteAsync("equal: the same rows, byte for byte, in the same order");
            return;
        }

        await WriteAsync(Invariant($"they differ: {c.OnlyV1} only in v1, {c.OnlyV2} only in v2, {c.OtherBytes} with other bytes, {c.OtherPlace} in another place"));
        var shown = c.Differences.Take(MostDifferences).ToList();
        var width = shown.Max(difference => difference.Id.Length);
        await WriteAsync(Invariant($"    {"_id".PadRight(width)}  {"timestamp",-20}  where, or the first field that differs"));
        foreach (var (id, timestamp, where) in shown) await WriteAsync(Invariant($"    {id.PadRight(width)}  {Time(timestamp),-20}  {where}"));
        if (c.Differences.Count > shown.Count) await WriteAsync(Invariant($"    and {c.Differences.Count - shown.Count} more"));
    }

    public Task WriteAsync(string line) => output.WriteLineAsync(secrets.Clean(line, MostCharacters));

    // The bounds of what DateTimeOffset can hold: a row may say anything.
    static string Time(long? second) => second is >= 0 and < 253_402_300_800
        ? DateTimeOffset.FromUnixTimeSeconds(second.Value).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "?";

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
