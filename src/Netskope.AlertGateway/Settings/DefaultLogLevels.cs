using Microsoft.Extensions.Configuration.Memory;

namespace Netskope.AlertGateway.Settings;

/// <summary>The least level of each log category, unless a setting says otherwise: a mounted <c>appsettings.json</c> need not repeat them.</summary>
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

    /// <summary>Adds them below all other sources.</summary>
    public static void AddDefaultLogLevels(this IConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
}
