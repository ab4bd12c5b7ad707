using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>By which scheme callers of the API came, as the gateway has it when it answers.</summary>
sealed class Schemes : IStartupFilter
{
    public string? Last { get; private set; }

    public void AddTo(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Response.OnStarting(() =>
            {
                // Proxies look at the health by themselves, and by a scheme of their own.
                if (context.Request.Path.Value!.Contains("/api/", StringComparison.Ordinal)) Last = context.Request.Scheme;
                return Task.CompletedTask;
            });
            return rest();
        });
        next(app);
    };
}
