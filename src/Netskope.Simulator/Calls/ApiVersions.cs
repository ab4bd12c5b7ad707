namespace Netskope.Simulator;

static class ApiVersions
{
    const string TokenHeader = "Netskope-Api-Token";

    public static bool IsV2(this HttpRequest request) => request.Path.StartsWithSegments("/api/v2", StringComparison.OrdinalIgnoreCase);

    /// <summary>The token where v2 wants it; null if there is none.</summary>
    public static string? HeaderToken(this HttpRequest request) =>
        request.Headers.TryGetValue(TokenHeader, out var token) ? token.ToString() : null;
}
