using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// A page in descending order from a tenant that keeps none: the window is walked backwards in slices, each fetched whole and
/// sorted by <c>timestamp</c>, and within a second by <c>_id</c>, so that a page is always the same. A slice is made as long as it
/// takes to hold half of what one call may bring. At most <c>Netskope:MaxRowsScanned</c> rows are looked at.
/// </summary>
sealed class V2Slices(V2Calls calls, IOptions<NetskopeOptions> options)
{
    const long FirstLength = 3600;
    const int MostGrowth = 8;

    readonly NetskopeOptions _options = options.Value;

    public async Task<Outcome<Page>> FetchAsync(PageRequest page, V2Question question, PageLimits limits, Errand errand, CancellationToken cancellation)
    {
        using var builder = new V2PageBuilder(limits, page.Rights, page.Limit);
        var (start, to) = (question.Ends.Start, question.Ends.End);
        var (length, skip, scanned) = (FirstLength, page.Skip, 0);
        while (to > start && !builder.IsFull)
        {
            var window = new Window(Math.Max(start, to - length), to);
            var slice = new Slice(limits, builder, _options.MaxRowsScanned - scanned);
            var filled = await FillAsync(slice, page, question, window, limits, errand, cancellation);
            if (filled.Failure is { } failure) return failure;
            if (!filled.IsWhole)
            {
                length = Math.Max(1, (window.End - window.Start) / 2);
                continue;
            }

            foreach (var (row, facts) in slice.InOrder())
            {
                if (skip-- <= 0 && builder.Add(row, facts) is { } full) return full;
            }

            scanned += slice.Rows;
            (to, length) = (window.Start, Next(length, slice.Rows));
        }

        return builder.Build();
    }

    /// <returns>Not whole: there are more rows than one call brings, and a shorter slice may do.</returns>
    async Task<(bool IsWhole, Failure? Failure)> FillAsync(
        Slice slice, PageRequest page, V2Question question, Window window, PageLimits limits, Errand errand, CancellationToken cancellation)
    {
        for (long offset = 0; ;)
        {
            var before = slice.Rows;
            var answer = await calls.AskAsync(page, question.Target(window, offset, _options.V2MaxLimit), limits, errand, slice.Add, cancellation);
            if (!answer.IsSuccess) return (false, answer.Failure);
            if (V2Calls.IsLast(answer.Value.Rows, _options.V2MaxLimit)) return (true, null);
            if (slice.Rows == before) return (false, V2Calls.NothingNew);
            if (offset == 0 && window.End - window.Start > 1) return (false, null);
            offset += answer.Value.Rows;
        }
    }

    long Next(long length, int rows)
    {
        var wanted = _options.V2MaxLimit / 2;
        var next = rows == 0 ? length * MostGrowth : length * wanted / rows;
        return Math.Clamp(next, Math.Max(1, length / MostGrowth), length * MostGrowth);
    }

    sealed class Slice(PageLimits limits, V2PageBuilder builder, int most)
    {
        readonly List<(byte[] Row, RowFacts Facts)> _rows = [];
        readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        long _bytes;

        public int Rows => _rows.Count;

        public Failure? Add(ReadOnlySpan<byte> row, RowFacts facts)
        {
            if (facts.Timestamp is null) return new(FailureKind.TenantUnexpected, "Netskope's rows have no timestamp to be sorted by.");
            if (facts.Id is { } id && !_ids.Add(id)) return null;
            if (_rows.Count == most)
            {
                return new(
                    FailureKind.InvalidRequest,
                    "Too many rows would have to be looked at for this page (Netskope:MaxRowsScanned): ask with a narrower window, a stricter query or unsorted=true.");
            }

            _rows.Add((row.ToArray(), facts));
            _bytes += row.Length;
            return limits.InFlight.TryHold(builder.Held + _bytes) ? null : PageLimits.NoMemory;
        }

        public IEnumerable<(byte[] Row, RowFacts Facts)> InOrder() =>
            _rows.OrderByDescending(row => row.Facts.Timestamp).ThenByDescending(row => row.Facts.Id, StringComparer.Ordinal);
    }
}
