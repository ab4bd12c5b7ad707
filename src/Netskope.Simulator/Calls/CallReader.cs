using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Netskope.Simulator;

/// <summary>Reads a call and, in v1, merges its parameters, wherever they stand. v2's stand in the query.</summary>
static class CallReader
{
    /// <remarks>
    /// Assumption: where a name stands twice the body wins over the query, as in PHP, and the last over the first.
    /// JSON that calls itself a form, as curl's does, is JSON; a body that cannot be read has no parameters.
    /// </remarks>
    public static async Task<(Call Call, Parameters Parameters)> ReadAsync(HttpContext context, Tenant tenant)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var query = request.Query.ToDictionary(p => p.Key, p => p.Value[^1] ?? "", StringComparer.Ordinal);

        var (place, fromBody) = FromBody(request.ContentType, body);
        var merged = new Dictionary<string, string>(query, StringComparer.Ordinal);
        foreach (var (name, value) in fromBody)
        {
            merged[name] = value;
        }

        var isV2 = request.IsV2();
        var headerToken = request.HeaderToken();
        var tokenPlace =
            isV2 && headerToken is not null ? TokenPlace.Header
            : fromBody.ContainsKey("token") ? place
            : query.ContainsKey("token") ? TokenPlace.Query
            : headerToken is not null ? TokenPlace.Header
            : TokenPlace.None;
        var (token, valid) = isV2 ? (headerToken, tenant.Options.TokenV2) : (merged.GetValueOrDefault("token"), tenant.Options.Token);
        var call = new Call
        {
            At = tenant.Clock.GetUtcNow(),
            Method = request.Method,
            Path = request.Path.Value ?? "",
            RawQuery = mark < 0 ? "" : target[(mark + 1)..],
            Query = query,
            TokenPlace = tokenPlace,
            TokenValid = string.Equals(token, valid, StringComparison.Ordinal)
                || (!string.IsNullOrEmpty(token) && string.Equals(token, tenant.Options.RetiringToken, StringComparison.Ordinal)),
            ContentType = request.ContentType,
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body,
        };
        return (call, new Parameters(isV2 ? query : merged));
    }

    static (TokenPlace Place, Dictionary<string, string> Values) FromBody(string? contentType, string body)
    {
        if (body.Length == 0)
        {
            return (TokenPlace.None, []);
        }

        var isForm = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        if (isForm && !body.StartsWith('{'))
        {
            return (TokenPlace.Form, QueryHelpers.ParseQuery(body).ToDictionary(p => p.Key, p => p.Value[^1] ?? "", StringComparer.Ordinal));
        }

        return (TokenPlace.Json, FromJson(body));
    }

    static Dictionary<string, string> FromJson(string body)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in document.RootElement.EnumerateObject())
                {
                    values[property.Name] = property.Value.ToString();
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON, no parameters.
        }

        return values;
    }
}
