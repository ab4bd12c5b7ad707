using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// Where a walk goes on behind a full page. Rows arrive late, with timestamps inside a window that is being walked, and
/// would push rows that were seen already onto the next page if the walk only counted. So where the rows descend by
/// <c>timestamp</c>, the next page ends in the last second seen and skips just the rows of that second; what arrives
/// above it can move nothing below.
/// </summary>
static class NextPage
{
    public static string? Of(Question question, Window window, Page page)
    {
        // A report that heeds no limit is all there is.
        if (page.Rows < question.Limit || (question.HasOpaqueRows && page.Rows > question.Limit)) return null;
        if (question.Unsorted || question.Window.Kind != WindowKind.Event || page.Tail is not { } tail || tail.Timestamp > window.End || tail.Timestamp <= window.Start)
            return question.PageAt(window, question.Skip + page.Rows);

        // The rows of the last second are all on this page unless the window ends in it: a walk skips only rows of its end.
        var startsAbove = tail.RowsInSecond < page.Rows || question.Skip == 0 || tail.Timestamp < window.End;
        return startsAbove
            ? question.PageAt(window with { End = tail.Timestamp }, tail.RowsInSecond)
            : question.PageAt(window, question.Skip + page.Rows);
    }
}
