using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Secrecy;

/// <summary>
/// The places where a secret may turn up. Each text that is put down in one is searched, in every spelling, and forgotten;
/// what held a secret is kept. A new place is one more constant and somebody who calls <c>Look</c>.
/// </summary>
sealed partial class Places : IDisposable
{
    public const string Logs = "logs";
    public const string Traces = "traces";
    public const string Metrics = "metrics";
    public const string Answers = "answers";
    public const string Redis = "redis";
    public const string AuditFile = "the audit file";

    /// <summary>Only for what the tenant must not get: it has its own token.</summary>
    public const string TenantsCalls = "calls to the tenant";

    public const string TenantToken = "the tenant's token";

    static readonly string[] All = [Logs, Traces, Metrics, Answers, Redis, AuditFile, TenantsCalls];

    readonly ConcurrentDictionary<string, int> _looks = new();
    readonly ConcurrentQueue<string> _finds = new();
    readonly ConcurrentDictionary<string, bool> _categories = new();
    volatile Needle[] _needles = [];
    volatile SearchValues<string> _spellings = SearchValues.Create([], StringComparison.OrdinalIgnoreCase);
    readonly ActivityListener _activities;
    readonly MeterListener _meters;
    bool _sawTrace;

    public Places(params IEnumerable<(string Name, string Secret)> secrets)
    {
        foreach (var (name, secret) in secrets) LookFor(name, secret);
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Look,
        };
        ActivitySource.AddActivityListener(_activities);

        _meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _meters.SetMeasurementEventCallback<byte>(Look);
        _meters.SetMeasurementEventCallback<short>(Look);
        _meters.SetMeasurementEventCallback<int>(Look);
        _meters.SetMeasurementEventCallback<long>(Look);
        _meters.SetMeasurementEventCallback<float>(Look);
        _meters.SetMeasurementEventCallback<double>(Look);
        _meters.SetMeasurementEventCallback<decimal>(Look);
        _meters.Start();
    }

    /// <summary>Every log line of the gateway, at every level, with its state and its scopes.</summary>
    public ILoggerProvider LoggerProvider => new CaptureLoggerProvider(this);

    public void LookFor(string name, string secret)
    {
        _needles = [.. _needles, new Needle(name, secret)];
        _spellings = SearchValues.Create([.. _needles.SelectMany(needle => needle.Spellings)], StringComparison.OrdinalIgnoreCase);
    }

    public void Look(string place, string text)
    {
        _looks.AddOrUpdate(place, 1, (_, count) => count + 1);
        var decoded = Decode(text);

        // Almost no text has any.
        if (!text.AsSpan().ContainsAny(_spellings) && (ReferenceEquals(decoded, text) || !decoded.AsSpan().ContainsAny(_spellings))) return;
        foreach (var needle in _needles)
        {
            if (place == TenantsCalls && needle.Name == TenantToken) continue;
            if (needle.IsIn(text) || needle.IsIn(decoded)) _finds.Enqueue($"{needle.Name} in {place}: {(text.Length > 2000 ? text[..2000] : text)}");
        }
    }

    public void Look(Answer answer)
    {
        Look(Answers, string.Join('\n', answer.HeaderNames.Distinct().Select(name => $"{name}: {answer[name]}")));
        Look(Answers, answer.Text);
    }

    public void ShouldHoldNoSecret()
    {
        _meters.RecordObservableInstruments();
        _finds.ShouldBeEmpty();

        // Else the search proves nothing.
        foreach (var place in All) _looks.GetValueOrDefault(place).ShouldBeGreaterThan(10, $"nothing was put down in {place}");
        _sawTrace.ShouldBeTrue("the log was not at Trace");
        _categories.Keys.ShouldContain("Microsoft.AspNetCore.Hosting.Diagnostics");
        _categories.Keys.ShouldContain(name => name.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        _categories.Keys.ShouldContain(name => name.StartsWith("Microsoft.AspNetCore.Routing", StringComparison.Ordinal));
        _categories.Keys.ShouldContain(name => name.StartsWith("Microsoft.AspNetCore.Authentication", StringComparison.Ordinal));
        _categories.Keys.ShouldContain(name => name.StartsWith("Netskope.AlertGateway", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    void Look(Activity activity)
    {
        var text = new StringBuilder().AppendLine(activity.OperationName).AppendLine(activity.DisplayName).AppendLine(activity.StatusDescription).AppendLine(activity.TraceStateString);
        foreach (var (name, value) in activity.TagObjects) text.AppendLine(CultureInfo.InvariantCulture, $"{name}={value}");
        foreach (var (name, value) in activity.Baggage) text.AppendLine(CultureInfo.InvariantCulture, $"{name}={value}");
        foreach (var happening in activity.Events)
        {
            text.AppendLine(happening.Name);
            foreach (var (name, value) in happening.Tags) text.AppendLine(CultureInfo.InvariantCulture, $"{name}={value}");
        }

        Look(Traces, text.ToString());
    }

    void Look<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{instrument.Meter.Name} {instrument.Name} {measurement}");
        foreach (var (name, value) in tags) text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
        Look(Metrics, text.ToString());
    }

    static string Decode(string text)
    {
        for (var i = 0; i < 3; i++)
        {
            var before = text;
            if (text.AsSpan().IndexOfAny('%', '\\', '&') < 0) break;
            text = Escapes().Replace(text, match => ((char)int.Parse(match.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
            text = WebUtility.HtmlDecode(text.Replace("\\/", "/", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal));
            if (text == before) break;
        }

        return text;
    }

    /// <summary>A secret and what gives it away.</summary>
    sealed class Needle
    {
        public Needle(string name, string secret)
        {
            Name = name;
            var bytes = Encoding.UTF8.GetBytes(secret);
            Spellings =
            [
                secret,
                Convert.ToHexString(bytes),
                .. Enumerable.Range(0, 3).Select(before => Base64(bytes, before, url: false)),
                .. Enumerable.Range(0, 3).Select(before => Base64(bytes, before, url: true)),
            ];
        }

        public string Name { get; }

        public string[] Spellings { get; }

        public bool IsIn(string text) => Array.Exists(Spellings, spelling => text.Contains(spelling, StringComparison.OrdinalIgnoreCase));

        static string Base64(byte[] secret, int before, bool url)
        {
            byte[] bytes = [.. new byte[before], .. secret];
            var whole = url ? Base64Url.EncodeToString(bytes) : Convert.ToBase64String(bytes);
            return whole[(before == 0 ? 0 : before + 1)..(bytes.Length * 8 / 6)];
        }
    }

    [GeneratedRegex(@"(%|\\+u00)(?<hex>[0-9a-fA-F]{2})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Escapes();

    [ProviderAlias("Capture")]
    sealed class CaptureLoggerProvider(Places places) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Capture(places, categoryName);

        public void Dispose()
        {
        }
    }

    sealed class Capture(Places places, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            places.Look(Logs, $"{category} scope: {Show(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            places._categories[category] = true;
            if (logLevel == LogLevel.Trace) places._sawTrace = true;
            places.Look(Logs, $"{logLevel} {category} {eventId}: {formatter(state, exception)}\n{Show(state)}\n{exception}");
        }

        static string Show(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? $"{state} {string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))}"
            : $"{state}";
    }
}
