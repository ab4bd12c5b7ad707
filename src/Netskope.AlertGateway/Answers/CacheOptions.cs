using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Answers;

/// <summary>The section <c>Cache</c>: how long answers are fresh, how long they may stand in for an error, and how many are kept.</summary>
public sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>Relative windows, and absolute ones whose end lies ahead or less than an hour ago.</summary>
    public FreshnessSettings Recent { get; set; } = new() { Fresh = TimeSpan.FromSeconds(30), Stale = TimeSpan.FromMinutes(5) };

    /// <summary>Windows that ended 1 to 27 hours ago: rows may still arrive.</summary>
    public FreshnessSettings Settling { get; set; } = new() { Fresh = TimeSpan.FromMinutes(10), Stale = TimeSpan.FromHours(1) };

    /// <summary>Windows that ended over 27 hours ago, and insertion windows that ended over 5 minutes ago.</summary>
    public FreshnessSettings Settled { get; set; } = new() { Fresh = TimeSpan.FromHours(1), Stale = TimeSpan.FromHours(24) };

    /// <summary>Questions about <c>acked</c>, which people change: at most this fresh.</summary>
    public FreshnessSettings Acked { get; set; } = new() { Fresh = TimeSpan.FromSeconds(60), Stale = TimeSpan.FromMinutes(5) };

    /// <summary>A caller's <c>no-cache</c> gets an answer no older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether an answer that has just gone stale is given at once while another is fetched, for as long again as it was fresh.</summary>
    public bool StaleWhileRevalidate { get; set; } = true;

    /// <summary>The memory that kept answers may take, in bytes.</summary>
    public long MemoryBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>What every key in Redis begins with.</summary>
    public string KeyPrefix { get; set => field = value ?? ""; } = "alert-gateway";

    /// <summary>Raise it to drop all answers in Redis.</summary>
    public int Generation { get; set; }

    /// <summary>The key that seals answers in Redis, 32 bytes in base64; when empty it is derived from the tenant's token.</summary>
    public string EncryptionKey { get; set => field = value ?? ""; } = "";

    /// <summary>The key before that: it opens what it has sealed, and seals no more.</summary>
    public string PreviousEncryptionKey { get; set => field = value ?? ""; } = "";
}

public sealed class FreshnessSettings
{
    public TimeSpan Fresh { get; set; }

    public TimeSpan Stale { get; set; }
}

sealed class CacheOptionsRules : SettingRules<CacheOptions>
{
    protected override void Check(CacheOptions o)
    {
        Check(o.Recent, nameof(o.Recent));
        Check(o.Settling, nameof(o.Settling));
        Check(o.Settled, nameof(o.Settled));
        Check(o.Acked, nameof(o.Acked));
        Between(o.MinAge, TimeSpan.Zero, TimeSpan.FromMinutes(5), "Cache:MinAge");
        Require(o.KeyPrefix.Length is > 0 and <= 64 && o.KeyPrefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'), "Cache:KeyPrefix", "may be 1 to 64 letters, digits and -_.");
        RequireKey(o.EncryptionKey, "Cache:EncryptionKey");
        RequireKey(o.PreviousEncryptionKey, "Cache:PreviousEncryptionKey");
        Require(o.PreviousEncryptionKey.Length == 0 || o.EncryptionKey.Length > 0, "Cache:PreviousEncryptionKey", "is given without Cache:EncryptionKey; write the new key there");
        Between(o.MemoryBytes, 1024 * 1024, 1024L * 1024 * 1024 * 1024, "Cache:MemoryBytes");
    }

    void Check(FreshnessSettings times, string name)
    {
        Between(times.Fresh, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), $"Cache:{name}:Fresh");
        Between(times.Stale, TimeSpan.Zero, TimeSpan.FromDays(30), $"Cache:{name}:Stale");
        Require(times.Fresh.Ticks % TimeSpan.TicksPerSecond == 0, $"Cache:{name}:Fresh", "has a fraction of a second; write whole seconds");
    }
}
