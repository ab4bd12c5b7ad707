using Microsoft.Extensions.Options;
using Netskope.Sandbox;

// Without a gateway, for one that is a process or a container of its own.
if (args is ["neighbours", .. var rest])
{
    await using var neighbours = await Neighbours.StartAsync(NeighbourOptions.Read(rest));
    foreach (var line in neighbours.Lines()) Console.WriteLine(line);
    await neighbours.WaitForShutdownAsync();
    return;
}

SandboxHost sandbox;
try
{
    sandbox = await SandboxHost.StartAsync(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    Environment.ExitCode = 1;
    return;
}
catch (Exception e) when (WrongSettings(e) is { Count: > 0 } failures)
{
    foreach (var failure in failures) await Console.Error.WriteLineAsync("The gateway can not start: " + failure);
    Environment.ExitCode = 1;
    return;
}
catch (OperationCanceledException)
{
    // Ctrl+C before everything was up.
    return;
}

await using var running = sandbox;

Console.WriteLine($"""

    Swagger UI: {sandbox.SwaggerAddress}
    (press Authorize, Authorize, Close; then Execute)

    Or paste this line:

    {sandbox.Curl}

    Ctrl+C ends the sandbox.

    """);

await sandbox.WaitForShutdownAsync();

static List<string> WrongSettings(Exception fault) => fault switch
{
    OptionsValidationException wrong => [.. wrong.Failures],
    AggregateException several => [.. several.InnerExceptions.SelectMany(WrongSettings).Distinct(StringComparer.Ordinal)],
    _ => [],
};
