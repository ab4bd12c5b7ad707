using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Netskope.Testing;

/// <summary>Reads every log line of the gateway and remembers those that hold a secret, and those that tell of a fault.</summary>
sealed class LogWatch : ILoggerProvider
{
    readonly ConcurrentBag<string> _secrets = [];
    readonly ConcurrentQueue<string> _leaks = new();
    readonly ConcurrentQueue<(LogLevel Level, string Line)> _faults = new();

    /// <summary>The lines of level Error and Critical since the last <see cref="Clear"/>.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Line)> Faults => [.. _faults];

    public void Clear() => _faults.Clear();

    public void Know(string secret) => _secrets.Add(secret);

    /// <summary>The lines since the last look.</summary>
    public IReadOnlyCollection<string> TakeLeaks()
    {
        var leaks = new List<string>();
        while (_leaks.TryDequeue(out var leak)) leaks.Add(leak);
        return leaks;
    }

    public ILogger CreateLogger(string categoryName) => new Watcher(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Watcher(LogWatch watch, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{category}: {formatter(state, exception)} {exception}";
            if (watch._secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase))) watch._leaks.Enqueue(line);
            if (logLevel >= LogLevel.Error) watch._faults.Enqueue((logLevel, line));
        }
    }
}
