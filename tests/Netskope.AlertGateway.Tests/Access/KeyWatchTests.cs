using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Access;

public sealed class KeyWatchTests
{
    readonly ManualTimeProvider _clock = new();
    readonly LogLines<KeyWatch> _log = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KeysThatEndSoonOrHaveEnded_Warn_AtTheStartAndOnceADay_UntilTheStop()
    {
        var watch = Watch(("later", "2026-03-17"), ("soon", "2026-03-16T09:30:00Z"), ("ended", "2026-02-27"));
        await watch.StartAsync(Ct);
        await _clock.WhenTimersAsync(1, Ct).WaitAsync(Ct);
        await Eventually.HoldsAsync("nobody warns at the start", () => _log.Lines.Count == 2);

        _log.Lines.ShouldAllBe(line => line.Level == LogLevel.Warning);
        _log.Lines.Select(line => line.Text).ShouldBe(
        [
            "A key of soon ends in 14 days (Access:Keys). Make another, and give it to the application.",
            "A key of ended ended 2 days ago (Access:Keys). Make another if it is still needed, and take this one off.",
        ]);

        // A day less an instant changes nothing.
        _clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        _log.Lines.Count.ShouldBe(2);
        _clock.Advance(TimeSpan.FromTicks(1));
        await Eventually.HoldsAsync("nobody warns a day later", () => _log.Lines.Count == 4);
        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually.HoldsAsync("nobody warns of the third", () => _log.Lines.Count == 7);
        _log.Lines[4].Text.ShouldStartWith("A key of later ends in 13 days");

        await watch.StopAsync(Ct);
        watch.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeTrue();
        _clock.WaitingTimers.ShouldBe(0);
        watch.Dispose();
    }

    [Fact]
    public async Task WithoutKeys_ThereIsNothingToWatch()
    {
        using var watch = Watch();

        await watch.StartAsync(Ct);
        await watch.ExecuteTask.ShouldNotBeNull().WaitAsync(Ct);

        _clock.WaitingTimers.ShouldBe(0);
        _log.Lines.ShouldBeEmpty();
    }

    KeyWatch Watch(params (string Client, string Expires)[] keys)
    {
        var settings = keys.Select(key => new KeySettings { Client = key.Client, Expires = key.Expires, Scopes = ["alerts.read"], Sha256 = TestKeys.Hash(key.Client) });
        return new(new CallerKeys(Options.Create(new AccessOptions { Keys = [.. settings] }), _clock), _clock, _log);
    }
}
