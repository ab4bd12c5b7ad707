using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

/// <summary>Marks an endpoint that reads parameters from the body of a POST, as Netskope's v1 API does.</summary>
sealed class ReadsBody;

/// <summary>Reads the parameters of a request, once: the credential may be among them, so access looks before the endpoint does.</summary>
static class RequestReader
{
    public const int MostBodyBytes = 64 * 1024;

    static Failure TooLarge => new(FailureKind.BodyTooLarge, $"The body is over {MostBodyBytes} bytes.");

    static Failure Broken => new(FailureKind.InvalidRequest, "The body is not well-formed HTTP, or it broke off.");

    public static async ValueTask<Outcome<RequestParameters>> ReadParametersAsync(this HttpContext context)
    {
        if (context.Features.Get<Read>() is { } earlier) return earlier.Outcome;
        var outcome = await ReadAsync(context);
        context.Features.Set(new Read(outcome));
        return outcome;
    }

    static async ValueTask<Outcome<RequestParameters>> ReadAsync(HttpContext context)
    {
        var parameters = new List<RequestParameter>();
        var query = context.Features.Get<SentQuery>()?.Text ?? context.Request.QueryString.Value;
        if (query is ['?', ..]) UrlEncoded.Read(query.AsSpan(1), parameters);
        if (HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<ReadsBody>() is not null)
        {
            var failure = await ReadBodyAsync(context, parameters);
            if (failure is not null) return failure;
        }

        return new RequestParameters(parameters);
    }

    static async Task<Failure?> ReadBodyAsync(HttpContext context, List<RequestParameter> parameters)
    {
        if (context.Request.ContentLength > MostBodyBytes) return TooLarge;
        var buffer = ArrayPool<byte>.Shared.Rent(MostBodyBytes + 1);
        try
        {
            using var deadline = context.Deadline().CancelAt(context.RequestAborted);
            var length = await context.Request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, MostBodyBytes + 1), MostBodyBytes + 1, throwOnEndOfStream: false, deadline.Token);
            return length > MostBodyBytes
                ? TooLarge
                : Parse(context.Request.ContentType, buffer.AsSpan(0, length), parameters);
        }
        catch (BadHttpRequestException e)
        {
            // An error as a value: thrown through the authentication it would be logged as a fault of the gateway.
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge,
                StatusCodes.Status408RequestTimeout => new(FailureKind.BodyTooSlow, "The body arrives too slowly."),
                _ => Broken,
            };
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // Also a chunk's size beyond every number.
            return Broken;
        }
        catch (OperationCanceledException)
        {
            return new(FailureKind.BodyTooSlow, "The body did not arrive in time.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    static Failure? Parse(string? contentType, ReadOnlySpan<byte> body, List<RequestParameter> parameters)
    {
        body = body.Trim(" \t\r\n"u8);
        if (body.IsEmpty) return null;
        if (!Utf8.IsValid(body)) return new(FailureKind.InvalidRequest, "The body is not UTF-8.");

        var type = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType.Value : null;
        var isForm = string.Equals(type, "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var isJson = string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase);

        // curl -d '{"token":…}' calls its JSON a form, and Netskope's own examples name no type at all.
        if (isJson || ((isForm || contentType is null) && body[0] == (byte)'{')) return ParseJson(body, parameters);
        if (!isForm)
            return new(FailureKind.UnsupportedMediaType, "The body may be application/json or application/x-www-form-urlencoded.");

        UrlEncoded.Read(Encoding.UTF8.GetString(body), parameters);
        return null;
    }

    static Failure? ParseJson(ReadOnlySpan<byte> body, List<RequestParameter> parameters)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return new(FailureKind.InvalidRequest, "The JSON body must be an object of parameters, such as {\"limit\": 10}.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                switch (reader.TokenType)
                {
                    case JsonTokenType.String:
                        parameters.Add(new(name, reader.GetString()!));
                        break;
                    case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                        parameters.Add(new(name, Encoding.UTF8.GetString(reader.ValueSpan)));
                        break;
                    case JsonTokenType.Null:
                        parameters.Add(new(name, ""));
                        break;
                    default:
                        return new(FailureKind.InvalidRequest, "A parameter in the JSON body may be a string, a number or a boolean, not an object or a list.");
                }
            }

            return reader.Read() ? new(FailureKind.InvalidRequest, "Something follows the JSON object in the body.") : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as \ud800 that stands for no character.
            return new(FailureKind.InvalidRequest, "The body is not well-formed JSON.");
        }
    }

    sealed record Read(Outcome<RequestParameters> Outcome);
}
