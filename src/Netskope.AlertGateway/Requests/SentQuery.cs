using Microsoft.AspNetCore.Http.Features;

namespace Netskope.AlertGateway.Requests;

/// <summary>The query string as the caller sent it, where the request shows it without a credential.</summary>
sealed record SentQuery(string Text)
{
    /// <summary>What stands in the place of a credential.</summary>
    const string Hidden = "***";

    public override string ToString() => Hidden;

    /// <summary>
    /// Covers the values of parameters that are named like a credential, in the query and in the raw target, and keeps
    /// the query as it was sent in a feature of its own.
    /// </summary>
    public static void Hide(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var query = request.QueryString;
        if (!TryHide(query, out var harmless)) return;
        features.Set(new SentQuery(query));
        request.QueryString = harmless;
        var target = request.RawTarget;
        request.RawTarget = target[..Math.Max(0, target.IndexOf('?', StringComparison.Ordinal))] + harmless;
    }

    static bool TryHide(string query, out string harmless)
    {
        harmless = query;
        if (query.Length < 2) return false;
        var found = false;
        var parts = query[1..].Split('&');
        for (var i = 0; i < parts.Length; i++)
        {
            var equals = parts[i].IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !IsCredential(parts[i][..equals])) continue;
            parts[i] = parts[i][..(equals + 1)] + Hidden;
            found = true;
        }

        if (found) harmless = "?" + string.Join('&', parts);
        return found;
    }

    /// <summary><c>token</c>, and what a caller may write who means it: <c>Token</c>, <c>access_token</c>, <c>%74oken</c>.</summary>
    static bool IsCredential(string name)
    {
        var read = new List<RequestParameter>();
        UrlEncoded.Read(name, read);
        return read.Exists(parameter => parameter.Name.Contains("token", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>
/// Hides credentials in the query before the host makes a context of the request. The host logs the query at the start and the
/// end of each request and any listener may: what it never sees it can not print.
/// A log filter would not do: a rule for one provider outranks it, and it leaves out activities.
/// </summary>
sealed class CredentialHidingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    readonly DefaultHttpContextFactory _inner = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        SentQuery.Hide(featureCollection);
        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
}
