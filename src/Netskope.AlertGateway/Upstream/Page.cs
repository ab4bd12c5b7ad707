using System.Buffers;

namespace Netskope.AlertGateway.Upstream;

/// <summary>A verified page, held only in its compressed form.</summary>
/// <param name="Brotli">The tenant's bytes, untouched, in Brotli coding.</param>
/// <param name="Length">How many bytes the tenant sent, after its own content coding.</param>
/// <param name="Hash">SHA-256 of those bytes.</param>
/// <param name="Rows">How many rows <c>data</c> holds.</param>
/// <param name="Tail">How the page ends, when its rows are in descending order of <c>timestamp</c>.</param>
/// <param name="Message">Where the value of <c>msg</c> stands.</param>
sealed record Page(ReadOnlySequence<byte> Brotli, long Length, byte[] Hash, int Rows, PageTail? Tail, MessageSpan Message);

/// <summary>The last second of a page in descending order, and how many of the page's rows lie in it.</summary>
public readonly record struct PageTail(long Timestamp, int RowsInSecond);

/// <summary>Where the value of <c>msg</c> stands in an envelope; of length 0, just behind the opening brace, when there is none.</summary>
public readonly record struct MessageSpan(long Start, long Length);
