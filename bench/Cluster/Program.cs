using System.Globalization;
using Cluster;
using Netskope.Testing;

// Cluster <program of the gateway> checks <seconds> <seed>
// Cluster <program of the gateway> soak|soak-tls <seconds> <seed>
GatewayProcess.Program = args[0];
var (seconds, seed) = (TimeSpan.FromSeconds(Number(args[2])), Number(args[3]));
if (args[1] is "soak" or "soak-tls") return await new SoakRun(seconds, seed, tls: args[1] == "soak-tls").RunAsync() ? 0 : 1;

Console.WriteLine("| three replicas | | at most | |");
Console.WriteLine("|---|---|---|---|");
var isGood = true;
await foreach (var check in new Checks(seconds).RunAsync())
{
    Console.WriteLine(check);
    isGood &= check.Passes;
}

Console.WriteLine();
isGood &= await new Costs(seed).WriteAsync();
Console.WriteLine(isGood ? "pass" : "FAIL");
return isGood ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
