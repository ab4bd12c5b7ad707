using System.Globalization;
using Soak;

// Mixed load against a gateway that runs elsewhere: Soak <gateway> <tenant> <caller's token> <gateway's process> <seconds> <seed>
var (gateway, tenant, token) = (args[0], args[1], args[2]);
var (process, seconds, seed) = (Number(args[3]), Number(args[4]), Number(args[5]));
const int Workers = 4;
const int MostRequests = 100_000;

using var wire = new Wire(gateway, tenant, token);
using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), TimeProvider.System);
var tally = new Tally(MostRequests);
var faults = new FaultOrders(wire, new Random(seed));
var memory = new WorkingSet(process);
await wire.OpenFaultsAsync();

var ordering = faults.RunAsync(end.Token);
var sampling = memory.RunAsync(end.Token);
var books = new Books();
await Task.WhenAll(Enumerable.Range(1, Workers).Select(worker => new Load(wire, books, faults, tally, new Random(seed + worker)).RunAsync(end.Token)));
await end.CancelAsync();
await Task.WhenAll(ordering, sampling);

var thirds = memory.Thirds();
Console.WriteLine(tally.Table());
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{seconds} s, seed {seed}, {Workers} callers: {tally.Requests} requests, {faults.Ordered} faults ordered, {tally.Explained} errors they explain, {tally.Unexplained} unexplained."));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"Working set, mean of each third: {thirds[0]:0.0}, {thirds[1]:0.0}, {thirds[2]:0.0} MB; last / second = {thirds[2] / thirds[1]:0.000} (at most 1.1)."));
foreach (var error in tally.Errors) Console.WriteLine("  " + error);
var isGood = tally.Unexplained == 0 && thirds[2] <= 1.1 * thirds[1];
Console.WriteLine(isGood ? "pass" : "FAIL");
return isGood ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
