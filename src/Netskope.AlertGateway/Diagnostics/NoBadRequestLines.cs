using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>
/// Keeps the log category in which Kestrel quotes malformed requests at Information or above, where it has nothing to say,
/// whatever <c>Logging:*</c> asks for.
/// </summary>
sealed class NoBadRequestLines : IPostConfigureOptions<LoggerFilterOptions>
{
    const string Category = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // A rule for one provider outranks all rules for every provider: so one of ours for each.
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
            options.Rules.Add(new LoggerFilterRule(provider, Category, LogLevel.Information, filter: null));
    }
}
