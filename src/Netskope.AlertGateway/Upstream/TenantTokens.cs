using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Which of the tenant's two tokens.</summary>
enum TokenSlot
{
    /// <summary><c>Netskope:Token</c>.</summary>
    Primary,

    /// <summary><c>Netskope:SecondaryToken</c>.</summary>
    Secondary,
}

/// <summary>
/// The tenant's tokens, so that one can be renewed while the other serves: calls use the current one; when the tenant
/// refuses it, the other is tried, and becomes the current one if it is taken.
/// </summary>
sealed class TenantTokens
{
    readonly Secrets _secrets;
    readonly Lock _lock = new();
    readonly TenantToken?[] _slots = new TenantToken?[2];
    Action<string> _onPrimary = static _ => { };
    int _current;

    public TenantTokens(IOptions<NetskopeOptions> options, Secrets secrets)
    {
        _secrets = secrets;
        Replace(TokenSlot.Primary, options.Value.Token);
        if (options.Value.SecondaryToken.Length > 0) Replace(TokenSlot.Secondary, options.Value.SecondaryToken);
    }

    public TenantToken Current
    {
        get
        {
            lock (_lock) return _slots[_current]!;
        }
    }

    /// <summary>A token that is not among those that were tried; null when there is none.</summary>
    public TenantToken? Other(IReadOnlyCollection<TenantToken> tried)
    {
        lock (_lock) return new[] { _slots[_current], _slots[1 - _current] }.FirstOrDefault(token => token is not null && !tried.Contains(token));
    }

    /// <summary>Makes a token that the tenant has taken the current one, unless it was replaced meanwhile.</summary>
    /// <returns>Whether it was not the current one before.</returns>
    public bool Prefer(TenantToken taken)
    {
        lock (_lock)
        {
            if (_slots[_current] == taken || _slots[1 - _current] != taken) return false;
            _current = 1 - _current;
            return true;
        }
    }

    /// <summary>Puts another token into a slot. Calls under way keep theirs.</summary>
    public void Replace(TokenSlot slot, string value)
    {
        // Known before it is used: from then on it may come back in an error's text.
        _secrets.Know(value);
        lock (_lock) _slots[(int)slot] = new(value);
        if (slot == TokenSlot.Primary) _onPrimary(value);
    }

    /// <summary>Calls back whenever there is another primary token.</summary>
    public void OnPrimaryReplaced(Action<string> onPrimary) => _onPrimary = onPrimary;
}
