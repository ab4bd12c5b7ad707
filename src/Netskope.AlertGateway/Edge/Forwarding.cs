using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Edge;

/// <summary>
/// What proxies in front say of a caller in <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c>: believed only
/// from <c>Gateway:KnownProxies</c>, hop by hop from the nearest one to the first that is unknown.
/// </summary>
static class Forwarding
{
    const string Host = "X-Forwarded-Host";
    const string Prefix = "X-Forwarded-Prefix";

    public static IServiceCollection AddForwarding(this IServiceCollection services) =>
        // The framework has a switch of its own, ASPNETCORE_FORWARDEDHEADERS_ENABLED, and then believes everybody.
        services.PostConfigure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.None);

    public static void UseForwarding(this WebApplication app, IReadOnlyList<string> knownProxies)
    {
        // Without any known proxy the framework's middleware would believe everybody as well.
        if (knownProxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in knownProxies) options.KnownIPNetworks.Add(ProxyRange.Parse(proxy));
        var forwarders = new ForwardedHeadersMiddleware(_ => Task.CompletedTask, app.Services.GetRequiredService<ILoggerFactory>(), Options.Create(options));
        app.Use((context, next) =>
        {
            // Over a Unix socket nobody has an address, and the framework would take that for a proxy's.
            if (context.Connection.RemoteIpAddress is not null)
            {
                PassOverUnsound(context.Request.Headers);
                forwarders.ApplyForwarders(context);
            }

            return next(context);
        });
    }

    /// <summary>The framework would throw at some of them, and put others into links.</summary>
    static void PassOverUnsound(IHeaderDictionary headers)
    {
        if (headers.GetCommaSeparatedValues(Prefix).Any(prefix => !PathPrefix.IsPlain(prefix.TrimEnd('/')))) headers.Remove(Prefix);
        if (headers.GetCommaSeparatedValues(Host).Any(host => !IsReadable(host))) headers.Remove(Host);
    }

    static bool IsReadable(string host)
    {
        try
        {
            HostString.FromUriComponent(host);
            return true;
        }
        catch (ArgumentException)
        {
            // Punycode that stands for nothing.
            return false;
        }
    }
}
