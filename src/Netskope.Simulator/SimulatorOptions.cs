namespace Netskope.Simulator;

/// <summary>What kind of tenant is played. Read at every call, so a test may change them on the way.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The tenant's v1 token. Made up: it opens nothing anywhere.</summary>
    public string Token { get; set; } = "simulator-v1-token-5f1c0a9e7d3b4826";

    public int Seed { get; set; } = 1;

    /// <summary>Whole days of alerts before today. Fixed, with the seed and the daily number, at the start.</summary>
    public int Days { get; set; } = 90;

    public int AlertsPerDay { get; set; } = 2000;

    /// <summary>The tenant's quota; 0 switches it off.</summary>
    public double RequestsPerSecond { get; set; } = 4;

    /// <summary>How many calls the quota delays before it refuses.</summary>
    public int QueueLength { get; set; } = 20;

    /// <summary>What every answer takes at least. Netskope takes 0.6 to 2.6 s.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Assumption: a wrong token is a 403. The other reading is 200 with an Authorization Error.</summary>
    public bool InvalidTokenAs200 { get; set; }

    /// <summary>
    /// Assumption: no time window, half a window and two windows are errors. If true, nothing bounds what is
    /// not given, and two windows both apply.
    /// </summary>
    public bool LooseWindows { get; set; }

    /// <summary>Assumption: what does not parse is an error. If true, it is taken, as upstream takes more than any grammar has, and selects everything.</summary>
    public bool LooseQueries { get; set; }

    /// <summary>Key order varies upstream; the documentation's sample has the status behind the rows.</summary>
    public EnvelopeOrder EnvelopeOrder { get; set; } = EnvelopeOrder.StatusLast;

    /// <summary>How far the clock behind the <c>Date</c> header is off the tenant's alerts and windows.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Whether gzip is spoken to those who accept it.</summary>
    public bool Compress { get; set; }
}

public enum EnvelopeOrder
{
    StatusLast,
    StatusFirst,
}
