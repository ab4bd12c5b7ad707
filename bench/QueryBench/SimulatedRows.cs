using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Simulator;

namespace QueryBench;

/// <summary>A day of alerts, and what it costs to read them and do nothing else.</summary>
static class SimulatedRows
{
    public static byte[][] Read()
    {
        var host = SimulatorHost.Create([], options => (options.Days, options.AlertsPerDay) = (1, 1000));
        return [.. host.Services.GetRequiredService<Tenant>().Alerts.Select().Select(key => Population.RowBytes(key).ToArray())];
    }

    public static int Scan(byte[][] rows)
    {
        var tokens = 0;
        foreach (var row in rows)
        {
            var reader = new Utf8JsonReader(row);
            while (reader.Read()) tokens++;
        }

        return tokens;
    }
}
