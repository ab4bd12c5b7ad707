using System.Net.Http.Headers;
using System.Text.Json;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The tenant's token. It prints as <c>***</c>; only the upstream call gets at the value.</summary>
sealed class TenantToken(string value)
{
    /// <summary>The body of a v1 call. Netskope recommends the body, since URLs end up in logs.</summary>
    public byte[] ToJsonBody() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = value });

    /// <summary>The header of a v2 call.</summary>
    public void AddTo(HttpRequestHeaders headers) => headers.Add("Netskope-Api-Token", value);

    public override string ToString() => "***";
}
