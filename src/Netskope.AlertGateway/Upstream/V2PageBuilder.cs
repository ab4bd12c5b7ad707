using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Puts rows into v1's envelope, and leaves out those that came already.</summary>
sealed class V2PageBuilder : IDisposable
{
    readonly PageWriter _writer = new();
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly EnvelopeWriter _rows;
    readonly PageLimits _limits;
    readonly int _most;
    RowOrder _order = new();

    public V2PageBuilder(PageLimits limits, RowRights rights, int most) => (_rows, _limits, _most) = (new(_writer, rights), limits, most);

    public int Rows => _rows.Rows;

    public bool IsFull => Rows >= _most;

    /// <summary>The memory it takes, the block of the reader in front of it among it.</summary>
    public long Held => _rows.Held + BodyBlock.Size;

    public bool Descends => _order.Descends;

    public Failure? Add(ReadOnlySpan<byte> row, RowFacts facts)
    {
        if (IsFull || (facts.Id is { } id && !_ids.Add(id))) return null;
        _rows.Add(row);
        _order.Take(facts.Timestamp);
        if (_rows.Length > _limits.MostBytes) return _limits.TooLarge;
        return _limits.InFlight.TryHold(Held) ? null : PageLimits.NoMemory;
    }

    public Page Build() => _rows.ToPage(_order.Tail);

    public void Dispose() => _writer.Dispose();
}
