namespace Netskope.AlertGateway.Access;

/// <summary>Warns of keys that end soon, or have ended: when the gateway starts and once a day.</summary>
sealed partial class KeyWatch(CallerKeys keys, TimeProvider time, ILogger<KeyWatch> log) : BackgroundService
{
    public const int WarnDays = 14;

    static readonly TimeSpan LookEvery = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!keys.Any) return;
        using var timer = new PeriodicTimer(LookEvery, time);
        do Look();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    void Look()
    {
        var now = time.GetUtcNow();
        foreach (var key in keys.All)
        {
            var days = key.DaysLeft(now);
            if (days <= 0) Log.Ended(log, key.Client, Math.Floor(-days));
            else if (days <= WarnDays) Log.EndsSoon(log, key.Client, Math.Floor(days));
        }
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "A key of {Client} ends in {Days:F0} days (Access:Keys). Make another, and give it to the application.")]
        public static partial void EndsSoon(ILogger logger, string client, double days);

        [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "A key of {Client} ended {Days:F0} days ago (Access:Keys). Make another if it is still needed, and take this one off.")]
        public static partial void Ended(ILogger logger, string client, double days);
    }
}
