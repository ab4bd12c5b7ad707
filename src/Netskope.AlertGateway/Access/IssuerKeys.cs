using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Netskope.AlertGateway.Access;

/// <summary>
/// The token issuer's configuration and keys (OpenID Connect Discovery 1.0, 4): read when the gateway starts, twice a day,
/// and when a token names a key that is not known, at most once in 5 s, whoever sends it. All who wait for a read wait
/// for the same one, and none longer than its patience.
/// </summary>
sealed partial class IssuerKeys : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>, IHostedService, IHealthCheck, IDisposable
{
    public const string Backchannel = "token-issuer";

    /// <summary>How long a request waits for keys.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LeastBetweenReads = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Routine = TimeSpan.FromHours(12);

    readonly IHttpClientFactory _clients;
    readonly IHostApplicationLifetime _lifetime;
    readonly TimeProvider _time;
    readonly ILogger<IssuerKeys> _log;
    readonly Lock _lock = new();
    readonly CancellationTokenSource _stopping = new();
    OpenIdConnectConfiguration? _current;
    Task _read = Task.CompletedTask;
    Task _routine = Task.CompletedTask;
    long? _lastRefresh;

    public IssuerKeys(IHttpClientFactory clients, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<IssuerKeys> log)
    {
        (_clients, _lifetime, _time, _log) = (clients, lifetime, time, log);

        // A key that the issuer has withdrawn is refused at once; the library would take it for an hour more.
        UseLastKnownGoodConfiguration = false;
    }

    public bool RequireHttps { get; set; } = true;

    public OpenIdConnectConfiguration? Current => Volatile.Read(ref _current);

    /// <summary>Waits until the keys have been read for the first time.</summary>
    /// <returns>Whether they have been.</returns>
    public async ValueTask<bool> AreReadAsync(TimeSpan patience, CancellationToken cancellation)
    {
        if (Current is not null) return true;
        Task underWay;
        lock (_lock) underWay = _read;
        await WaitAsync(underWay, patience, cancellation);
        return Current is not null;
    }

    /// <summary>Waits for the keys to be read again, unless the key is there already or they have just been read.</summary>
    /// <returns>Whether it makes sense to judge the token once more.</returns>
    public async ValueTask<bool> ArriveAsync(string? keyId, TimeSpan patience, CancellationToken cancellation)
    {
        var before = Current;
        if (Has(before, keyId)) return true;
        await WaitAsync(Read(isRefresh: true), patience, cancellation);
        return string.IsNullOrEmpty(keyId) ? !ReferenceEquals(before, Current) : Has(Current, keyId);
    }

    public override void RequestRefresh() => _ = Read(isRefresh: true);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        await AreReadAsync(Patience, cancel);
        return Current ?? throw new InvalidOperationException("The issuer's keys have not been read yet.");
    }

    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) => await GetConfigurationAsync(cancel);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Current is null ? HealthCheckResult.Degraded("The token issuer's keys have not been read.") : HealthCheckResult.Healthy());

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _routine = ReadNowAndThenAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_routine, _read).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Cancel();

    static bool Has(OpenIdConnectConfiguration? configuration, string? keyId) =>
        !string.IsNullOrEmpty(keyId) && configuration?.SigningKeys.Any(key => key.KeyId == keyId) == true;

    async Task WaitAsync(Task read, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await read.WaitAsync(patience, _time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The read goes on for those who come later. That a caller hangs up is no fault for the log.
        }
    }

    async Task ReadNowAndThenAsync()
    {
        try
        {
            while (true)
            {
                await Read(isRefresh: false);
                await Task.Delay(Current is null ? LeastBetweenReads : Routine, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    /// <summary>The read under way, or a new one if it may begin.</summary>
    Task Read(bool isRefresh)
    {
        lock (_lock)
        {
            if (!_read.IsCompleted || _stopping.IsCancellationRequested) return _read;
            if (isRefresh)
            {
                if (_lastRefresh is { } last && _time.GetElapsedTime(last) < LeastBetweenReads) return _read;
                _lastRefresh = _time.GetTimestamp();
            }

            return _read = Task.Run(ReadAsync);
        }
    }

    async Task ReadAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(ReadTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            var http = new HttpDocumentRetriever(_clients.CreateClient(Backchannel)) { RequireHttps = RequireHttps };

            // The library's reader does not give the token on to every call it makes.
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(MetadataAddress, http, either.Token).WaitAsync(either.Token);
            if (read.SigningKeys.Count == 0) throw new InvalidOperationException("The issuer publishes no keys.");
            Volatile.Write(ref _current, read);
        }
        catch (Exception e)
        {
            // Not the exception: its text may quote what the issuer sent.
            // Nor before the start has succeeded: why it did not would be buried, and the next try is near.
            if (_lifetime.ApplicationStarted.IsCancellationRequested && !_stopping.IsCancellationRequested) Log.NotRead(_log, MetadataAddress, NameOf(e), Current?.SigningKeys.Count ?? 0);
        }
    }

    /// <summary>What went wrong in a word: of a call that failed, at which step it did.</summary>
    static string NameOf(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } call) return call.HttpRequestError.ToString();
        }

        return fault.GetType().Name;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The token issuer's keys could not be read from {Address} ({Fault}); keys known already: {Known}.")]
        public static partial void NotRead(ILogger logger, string address, string fault, int known);
    }
}
