using System.Text.Json;

namespace Netskope.Simulator;

/// <summary>An error in the envelope of the version that the call is for.</summary>
static class ErrorAnswer
{
    public const string General = "General Error";

    public static async Task WriteAsync(HttpContext context, int status, string errorCode, IReadOnlyList<string> errors)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        if (context.Request.IsV2())
        {
            WriteV2(json, status, errorCode, errors);
        }
        else
        {
            WriteV1(json, errorCode, errors);
        }

        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    static void WriteV1(Utf8JsonWriter json, string errorCode, IReadOnlyList<string> errors)
    {
        json.WriteString("status", "error");
        json.WriteString("errorCode", errorCode);
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStringValue(error);
        }

        json.WriteEndArray();
    }

    /// <remarks>Assumption: it has no codes, so that in a 200 only the text can tell that the error is not a general one.</remarks>
    static void WriteV2(Utf8JsonWriter json, int status, string errorCode, IReadOnlyList<string> errors)
    {
        var message = string.Join("; ", errors);
        if (status == StatusCodes.Status200OK)
        {
            json.WriteString("status", "error");
            message = errorCode == General ? message : $"{errorCode}: {message}";
        }

        json.WriteString("message", message);
    }
}
