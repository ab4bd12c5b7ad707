using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Settings;

/// <summary>Runs the gateway; what keeps it from starting is told in a line each, without a stack trace.</summary>
static class StartReport
{
    /// <summary>Builds and runs it until it is told to stop.</summary>
    /// <returns>The exit code: 0 after an orderly stop, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        WebApplication? app = null;
        try
        {
            app = build();
            await app.StartAsync();
        }
        catch (Exception e) when (e is not HostAbortedException)
        {
            if (app is not null) await app.DisposeAsync();
            foreach (var reason in Reasons(e)) await Console.Error.WriteLineAsync("The gateway can not start: " + reason);
            return 1;
        }

        await using (app) await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Each thing that is wrong, in a line.</summary>
    public static List<string> Reasons(Exception e) => e switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Reasons).Distinct(StringComparer.Ordinal)],
        InvalidDataException { InnerException: FormatException { InnerException: JsonException json } } => [OneLine($"{e.Message} {At(json)}")],
        IOException or SocketException or UnauthorizedAccessException or FormatException or InvalidDataException => [OneLine(e.Message)],
        _ => [OneLine($"{e.GetType().Name}: {e.Message}")],
    };

    static string At(JsonException json) => string.Create(
        CultureInfo.InvariantCulture, $"It is not valid JSON at line {json.LineNumber + 1}, column {json.BytePositionInLine + 1}.");

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
