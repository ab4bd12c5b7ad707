namespace Netskope.Testing;

/// <summary>Waits for a condition, with a deadline that only a fault reaches.</summary>
static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(GatewayFixture.Patience, $"{what}: {otherwise?.Invoke()}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(string what, Func<bool> condition) => HoldsAsync(what, () => Task.FromResult(condition()));

    /// <summary>Turns a clock step by step until a task is done: it may have looked at the clock before it was turned last.</summary>
    public static async Task<T> DoneAsync<T>(Task<T> task, ManualTimeProvider clock, TimeSpan step)
    {
        await HoldsAsync("the task is done", () =>
        {
            if (!task.IsCompleted) clock.Advance(step);
            return task.IsCompleted;
        });
        return await task;
    }
}
