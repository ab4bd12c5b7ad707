using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;

namespace Netskope.Simulator;

/// <summary>
/// The tenant's alerts, or its events of one kind: an index in memory, rows written on demand. A day's rows follow from
/// the seed, the day and the number per day alone, so every process agrees on them.
/// </summary>
/// <remarks>
/// The first day is fixed at the start and nothing is forgotten later. New rows appear as the clock moves, each
/// when its insertion time has come.
/// </remarks>
public sealed class Population
{
    readonly ConcurrentDictionary<long, AlertKey[]> _days = new();
    readonly TimeProvider _clock;
    readonly int _seed;
    readonly int _perDay;
    readonly long _firstDay;
    readonly EventKind? _kind;

    /// <param name="kind">Null for the alerts. Most who start a tenant ask for no events: their days are made when somebody does.</param>
    internal Population(SimulatorOptions options, TimeProvider clock, EventKind? kind = null)
    {
        _clock = clock;
        _kind = kind;
        _seed = options.Seed;
        _perDay = kind is null ? options.AlertsPerDay : options.EventsPerDay;
        var today = Now / RowDay.Seconds;
        _firstDay = today - options.Days;
        if (kind is not null)
        {
            return;
        }

        for (var day = _firstDay; day <= today; day++)
        {
            Day(day);
        }
    }

    long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The visible rows that fit, newest first.</summary>
    public IReadOnlyList<AlertKey> Select(AlertFilter? filter = null) => [.. Visible(filter ?? new AlertFilter())];

    public int Count(AlertFilter? filter = null) => Visible(filter ?? new AlertFilter()).Count();

    /// <summary>The row as it stands in every answer.</summary>
    /// <exception cref="KeyNotFoundException">The population has no such row, now or later.</exception>
    public ReadOnlyMemory<byte> RowBytes(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length == 24
            && long.TryParse(id.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var timestamp)
            && timestamp / RowDay.Seconds >= _firstDay)
        {
            foreach (var key in Day(timestamp / RowDay.Seconds))
            {
                if (key.Timestamp == timestamp && string.Equals(key.Id, id, StringComparison.Ordinal))
                {
                    return RowBytes(key);
                }
            }
        }

        throw new KeyNotFoundException($"No row {id}");
    }

    public static ReadOnlyMemory<byte> RowBytes(AlertKey key)
    {
        var buffer = new ArrayBufferWriter<byte>(Row.MaxBytes);
        Row.Write(key, buffer);
        return buffer.WrittenMemory;
    }

    /// <remarks>Unordered is another order, but a stable one: by row seed.</remarks>
    internal IReadOnlyList<AlertKey> Page(AlertFilter filter, int skip, int limit, V2Order order)
    {
        var all = Visible(filter);
        var ordered = order switch
        {
            V2Order.Ascending => all.Reverse(),
            V2Order.Unordered => all.OrderBy(key => key.RowSeed),
            _ => all,
        };
        return [.. ordered.Skip(skip).Take(limit)];
    }

    IEnumerable<AlertKey> Visible(AlertFilter filter)
    {
        var now = Now;
        var last = Math.Min(Math.Min(filter.End ?? now, filter.InsertionEnd ?? now), now);
        var first = Math.Max(filter.Start ?? long.MinValue, (filter.InsertionStart ?? long.MinValue + RowDay.LongestLag) - RowDay.LongestLag);
        for (var day = last / RowDay.Seconds; day >= _firstDay && day >= first / RowDay.Seconds; day--)
        {
            var keys = Day(day);
            for (var i = keys.Length - 1; i >= 0; i--)
            {
                if (keys[i].Insertion <= now && filter.Matches(keys[i]))
                {
                    yield return keys[i];
                }
            }
        }
    }

    AlertKey[] Day(long day) => _days.GetOrAdd(day, static (day, self) => RowDay.Generate(self._seed, self._kind, day, self._perDay), this);
}
