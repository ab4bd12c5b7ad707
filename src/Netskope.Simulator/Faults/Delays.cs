namespace Netskope.Simulator;

sealed class LatencyFault(TimeSpan duration, TimeProvider clock, Fault? then) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        await Task.Delay(duration, clock, context.RequestAborted);
        await (then?.ApplyAsync(context, answer) ?? answer(context));
    }
}

sealed class HoldFault(Fault? then) : Fault
{
    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.TrySetResult();

    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        await _released.Task.WaitAsync(context.RequestAborted);
        await (then?.ApplyAsync(context, answer) ?? answer(context));
    }
}
