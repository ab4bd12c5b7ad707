using System.Collections.Concurrent;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>The flights of this process. One ends by its own time-outs, when all have left before it took off, or with the process.</summary>
sealed partial class Flights(ILogger<Flights> log) : IHostedService, IDisposable
{
    readonly ConcurrentDictionary<QuestionKey, Flight> _underWay = new();
    readonly ConcurrentDictionary<Task, bool> _running = new();

    // Never disposed of: a flight may start while the process stops, and it has no timer.
    readonly CancellationTokenSource _stopping = new();

    /// <summary>Joins the flight for a key, or starts one.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="fly">Brings the answer.</param>
    /// <param name="conclude">Follows behind the landing, so that no caller waits for it.</param>
    /// <returns>The flight, and whether it was under way already.</returns>
    public (Flight Flight, bool Joined) Join(
        QuestionKey key,
        Func<Flight, Task<Outcome<Landed>>> fly,
        Func<Outcome<Landed>, CancellationToken, Task> conclude)
    {
        while (true)
        {
            if (_underWay.TryGetValue(key, out var there))
            {
                if (there.TryBoard()) return (there, true);
                _underWay.TryRemove(KeyValuePair.Create(key, there));
                continue;
            }

            var mine = new Flight(_stopping.Token);
            if (_underWay.TryAdd(key, mine))
            {
                var running = Task.Run(() => FlyAsync(key, mine, fly, conclude), CancellationToken.None);
                _running[running] = true;
                _ = running.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
                return (mine, false);
            }

            mine.Dispose();
        }
    }

    public int UnderWay => _underWay.Count;

    /// <summary>Whether a question is under way already.</summary>
    public bool AreAsking(QuestionKey key) => _underWay.ContainsKey(key);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No request is left by now. What is under way ends, and gives back what it holds in Redis while that can be reached.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Cancel();

    async Task FlyAsync(QuestionKey key, Flight flight, Func<Flight, Task<Outcome<Landed>>> fly, Func<Outcome<Landed>, CancellationToken, Task> conclude)
    {
        Outcome<Landed> outcome;
        try
        {
            outcome = await fly(flight);
        }
        catch (OperationCanceledException) when (flight.Cancelled.IsCancellationRequested)
        {
            outcome = new Failure(FailureKind.TenantUnavailable, "The gateway is stopping.", TimeSpan.FromSeconds(1));
        }
        catch (Exception e)
        {
            Log.FlightFailed(log, e);
            outcome = new Failure(FailureKind.InternalError, "The gateway failed while it asked the tenant.");
        }

        _underWay.TryRemove(KeyValuePair.Create(key, flight));
        flight.Land(outcome);
        flight.Dispose();
        await ConcludeAsync(outcome, conclude);
    }

    async Task ConcludeAsync(Outcome<Landed> outcome, Func<Outcome<Landed>, CancellationToken, Task> conclude)
    {
        try
        {
            await conclude(outcome, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends; the others ask for themselves.
        }
        catch (Exception e)
        {
            Log.ConclusionFailed(log, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "A flight ended by a fault of the gateway.")]
        public static partial void FlightFailed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "An answer could not be shared by a fault of the gateway.")]
        public static partial void ConclusionFailed(ILogger logger, Exception exception);
    }
}
