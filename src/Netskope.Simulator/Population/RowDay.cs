namespace Netskope.Simulator;

/// <summary>One day's alerts, or its events of one kind.</summary>
static class RowDay
{
    public const long Seconds = 24 * 3600;
    public const int LongestLag = 27 * 3600;
    const int Bursts = 6;

    // Of a hundred: what fills a real tenant's list is policy and DLP.
    static readonly (AlertType Type, int Share)[] Shares =
    [
        (AlertType.Policy, 26), (AlertType.Dlp, 22), (AlertType.Uba, 9), (AlertType.Malsite, 8), (AlertType.SecurityAssessment, 8),
        (AlertType.Anomaly, 6), (AlertType.Malware, 5), (AlertType.Watchlist, 5), (AlertType.CompromisedCredential, 4),
        (AlertType.Quarantine, 3), (AlertType.Remediation, 2), (AlertType.LegalHold, 2),
    ];

    static readonly AlertType[] Deck = [.. Shares.SelectMany(share => Enumerable.Repeat(share.Type, share.Share))];

    /// <summary>In ascending order.</summary>
    public static AlertKey[] Generate(int seed, EventKind? kind, long day, int count)
    {
        var world = SplitMix.Mix((ulong)seed + 1);
        var series = kind is null ? 0 : (ulong)kind + 1;
        Span<int> bursts = stackalloc int[Bursts];
        var dayRandom = new SplitMix(SplitMix.Mix(world ^ (series << 32) ^ (ulong)day));
        foreach (ref var burst in bursts)
        {
            burst = dayRandom.Below((int)Seconds);
        }

        var keys = new AlertKey[count];
        for (var i = 0; i < count; i++)
        {
            // One to one, so no two rows of a tenant share their seed, and none their id.
            var rowSeed = SplitMix.Mix(world ^ ((ulong)day << 32 | series << 28 | (uint)i));
            var random = new SplitMix(rowSeed);
            var second = random.Below(10) < 2 ? bursts[random.Below(Bursts)] : random.Below((int)Seconds);
            var timestamp = (day * Seconds) + second;
            var insertion = timestamp + Lag(ref random);
            keys[i] = kind is null
                ? new AlertKey(timestamp, insertion, rowSeed, Deck[random.Below(Deck.Length)], Acked: random.Below(5) == 0)
                : new AlertKey(timestamp, insertion, rowSeed, default, Acked: false) { Event = kind };
        }

        Array.Sort(keys, AlertKey.Compare);
        return keys;
    }

    static int Lag(ref SplitMix random) => random.Below(1000) switch
    {
        < 600 => 1 + random.Below(15),
        < 900 => 15 + random.Below(285),
        < 980 => 300 + random.Below(3300),
        < 998 => 3600 + random.Below(9 * 3600),
        _ => (10 * 3600) + random.Below((17 * 3600) + 1),
    };
}
