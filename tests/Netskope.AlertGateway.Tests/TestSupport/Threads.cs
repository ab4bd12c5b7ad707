namespace Netskope.AlertGateway.Tests.TestSupport;

static class Threads
{
    /// <summary>Runs on so many threads at once. The thread pool would start them one after another.</summary>
    public static Task RunAsync(int count, Action<int> run)
    {
        var stop = TestContext.Current.CancellationToken;
        return Task.WhenAll(Enumerable.Range(0, count).Select(number =>
            Task.Factory.StartNew(() => run(number), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }
}
