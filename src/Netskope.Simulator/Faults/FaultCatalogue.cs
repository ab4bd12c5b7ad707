namespace Netskope.Simulator;

static class FaultCatalogue
{
    public static Fault Create(FaultKind kind, FaultDetails details, TimeProvider clock)
    {
        var then = details.Then is { } next ? Create(next, details with { Then = null }, clock) : null;
        return kind switch
        {
            FaultKind.Latency => new LatencyFault(details.Duration, clock, then),
            FaultKind.Hold => new HoldFault(then),
            FaultKind.ErrorIn200 => new ErrorFault(
                StatusCodes.Status200OK, details.ErrorCode ?? "General Error", details.Errors ?? ["The request could not be processed"]),
            FaultKind.AuthorizationErrorIn200 => new ErrorFault(
                StatusCodes.Status200OK, details.ErrorCode ?? "Authorization Error", details.Errors ?? ["The token is not valid"]),
            FaultKind.ErrorsAsText => new BodyFault(Bodies.ErrorsAsText, v2: Bodies.ErrorInV2),
            FaultKind.ErrorAfterRows => new RowsFault(
                v1: rows => Bodies.Error(rows, details.Bytes),
                v2: rows => Bodies.ErrorV2(rows, details.Bytes)),
            FaultKind.TokenEchoed => new TokenEchoFault(details.TokenForm),
            FaultKind.Unauthorized401 => new ErrorFault(
                StatusCodes.Status401Unauthorized, details.ErrorCode ?? "Authorization Error", details.Errors ?? ["The token is missing"]),
            FaultKind.Forbidden403 => new ErrorFault(
                StatusCodes.Status403Forbidden, details.ErrorCode ?? "Authorization Error", details.Errors ?? ["Access is refused"]),
            FaultKind.NotFound404 => new StatusFault(StatusCodes.Status404NotFound),
            FaultKind.TooManyRequests429 => new RateLimitFault(details),
            FaultKind.InternalError500 => new ErrorFault(
                StatusCodes.Status500InternalServerError, details.ErrorCode ?? "General Error", details.Errors ?? ["Something broke"]),
            FaultKind.BadGateway502 => new StatusFault(StatusCodes.Status502BadGateway),
            FaultKind.Unavailable503 => new StatusFault(StatusCodes.Status503ServiceUnavailable, details.RetryAfter),
            FaultKind.GatewayTimeout504 => new StatusFault(StatusCodes.Status504GatewayTimeout),
            FaultKind.RateLimited512 => new StatusFault(512, details.RetryAfter),
            FaultKind.Found302 => new StatusFault(StatusCodes.Status302Found, location: details.Location),
            FaultKind.OtherStatus => new OtherStatusFault(details.Status),
            FaultKind.HtmlIn200 => new BodyFault(Bodies.LoginPage, "text/html"),
            FaultKind.EmptyBody => new BodyFault([]),
            FaultKind.JsonArray => new RowsFault(v1: Bodies.List, v2: Bodies.List),
            FaultKind.MissingData => new RowsFault(
                v1: rows => [.. """{"status":"success","msg":"","rows":["""u8, .. rows, .. "]}"u8],
                v2: rows => [.. """{"ok":1,"rows":["""u8, .. rows, .. "]}"u8]),
            FaultKind.MissingStatus => new RowsFault(
                v1: rows => [.. """{"msg":"","data":["""u8, .. rows, .. "]}"u8],
                v2: rows => [.. """{"result":["""u8, .. rows, .. "]}"u8]),
            FaultKind.DuplicateData => new RowsFault(
                v1: rows => [.. """{"status":"success","data":[],"data":["""u8, .. rows, .. "]}"u8],
                v2: rows => [.. """{"ok":1,"result":[],"result":["""u8, .. rows, .. "]}"u8]),
            FaultKind.DuplicateStatus => new RowsFault(
                v1: rows => [.. """{"status":"error","data":["""u8, .. rows, .. "],\"status\":\"success\"}"u8],
                v2: rows => [.. """{"ok":0,"result":["""u8, .. rows, .. "],\"ok\":1}"u8]),
            FaultKind.DuplicateDataEscaped => new RowsFault(
                v1: rows => [.. """{"status":"success","d\u0061ta":[],"data":["""u8, .. rows, .. "]}"u8],
                v2: rows => [.. """{"ok":1,"r\u0065sult":[],"result":["""u8, .. rows, .. "]}"u8]),
            FaultKind.DuplicateStatusEscaped => new RowsFault(
                v1: rows => [.. """{"\u0073tatus":"error","data":["""u8, .. rows, .. "],\"status\":\"success\"}"u8],
                v2: rows => [.. """{"\u006fk":0,"result":["""u8, .. rows, .. "],\"ok\":1}"u8]),
            FaultKind.DataOfWrongType => new RowsFault(
                v1: rows => [.. """{"status":"success","data":{"rows":["""u8, .. rows, .. "]}}"u8],
                v2: rows => [.. """{"ok":1,"result":{"rows":["""u8, .. rows, .. "]}}"u8]),
            FaultKind.TrailingBytes => new RowsFault(
                v1: rows => [.. Bodies.Page(rows), .. "\n<!-- 0.31 s -->"u8],
                v2: rows => [.. Bodies.PageV2(rows), .. "\n<!-- 0.31 s -->"u8]),
            FaultKind.ByteOrderMark => new RowsFault(
                v1: rows => [.. "\uFEFF"u8, .. Bodies.Page(rows)],
                v2: rows => [.. "\uFEFF"u8, .. Bodies.PageV2(rows)]),
            FaultKind.InvalidUtf8 => new RowsFault(
                v1: rows => Bodies.Page(Bodies.BehindInvalidUtf8(rows)),
                v2: rows => Bodies.PageV2(Bodies.BehindInvalidUtf8(rows))),
            FaultKind.DepthBomb => new BodyFault(Bodies.Page(Bodies.DeepRow), v2: Bodies.PageV2(Bodies.DeepRow)),
            FaultKind.WrongContentType => new ContentTypeFault(details.ContentType),
            FaultKind.WrongDate => new DateFault(details.Date),
            FaultKind.TruncatedJson => new TruncationFault(details.Fraction, abort: false),
            FaultKind.TruncatedTransfer => new TruncationFault(details.Fraction, abort: true),
            FaultKind.ContentLengthTooLarge => new ContentLengthFault(),
            FaultKind.ResetBeforeAnswer => new ResetFault(fraction: 0),
            FaultKind.ResetInBody => new ResetFault(details.Fraction),
            FaultKind.SlowDrip => new SlowDripFault(details.Duration, clock),
            FaultKind.GzipCutShort => new GzipCutFault(details.Fraction),
            FaultKind.GzipBomb => new GzipBombFault(details.Bytes),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such fault"),
        };
    }
}
