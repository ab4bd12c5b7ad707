namespace Netskope.Testing;

/// <summary>Waits for a condition, with a deadline that only a fault reaches.</summary>
static class Eventually
{
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(GatewayFixture.Patience, $"{what}: {otherwise?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(string what, Func<bool> condition) => HoldsAsync(what, () => Task.FromResult(condition()));
}
