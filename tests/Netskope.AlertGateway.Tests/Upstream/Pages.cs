using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>Bodies a tenant may send, and the reader under test over them.</summary>
static class Pages
{
    public const string Small = """{"status":"success","msg":"","data":[{"_id":"a","timestamp":2,"user":"é"},{"_id":"b","timestamp":1}]}""";

    public static byte[] Bytes(string body) => Encoding.UTF8.GetBytes(body);

    public static Task<Outcome<Page>> ReadAsync(string body, Secrets? secrets = null, RowShape rows = RowShape.Objects) => ReadAsync(Bytes(body), secrets: secrets, rows: rows);

    public static Task<Outcome<Page>> ReadAsync(byte[] body, int step = int.MaxValue, long most = 128L * 1024 * 1024, Secrets? secrets = null, RowShape rows = RowShape.Objects) =>
        ReadAsync(new SlowStream(body, step), most, secrets, rows);

    public static async Task<Outcome<Page>> ReadAsync(Stream body, long most, Secrets? secrets = null, RowShape rows = RowShape.Objects)
    {
        using var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        using var lease = (await inFlight.ReserveAsync(10_000, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        await using (body)
            return await PageReader.ReadAsync(body, rows, RowRights.All, new PageLimits(most, lease, secrets ?? new Secrets()), TestContext.Current.CancellationToken);
    }

    public static async Task<Page> ReadValidAsync(byte[] body, int step = int.MaxValue)
    {
        var outcome = await ReadAsync(body, step);
        outcome.Failure?.Detail.ShouldBeNull();
        return outcome.Value.ShouldNotBeNull();
    }

    /// <summary>What the page decodes to.</summary>
    public static byte[] Plain(Page page)
    {
        using var plain = new MemoryStream();
        using var brotli = new BrotliStream(PipeReader.Create(page.Brotli).AsStream(), CompressionMode.Decompress);
        brotli.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>A page with a row per timestamp; null makes a row without one.</summary>
    public static string WithTimestamps(params long?[] timestamps)
    {
        var rows = timestamps.Select((t, i) => t is { } second
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"_id":"{{i}}","timestamp":{{second}}}""")
            : string.Create(CultureInfo.InvariantCulture, $$"""{"_id":"{{i}}"}"""));
        return $$"""{"status":"success","data":[{{string.Join(",", rows)}}]}""";
    }

    /// <summary>Hands over at most so many bytes at a time, as a socket may.</summary>
    internal sealed class SlowStream(byte[] bytes, int step) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
