using System.Diagnostics.Metrics;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>A value that is read whenever metrics are collected.</summary>
sealed record Gauge(string Name, string Unit, string Description, Func<IEnumerable<Measurement<double>>> Read);

static class GaugeSetup
{
    /// <summary>Registers a gauge with one value, read from a service.</summary>
    public static IServiceCollection AddGauge<TService>(this IServiceCollection services, string name, string unit, string description, Func<TService, double> read)
        where TService : notnull =>
        services.AddGauge<TService>(name, unit, description, service => [new Measurement<double>(read(service))]);

    /// <summary>Registers a gauge with a value for each set of tags, or none.</summary>
    public static IServiceCollection AddGauge<TService>(
        this IServiceCollection services, string name, string unit, string description, Func<TService, IEnumerable<Measurement<double>>> read)
        where TService : notnull =>
        services.AddSingleton(provider =>
        {
            var service = provider.GetRequiredService<TService>();
            return new Gauge(name, unit, description, () => read(service));
        });
}

/// <summary>Makes instruments of the registered gauges when the gateway starts.</summary>
sealed class GaugeInstruments(IEnumerable<Gauge> gauges, GatewayMetrics metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var gauge in gauges) metrics.Observe(gauge.Name, gauge.Unit, gauge.Description, gauge.Read);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
