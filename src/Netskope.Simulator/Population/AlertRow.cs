using System.Buffers;

namespace Netskope.Simulator;

/// <summary>An alert's row: its type's template, filled from the row's own seed.</summary>
static class AlertRow
{
    public const int MaxBytes = 8 * 1024;

    /// <returns>The length of the row.</returns>
    public static int Write(in AlertKey key, IBufferWriter<byte> output)
    {
        var row = new RowWriter(key, output.GetSpan(MaxBytes));
        RowTemplates.For(key.Type).Write(ref row);
        output.Advance(row.Written);
        return row.Written;
    }
}
