using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>One version of the tenant's API, reached as the gateway reaches it.</summary>
sealed class TenantApi : IAsyncDisposable
{
    // A page may take several calls, each within Netskope:Timeout.
    const int TimeoutsForAPage = 3;

    readonly ServiceProvider _services;
    readonly NetskopeOptions _options;

    TenantApi(ServiceProvider services)
    {
        _services = services;

        // Throws for all sections together what is wrong with them.
        services.GetRequiredService<IStartupValidator>().Validate();
        _options = services.GetRequiredService<IOptions<NetskopeOptions>>().Value;
        TokenSetting = _options.TokenFile.Length > 0 ? "Netskope:TokenFile" : "Netskope:Token";
        if (Other.OtherToken.Length > 0) Secrets.Know(Other.OtherToken);
    }

    public string Version => _options.ApiVersion;

    public string Endpoint => Version == "v1" ? "/api/v1/alerts" : V2Question.AlertPath;

    public string TokenSetting { get; private init; }

    public string Host => new Uri(_options.BaseUrl).Host;

    public TimeSpan Timeout => _options.Timeout;

    public Secrets Secrets => _services.GetRequiredService<Secrets>();

    public TenantClock Clock => _services.GetRequiredService<TenantClock>();

    public LastExchange Last => _services.GetRequiredService<LastExchange>();

    public Remarks Remarks => _services.GetRequiredService<Remarks>();

    CheckOptions Other => _services.GetRequiredService<IOptions<CheckOptions>>().Value;

    TimeProvider Time => _services.GetRequiredService<TimeProvider>();

    /// <summary>The version in <c>Netskope:ApiVersion</c>.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static TenantApi Create(IConfiguration settings, TimeProvider time) => new(Services(settings, time).BuildServiceProvider());

    /// <summary>The other version; null when there is no token for it.</summary>
    public TenantApi? CreateOther(IConfiguration settings)
    {
        var (token, file, version) = (Other.OtherToken, Other.OtherTokenFile, Version == "v1" ? "v2" : "v1");
        if (token.Length == 0) return null;
        var services = Services(settings, Time);
        services.PostConfigure<NetskopeOptions>(options =>
        {
            // The tokens and files of the first version are none of this one's.
            (options.ApiVersion, options.Token) = (version, token);
            (options.TokenFile, options.SecondaryToken, options.SecondaryTokenFile) = ("", "", "");
        });
        var other = new TenantApi(services.BuildServiceProvider()) { TokenSetting = file.Length > 0 ? "Check:OtherTokenFile" : "Check:OtherToken" };
        other.Secrets.Know(_options.Token);
        return other;
    }

    /// <summary>Fetches the newest alerts of a window, in v1's envelope.</summary>
    public async Task<Outcome<Page>> FetchAsync(Window window, int limit, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(TimeoutsForAPage * Timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        using var lease = await _services.GetRequiredService<InFlightBytes>().ReserveAsync(limit, Timeout, stop);
        if (lease is null) return PageLimits.NoMemory;
        var page = new PageRequest("alerts", null, null, null, WindowKind.Event, window, limit, Skip: 0, Unsorted: false);
        try
        {
            return await _services.GetRequiredService<IDialect>().FetchAsync(page, new(_options.MaxPageBytes, lease, Secrets), _services.GetRequiredService<NetskopeClient>().Errand("check", "alerts", type: null, TimeoutsForAPage * Timeout), either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Failure(FailureKind.TenantTimeout, $"Netskope did not give a page within {(TimeoutsForAPage * Timeout).TotalSeconds:0} s.");
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    static ServiceCollection Services(IConfiguration settings, TimeProvider time)
    {
        var (services, remarks) = (new ServiceCollection(), new Remarks());
        services
            .AddSingleton(settings)
            .AddSingleton(time)
            .AddSingleton(remarks)
            .AddLogging(logging => logging.AddProvider(remarks).SetMinimumLevel(LogLevel.Warning))
            .AddSettings<CheckOptions, CheckOptionsRules>(CheckOptions.Section)
            .AddSingleton<IPostConfigureOptions<CheckOptions>, OtherTokenFromFile>()
            .AddUpstream()

            // An operator wants to know of a call that fails, not of one that does at last.
            .PostConfigure<NetskopeOptions>(options => options.Retries = 0)
            .AddSingleton<LastExchange>();
        services.AddHttpClient<TenantExchange>().AddHttpMessageHandler<LastExchange>();
        return services;
    }
}
