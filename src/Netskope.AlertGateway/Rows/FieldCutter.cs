using System.Buffers;

namespace Netskope.AlertGateway.Rows;

/// <summary>
/// Cuts hidden fields out of the bytes of rows, in one pass and without an object for any of it; all other bytes stay as they are. May be
/// used by many threads at once.
/// </summary>
/// <remarks>
/// A member is hidden when its names from the top, through objects and through lists, joined by dots, are a hidden path or lie below one;
/// all members of a name count. One that is removed takes along what is between it and the one before it (the comma and its blanks), or the
/// one behind it when it was the first; of an object that loses all, <c>{}</c> is left.
/// </remarks>
sealed class FieldCutter(HiddenFields hidden)
{
    readonly HiddenNames _names = HiddenNames.Of(hidden);

    /// <param name="row">A whole JSON object, verified before: well-formed, valid UTF-8, at most 64 deep.</param>
    public void Cut(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        var copy = new RowCopy(row, output);
        new RowPass(row).Cut(_names, ref copy);
        copy.Complete();
    }
}
