namespace Netskope.AlertGateway.Upstream;

/// <summary>Follows the rows' timestamps while they descend.</summary>
struct RowOrder()
{
    long _last = long.MaxValue;
    int _inSecond;

    public bool Descends { get; private set; } = true;

    public readonly PageTail? Tail => Descends && _inSecond > 0 ? new(_last, _inSecond) : null;

    public void Take(long? timestamp)
    {
        if (timestamp is not { } second || second > _last)
        {
            Descends = false;
            return;
        }

        _inSecond = second == _last ? _inSecond + 1 : 1;
        _last = second;
    }
}
