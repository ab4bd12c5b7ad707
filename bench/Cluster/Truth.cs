using System.Globalization;
using System.Text;
using Netskope.Simulator;

namespace Cluster;

/// <summary>What the tenant had, and when: its alerts follow from the clock alone, so a page of any moment can be written again.</summary>
sealed class Truth(Population alerts)
{
    static readonly byte[] Opening = """{"msg":"","data":["""u8.ToArray();
    static readonly byte[] Closing = Encoding.ASCII.GetBytes("""],"status":"success"}""");

    /// <summary>What is wrong with a body, if anything is.</summary>
    /// <param name="body">The page.</param>
    /// <param name="window">The window that the answer names.</param>
    /// <param name="limit">How many rows were asked for.</param>
    /// <param name="from">The tenant was asked then or later.</param>
    /// <param name="to">It had answered by then.</param>
    public string? Fault(byte[] body, string window, int limit, DateTimeOffset from, DateTimeOffset to)
    {
        var ends = window.Split('-');
        var (start, end) = (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture));
        var (first, last) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        var rows = alerts.Select(new AlertFilter { Start = start, End = end }).Where(row => row.Insertion <= last).ToList();

        // Between two insertions a page does not change; nor is an alert seen before its own time.
        foreach (var moment in rows.Select(row => row.Insertion).Where(at => at > first).Append(first).Distinct().Order())
        {
            if (body.AsSpan().SequenceEqual(Page(rows.Where(row => row.Insertion <= moment).Take(limit)))) return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes that are no page of {window} as it was from {from:HH:mm:ss} to {to:HH:mm:ss}");
    }

    static byte[] Page(IEnumerable<AlertKey> rows)
    {
        using var page = new MemoryStream();
        page.Write(Opening);
        foreach (var row in rows)
        {
            if (page.Length > Opening.Length) page.WriteByte((byte)',');
            page.Write(Population.RowBytes(row).Span);
        }

        page.Write(Closing);
        return page.ToArray();
    }
}
