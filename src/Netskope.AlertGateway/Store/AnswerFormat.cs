using System.Buffers;
using System.Text;

namespace Netskope.AlertGateway.Store;

/// <summary>An answer as bytes, before it is sealed. A change of this layout takes a new <see cref="Version"/>.</summary>
static class AnswerFormat
{
    /// <summary>Stands in the key too, so that gateways of two versions on one Redis never meet each other's values.</summary>
    public const byte Version = 1;

    public static byte[] Write(Answer answer)
    {
        var brotli = answer.Content.Brotli;
        using var bytes = new MemoryStream((int)brotli.Length + 512);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(answer.AskedAt.ToUnixTimeMilliseconds());
        writer.Write((long)answer.FreshFor.TotalMilliseconds);
        writer.Write((long)answer.StaleFor.TotalMilliseconds);
        writer.Write(answer.Rows);
        writer.Write(answer.Message.Start);
        writer.Write(answer.Message.Length);
        writer.Write(answer.Window);
        writer.Write(answer.Next ?? "");
        writer.Write(answer.Content.Length);
        writer.Write(answer.Content.Hash);
        writer.Write(brotli.Length);
        foreach (var segment in brotli) writer.Write(segment.Span);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>The answer; null when the bytes are not of this version, or not all of them.</summary>
    public static Answer? Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            if (reader.ReadByte() != Version) return null;
            var askedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
            var (freshFor, staleFor) = (TimeSpan.FromMilliseconds(reader.ReadInt64()), TimeSpan.FromMilliseconds(reader.ReadInt64()));
            var rows = reader.ReadInt32();
            var message = (reader.ReadInt64(), reader.ReadInt64());
            var (window, next) = (reader.ReadString(), reader.ReadString());
            var length = reader.ReadInt64();
            var hash = reader.ReadBytes(Content.HashSize);
            var size = reader.ReadInt64();
            var brotli = new ReadOnlySequence<byte>(bytes.AsMemory((int)reader.BaseStream.Position));
            if (brotli.Length != size) return null;
            return new()
            {
                Content = new Content(brotli, length, hash),
                Rows = rows,
                Window = window,
                Next = next.Length == 0 ? null : next,
                AskedAt = askedAt,
                FreshFor = freshFor,
                StaleFor = staleFor,
                Message = message,
            };
        }
        catch (Exception e) when (e is IOException or ArgumentException or OverflowException or FormatException)
        {
            return null;
        }
    }
}
