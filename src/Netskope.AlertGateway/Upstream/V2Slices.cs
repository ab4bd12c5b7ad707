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

    public async Task<Outcome<Page>> FetchAsync(PageRequest page, string? query, PageLimits limits, CancellationToken cancellation)
    {
        using var builder = new V2PageBuilder(limits, page.Limit);
        var (start, to) = (V2Target.Ends(page).Start, V2Target.Ends(page).End);
        var (length, skip, scanned) = (FirstLength, page.Skip, 0);
        while (to > start && !builder.IsFull)
        {
            var from = Math.Max(start, to - length);
            var slice = new Slice(limits, _options.MaxRowsScanned - scanned);
            if (await FillAsync(slice, page.Resource, query, new Window(from, to), limits, cancellation) is { } failure) return failure;
            foreach (var (row, facts) in slice.InOrder())
            {
                if (skip-- <= 0 && builder.Add(row, facts) is { } full) return full;
            }

            scanned += slice.Rows;
            (to, length) = (from, Next(length, slice.Rows));
        }

        return builder.Build();
    }

    async Task<Failure?> FillAsync(Slice slice, string resource, string? query, Window window, PageLimits limits, CancellationToken cancellation)
    {
        for (var offset = 0; ;)
        {
            var target = V2Target.Of(query, window, offset, _options.V2MaxLimit);
            var answer = await calls.AskAsync(resource, target, limits, slice.Add, cancellation);
            if (!answer.IsSuccess) return answer.Failure;
            if (answer.Value.Rows < _options.V2MaxLimit) return null;
            offset += answer.Value.Rows;
        }
    }

    long Next(long length, int rows)
    {
        var wanted = _options.V2MaxLimit / 2;
        var next = rows == 0 ? length * MostGrowth : length * wanted / rows;
        return Math.Clamp(next, Math.Max(1, length / MostGrowth), length * MostGrowth);
    }

    sealed class Slice(PageLimits limits, int most)
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
            return limits.InFlight.TryHold(_bytes) ? null : PageLimits.NoMemory;
        }

        public IEnumerable<(byte[] Row, RowFacts Facts)> InOrder() =>
            _rows.OrderByDescending(row => row.Facts.Timestamp).ThenByDescending(row => row.Facts.Id, StringComparer.Ordinal);
    }
}
