using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Access;

/// <summary>Why a credential is refused without a look at what it claims.</summary>
/// <param name="Reason">The kind of fault, for the access record.</param>
/// <param name="Detail">What the caller is told; without quotation marks and of ASCII alone (RFC 6750, 3).</param>
sealed record CredentialFault(string Reason, string Detail)
{
    /// <summary>One text for both: nobody learns whether a key was ever good.</summary>
    public static CredentialFault OfKey(string reason) => new(reason, "The key is none of this gateway's, or it has ended");
}

/// <summary>
/// Where a caller's credential stands: in <c>Authorization: Bearer</c>; where there are keys, also in <c>X-Api-Key</c>, which else is
/// somebody else's; and, of a legacy client that sends neither, in the parameter <c>token</c>, as v1 clients have it.
/// </summary>
sealed class CredentialPlaces(CallerKeys keys, Faces faces)
{
    public const string KeyHeader = "X-Api-Key";

    const string BearerPrefix = "Bearer ";

    public bool TakesParameter(HttpRequest request) => faces.ServeLegacy && request.Headers.Authorization.Count == 0 && !HasKeyHeader(request);

    /// <summary>Which of several is meant nobody can tell, and two readers might choose differently.</summary>
    public CredentialFault? Fault(HttpRequest request)
    {
        var (authorization, key) = (request.Headers.Authorization.Count, HasKeyHeader(request) ? request.Headers[KeyHeader].Count : 0);
        if (authorization > 1) return new("TwoCredentials", "There are two Authorization headers; send one");
        if (key > 1) return new("TwoCredentials", "There are two X-Api-Key headers; send one");
        if (authorization + key > 1) return new("TwoCredentials", "There are both an Authorization and an X-Api-Key header; send one of them");
        return key == 1 && string.IsNullOrWhiteSpace(request.Headers[KeyHeader]) ? new("EmptyKey", "The X-Api-Key header is empty") : null;
    }

    public string? Find(HttpRequest request, RequestParameters? parameters) =>
        HasKeyHeader(request) ? request.Headers[KeyHeader].ToString().Trim()
        : TakesParameter(request) ? parameters?.Single("token")
        : BearerToken(request);

    /// <summary>All that stands in headers for credentials, whether they are looked at or not.</summary>
    public static IEnumerable<string> InHeaders(HttpRequest request) =>
        request.Headers.Authorization.Concat(request.Headers[KeyHeader]).OfType<string>().Select(Bare);

    /// <summary>Whether what was found is to be judged as a key, and as nothing else.</summary>
    public bool IsKey(HttpRequest request, string credential) => keys.Any && (HasKeyHeader(request) || KeyText.IsMeantBy(credential));

    bool HasKeyHeader(HttpRequest request) => keys.Any && request.Headers.ContainsKey(KeyHeader);

    static string? BearerToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? Bare(header) : null;
    }

    static string Bare(string header) => (header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header[BearerPrefix.Length..] : header).Trim();
}
