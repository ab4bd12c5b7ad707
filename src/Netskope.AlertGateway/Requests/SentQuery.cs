using Microsoft.AspNetCore.Http.Features;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

/// <summary>The query string as the caller sent it, where the request shows it without a credential.</summary>
sealed record SentQuery(string Text)
{
    /// <summary>What stands in the place of a credential.</summary>
    const string Hidden = "***";

    public override string ToString() => Hidden;

    /// <summary>
    /// Covers what is named or looks like a credential, in the query, the path and the raw target, and keeps the query as it
    /// was sent in a feature of its own. A path with a credential leads nowhere.
    /// </summary>
    public static void Hide(IFeatureCollection features, Secrets secrets)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var query = request.QueryString;
        var hidesQuery = TryHide(query, secrets, out var harmless);
        var hidesPath = IsCredential(request.Path, secrets);
        if (!hidesQuery && !hidesPath) return;
        if (hidesQuery) features.Set(new SentQuery(query));
        request.QueryString = harmless;
        if (hidesPath) request.Path = "/" + Hidden;
        var target = request.RawTarget;
        var path = hidesPath ? request.Path : target[..Math.Max(0, target.IndexOf('?', StringComparison.Ordinal))];
        request.RawTarget = path + harmless;
    }

    static bool TryHide(string query, Secrets secrets, out string harmless)
    {
        harmless = query;
        if (query.Length < 2 || IsPlain(query, secrets)) return false;
        var found = false;
        var parts = query[1..].Split('&');
        for (var i = 0; i < parts.Length; i++)
        {
            if (Harmless(parts[i], secrets) is not { } instead) continue;
            parts[i] = instead;
            found = true;
        }

        harmless = "?" + string.Join('&', parts);

        // One that is in the whole and in no part has an ampersand in it.
        if (!IsCredential(harmless, secrets)) return found;
        harmless = "?" + Hidden;
        return true;
    }

    /// <summary>Whether a look at the whole is enough: most queries have nothing encoded, and nothing like a credential.</summary>
    static bool IsPlain(string query, Secrets secrets) =>
        !query.Contains('%', StringComparison.Ordinal) && !query.Contains("token", StringComparison.OrdinalIgnoreCase) && !IsCredential(query, secrets);

    /// <summary>What to show of a parameter instead; null when it may be seen.</summary>
    static string? Harmless(string part, Secrets secrets)
    {
        // A token may hold what means something in a query, such as a plus; and an escape may be broken, or be one twice.
        if (IsCredential(part, secrets) || IsCredential(Unescaped(part), secrets)) return Hidden;
        var read = new List<RequestParameter>();
        UrlEncoded.Read(part, read);
        foreach (var (name, value, _) in read)
        {
            if (IsCredential(name, secrets) || IsCredential(value, secrets)) return Hidden;

            // "token", and what a caller may write who means it: "Token", "access_token", "%74oken".
            if (value.Length > 0 && name.Contains("token", StringComparison.OrdinalIgnoreCase))
                return part[..(part.IndexOf('=', StringComparison.Ordinal) + 1)] + Hidden;
        }

        return null;
    }

    static string Unescaped(string part)
    {
        for (var round = 0; round < 3 && part.Contains('%', StringComparison.Ordinal); round++) part = Uri.UnescapeDataString(part);
        return part;
    }

    /// <summary>The tenant's token, a JWT or a key.</summary>
    public static bool IsCredential(string text, Secrets secrets) => secrets.AppearIn(text) || Secrets.ContainsCredential(text);
}

/// <summary>
/// Hides credentials in the target before the host makes a context of the request. The host logs the query at the start and the
/// end of each request and any listener may: what it never sees it can not print.
/// A log filter would not do: a rule for one provider outranks it, and it leaves out activities.
/// </summary>
sealed class CredentialHidingContextFactory(IServiceProvider services) : IHttpContextFactory
{
    readonly DefaultHttpContextFactory _inner = new(services);
    readonly Secrets _secrets = services.GetRequiredService<Secrets>();

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        SentQuery.Hide(featureCollection, _secrets);
        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
}
