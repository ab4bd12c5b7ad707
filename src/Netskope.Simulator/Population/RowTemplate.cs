using System.Text;

namespace Netskope.Simulator;

delegate void Slot(ref RowWriter row);

/// <summary>JSON text with <c>{{slots}}</c> in it, cut into pieces once. <see cref="Slots"/> knows the slots.</summary>
sealed class RowTemplate
{
    readonly List<(byte[] Text, Slot? Slot)> _pieces = [];

    /// <param name="text">Line ends and the indentation behind them are for the reader and are left out.</param>
    public RowTemplate(string text)
    {
        var rest = string.Concat(text.Split('\n', StringSplitOptions.TrimEntries)).AsSpan();
        while (rest.Length > 0)
        {
            var open = rest.IndexOf("{{", StringComparison.Ordinal);
            var literal = open < 0 ? rest : rest[..open];
            rest = rest[literal.Length..];
            Slot? slot = null;
            if (open >= 0)
            {
                var close = rest.IndexOf("}}", StringComparison.Ordinal);
                slot = Slots.Parse(rest[2..close].ToString());
                rest = rest[(close + 2)..];
            }

            _pieces.Add((Encoding.UTF8.GetBytes(literal.ToString()), slot));
        }
    }

    public void Write(ref RowWriter row)
    {
        foreach (var (text, slot) in _pieces)
        {
            row.Raw(text);
            slot?.Invoke(ref row);
        }
    }
}
