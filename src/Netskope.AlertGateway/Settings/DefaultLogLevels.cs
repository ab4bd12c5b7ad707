using Microsoft.Extensions.Configuration.Memory;

namespace Netskope.AlertGateway.Settings;

/// <summary>The default minimum log levels. A mounted <c>appsettings.json</c> does not have to repeat them, and any setting overrides them.</summary>
static class DefaultLogLevels
{
    static readonly Dictionary<string, string?> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Error",
    };

    /// <summary>Adds the levels as the configuration source with the lowest precedence.</summary>
    public static void AddDefaultLogLevels(this IConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
}
