using System.Buffers;

namespace Netskope.Simulator;

/// <summary>A row: the template of an alert's type or an event's kind, filled from the row's own seed.</summary>
static class Row
{
    public const int MaxBytes = 8 * 1024;

    /// <returns>The length of the row.</returns>
    public static int Write(in AlertKey key, IBufferWriter<byte> output)
    {
        var row = new RowWriter(key, output.GetSpan(MaxBytes));
        var template = key.Event is { } kind ? EventTemplates.For(kind) : RowTemplates.For(key.Type);
        template.Write(ref row);
        output.Advance(row.Written);
        return row.Written;
    }
}
