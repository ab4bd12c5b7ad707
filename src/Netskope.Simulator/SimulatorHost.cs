using Microsoft.Extensions.Configuration.Json;

namespace Netskope.Simulator;

public static class SimulatorHost
{
    /// <summary>A pretend Netskope tenant, not yet started. <c>app.Services.GetRequiredService&lt;Tenant&gt;()</c> is its inside.</summary>
    /// <param name="args">Command line: <c>--urls</c>, and <c>--Simulator:Token</c> and the other options.</param>
    /// <param name="configure">Has the last word on the options.</param>
    /// <param name="time">Moves the alerts, the quota and the delays.</param>
    public static WebApplication Create(
        string[] args, Action<SimulatorOptions>? configure = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });

        // The only appsettings.json that can lie beside us is the gateway's: its addresses and levels are not for us.
        foreach (var source in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList())
        {
            builder.Configuration.Sources.Remove(source);
        }

        var options = new SimulatorOptions();
        builder.Configuration.GetSection("Simulator").Bind(options);
        configure?.Invoke(options);

        // From the command line or Simulator:Urls only: in one process with the gateway, ASPNETCORE_URLS is the gateway's.
        var urls = new ConfigurationBuilder().AddCommandLine(args).Build()["urls"] ?? builder.Configuration["Simulator:Urls"];
        builder.WebHost.UseUrls(urls ?? "http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A reader that takes its time is the gateway's business, and a test's.
            kestrel.Limits.MinResponseDataRate = null;
        });

        // Request lines at Information level would show tokens that came in the query.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A held or delayed call must not hold up the stop.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(new Tenant(options, time ?? TimeProvider.System));

        var app = builder.Build();
        var tenant = app.Services.GetRequiredService<Tenant>();
        app.Lifetime.ApplicationStopping.Register(tenant.Faults.Clear);

        app.UseTenant(tenant);
        app.MapV1(tenant);
        app.MapV2(tenant);
        app.MapControl(tenant);
        return app;
    }
}
