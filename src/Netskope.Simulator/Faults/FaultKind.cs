namespace Netskope.Simulator;

/// <summary>
/// What can be ordered, for calls to v1 and to v2. Bodies are those of the version that is called: for <c>data</c> v2 has
/// <c>result</c>, and for <c>status</c> of a page <c>ok</c>.
/// </summary>
public enum FaultKind
{
    /// <summary>The answer takes <see cref="FaultDetails.Duration"/> longer.</summary>
    Latency,

    /// <summary>The call waits for <see cref="OrderedFault.Release"/>.</summary>
    Hold,

    /// <summary>200 with <c>status: error</c>.</summary>
    ErrorIn200,

    /// <summary>200 with the error code <c>Authorization Error</c>.</summary>
    AuthorizationErrorIn200,

    /// <summary>200 with <c>errors</c> as one string. v2's <c>message</c> always is one.</summary>
    ErrorsAsText,

    /// <summary>200 whose <c>status: error</c> comes last, after at least <see cref="FaultDetails.Bytes"/> of rows.</summary>
    ErrorAfterRows,

    /// <summary>200 with an error text that repeats the call's token, written as <see cref="FaultDetails.TokenForm"/>.</summary>
    TokenEchoed,

    Unauthorized401,

    Forbidden403,

    NotFound404,

    /// <summary>Of the quota; <see cref="FaultDetails.RetryAfter"/> only if given.</summary>
    TooManyRequests429,

    InternalError500,

    BadGateway502,

    /// <summary>Maintenance; <see cref="FaultDetails.RetryAfter"/> only if given.</summary>
    Unavailable503,

    GatewayTimeout504,

    /// <summary>What one vendor takes for a limit of the rate.</summary>
    RateLimited512,

    /// <summary>To <see cref="FaultDetails.Location"/>.</summary>
    Found302,

    /// <summary><see cref="FaultDetails.Status"/>, with a page as its body where it may have one.</summary>
    OtherStatus,

    HtmlIn200,

    EmptyBody,

    /// <summary>The rows without their envelope.</summary>
    JsonArray,

    MissingData,

    MissingStatus,

    DuplicateData,

    DuplicateStatus,

    /// <summary>A second <c>data</c>, its name spelled with a <c>\u</c> escape.</summary>
    DuplicateDataEscaped,

    /// <summary>A second <c>status</c>, its name spelled with a <c>\u</c> escape.</summary>
    DuplicateStatusEscaped,

    /// <summary><c>data</c> is an object.</summary>
    DataOfWrongType,

    TrailingBytes,

    ByteOrderMark,

    /// <summary>In a string of a row.</summary>
    InvalidUtf8,

    DepthBomb,

    /// <summary>A good page under <see cref="FaultDetails.ContentType"/>.</summary>
    WrongContentType,

    /// <summary>A good page whose <c>Date</c> is <see cref="FaultDetails.Date"/>.</summary>
    WrongDate,

    /// <summary>A well-framed answer whose body stops in the middle of the rows.</summary>
    TruncatedJson,

    /// <summary>The connection breaks off in the middle of the body.</summary>
    TruncatedTransfer,

    /// <summary><c>Content-Length</c> promises more than comes before the connection is closed.</summary>
    ContentLengthTooLarge,

    /// <summary>The connection is reset before the first byte of the answer.</summary>
    ResetBeforeAnswer,

    /// <summary>The connection is reset in the middle of the body.</summary>
    ResetInBody,

    /// <summary>A small piece of the body every <see cref="FaultDetails.Duration"/>.</summary>
    SlowDrip,

    /// <summary>A well-framed answer whose gzip stream stops in the middle.</summary>
    GzipCutShort,

    /// <summary>A few KB of gzip that grow to <see cref="FaultDetails.Bytes"/>.</summary>
    GzipBomb,
}

/// <summary>How a token is written where it has no business to be.</summary>
public enum TokenForm
{
    Plain,

    /// <summary>In the other case.</summary>
    CaseSwapped,

    /// <summary>Only what has to be.</summary>
    PercentEncoded,

    /// <summary>Each character.</summary>
    PercentEncodedWholly,

    /// <summary>Each character as <c>\u00XX</c>, in the text that the JSON stands for.</summary>
    JsonEscaped,

    Base64,

    Base64Url,

    /// <summary>As a part of <c>{"token":"…"}</c>.</summary>
    Base64OfBody,
}

/// <summary>What may be said about a fault; a kind takes what concerns it.</summary>
public sealed record FaultDetails
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(1);

    public string? ErrorCode { get; init; }

    public IReadOnlyList<string>? Errors { get; init; }

    /// <summary>How much of the body is sent by those that cut it.</summary>
    public double Fraction { get; init; } = 0.5;

    /// <summary>The status of an <see cref="FaultKind.OtherStatus"/>.</summary>
    public int Status { get; init; } = StatusCodes.Status204NoContent;

    /// <summary>The header, as it is sent; none if null.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The <c>RateLimit-Reset</c> of v2's <see cref="FaultKind.TooManyRequests429"/>, as it is sent.</summary>
    public string RateLimitReset { get; init; } = "1";

    public string Location { get; init; } = "https://login.example/";

    public string ContentType { get; init; } = "text/html";

    /// <summary>The header, as it is sent.</summary>
    public string Date { get; init; } = "Thu, 01 Jan 1970 00:00:00 GMT";

    /// <summary>How large those become that are large.</summary>
    public int Bytes { get; init; } = 3 * 1024 * 1024;

    public TokenForm TokenForm { get; init; }

    /// <summary>What a Latency or a Hold is followed by in the same call, instead of the normal answer.</summary>
    public FaultKind? Then { get; init; }
}
