using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.Audit;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

/// <summary>The log messages of the access record's category, as they are written.</summary>
sealed class AccessLines : ILoggerProvider
{
    readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void AddTo(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(this));

    public void Clear()
    {
        lock (_lines) _lines.Clear();
    }

    /// <summary>The only message since the last look: one line that is one JSON object, with the documented fields and no others.</summary>
    public async Task<JsonElement> TakeAsync()
    {
        // It is written behind the answer's last byte.
        await Eventually.HoldsAsync("an access record was written", () => Lines.Count > 0);
        var line = Lines.ShouldHaveSingleItem();
        Clear();
        line.ShouldNotContain(c => char.IsControl(c) || c == '\u2028' || c == '\u2029');
        using var record = JsonDocument.Parse(line);
        record.RootElement.EnumerateObject().Select(field => field.Name).ShouldBe(TelemetryDocument.RecordFields);
        record.RootElement.EnumerateObject().ShouldAllBe(field => field.Value.ValueKind == JsonValueKind.String || field.Value.ValueKind == JsonValueKind.Number || field.Value.ValueKind == JsonValueKind.Null);
        return record.RootElement.Clone();
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName == AccessRecords.Category ? this : null);

    public void Dispose()
    {
    }

    sealed class Logger(AccessLines? lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lines is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (lines is null) return;
            lock (lines._lines) lines._lines.Add(formatter(state, exception));
        }
    }
}

/// <summary>A gateway whose access records are read.</summary>
public sealed class RecordedFixture : GatewayFixture
{
    public RecordedFixture() => Services = Records.AddTo;

    internal AccessLines Records { get; } = new();
}
