namespace Netskope.Simulator;

/// <summary>What kind of tenant is played. Read at every call, so a test may change them on the way.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The tenant's v1 token. Made up: it opens nothing anywhere.</summary>
    public string Token { get; set; } = "simulator-v1-token-5f1c0a9e7d3b4826";

    /// <summary>The tenant's v2 token; it opens nothing of v1, nor v1's of v2. Made up, too.</summary>
    public string TokenV2 { get; set; } = "simulator-v2-token-b9d27e4410c8f653";

    /// <summary>A token that is on its way out and still taken, in v1 and v2; none if empty.</summary>
    public string RetiringToken { get; set; } = "";

    public int Seed { get; set; } = 1;

    /// <summary>Whole days of alerts and events before today. Fixed, with the seed and the daily numbers, at the start.</summary>
    public int Days { get; set; } = 90;

    public int AlertsPerDay { get; set; } = 2000;

    /// <summary>Of each kind.</summary>
    public int EventsPerDay { get; set; } = 2000;

    /// <summary>The tenant's quota in v1, and that of each endpoint in v2; 0 switches both off.</summary>
    public double RequestsPerSecond { get; set; } = 4;

    /// <summary>How many calls v1's quota delays before it refuses. v2's refuses at once.</summary>
    public int QueueLength { get; set; } = 20;

    /// <summary>What every answer takes at least. Netskope takes 0.6 to 2.6 s.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Assumption: in v1 a wrong token is a 403. The other reading is 200 with an Authorization Error.</summary>
    public bool InvalidTokenAs200 { get; set; }

    /// <summary>
    /// Assumption: in v1 no time window, half a window and two windows are errors. If true, nothing bounds what is
    /// not given, and two windows both apply.
    /// </summary>
    public bool LooseWindows { get; set; }

    /// <summary>Assumption: in v1 what does not parse is an error. If true, it is taken, as upstream takes more than any grammar has, and selects everything.</summary>
    public bool LooseQueries { get; set; }

    /// <summary>Whether a query is read and then not heeded, in v1 and v2: all rows of the window come, as from a tenant that reads a query in another way than its caller.</summary>
    public bool IgnoreQueries { get; set; }

    /// <summary>Key order varies upstream in v1; the documentation's sample has the status behind the rows.</summary>
    public EnvelopeOrder EnvelopeOrder { get; set; } = EnvelopeOrder.StatusLast;

    /// <summary>Assumption: a group of v1's report is an object. Its real shape is not public.</summary>
    public ReportShape ReportShape { get; set; }

    /// <summary>
    /// If above 0, <c>/api/v1/clients</c> answers with about so many bytes, written as fast as they are read, and heeds neither
    /// <c>query</c> nor <c>limit</c> and <c>skip</c>.
    /// </summary>
    public long ClientsBytes { get; set; }

    /// <summary>Whether <c>/api/v1/clients</c> announces how long its answer is, which is then never compressed.</summary>
    public bool ClientsContentLength { get; set; }

    /// <summary>How far the clock behind the <c>Date</c> header is off the tenant's alerts and windows.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Whether gzip is spoken to those who accept it.</summary>
    public bool Compress { get; set; }

    /// <summary>Assumption: in v2 a wrong token is a 401. If true, it is a 403.</summary>
    public bool V2InvalidTokenAs403 { get; set; }

    /// <summary>How many rows a v2 page may hold: the largest <c>limit</c>, and the one that is taken when none is given.</summary>
    public int V2MaxLimit { get; set; } = 10_000;

    /// <summary>Whether a larger limit is cut to <see cref="V2MaxLimit"/> without a word, instead of refused.</summary>
    public bool V2CutsLimit { get; set; }

    /// <summary>Assumption: the start of v2's window is exclusive, as v1's is. If true, it is inclusive.</summary>
    public bool V2StartInclusive { get; set; }

    /// <summary>Assumption: the end of v2's window is inclusive, as v1's is. If true, it is exclusive.</summary>
    public bool V2EndExclusive { get; set; }

    /// <summary>Assumption: v2's order, of which nothing is documented, is v1's.</summary>
    public V2Order V2Order { get; set; }

    /// <summary>How long v2's quota counts before it begins anew: <see cref="RequestsPerSecond"/> times this may come in one go.</summary>
    public TimeSpan V2QuotaWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether v2's rows have three fields in milliseconds more than v1's. Their names are made up, and queries do not see them.</summary>
    public bool V2MillisecondFields { get; set; }
}

public enum V2Order
{
    /// <summary>Newest first.</summary>
    Descending,

    Ascending,

    /// <summary>None that means anything, but always the same.</summary>
    Unordered,
}

public enum EnvelopeOrder
{
    StatusLast,
    StatusFirst,
}

/// <summary>What v1's report consists of.</summary>
public enum ReportShape
{
    /// <summary>Objects: <c>[{"user":"…","count":12}]</c>.</summary>
    Rows,

    /// <summary>Lists of two: <c>[["…",12]]</c>.</summary>
    Pairs,

    /// <summary>One object, so that <c>data</c> is no list: <c>{"…":12}</c>.</summary>
    Map,
}
