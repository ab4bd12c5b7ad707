using System.Collections.Concurrent;

namespace Netskope.AlertGateway.Checking;

/// <summary>Keeps what the gateway would log as a warning or worse, such as why a certificate is refused or that a clock is off.</summary>
sealed class Remarks : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> _texts = [];

    /// <summary>What was said since the last time.</summary>
    public IEnumerable<string> Take()
    {
        while (_texts.TryDequeue(out var text)) yield return text;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _texts.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
