using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Walks the tokens of a v1 envelope as they arrive and keeps the little that is needed to judge it:
/// <c>{"status":"success","msg":…,"data":[…]}</c> in any order, or
/// <c>{"status":"error","errorCode":…,"errors":…}</c> (Netskope sends that with HTTP 200 too).
/// </summary>
/// <param name="rows">What <c>data</c> may hold.</param>
sealed class EnvelopeVerifier(RowShape rows)
{
    const int MostErrorTexts = 5;

    Field _field;
    bool _inRows;
    bool _inErrors;
    bool _hasStatus;
    bool _hasData;
    bool _dataIsRows;
    bool _dataIsObject;
    bool _isTimestamp;
    long? _rowTimestamp;
    RowOrder _order = new();
    long _behindBrace;
    long _messageStart;
    MessageSpan? _message;
    readonly List<string> _errors = [];
    readonly List<RowSpan> _ended = [];

    enum Field
    {
        Other,
        Status,
        Data,
        Message,
        ErrorCode,
        Errors,
    }

    /// <summary>What is wrong with the envelope's shape, in words that hold nothing of its content; null while nothing is.</summary>
    public string? Fault { get; private set; }

    public string? Status { get; private set; }

    public string? ErrorCode { get; private set; }

    public IReadOnlyList<string> Errors => _errors;

    public int Rows { get; private set; }

    /// <summary>The rows, where they are objects, that ended in the last block.</summary>
    public IReadOnlyList<RowSpan> Ended => _ended;

    /// <summary>Where the row begins that has not ended yet.</summary>
    public long? Begun { get; private set; }

    public PageTail? Tail => _order.Tail;

    public MessageSpan Message => _message ?? new(_behindBrace, Length: 0);

    /// <summary>Takes the tokens of one block.</summary>
    /// <param name="reader">Over the block; continues where the last block ended.</param>
    /// <param name="offset">The block's position in the body.</param>
    public void Take(ref Utf8JsonReader reader, long offset)
    {
        _ended.Clear();
        while (Fault is null && reader.Read())
        {
            if (_inRows && rows == RowShape.Objects) TakeRowToken(ref reader, offset);
            else if (_inRows) TakeOpaqueToken(ref reader);
            else TakeEnvelopeToken(ref reader, offset);
        }
    }

    /// <summary>Judges the whole once the last token was taken.</summary>
    public void Complete()
    {
        if (Fault is not null || Status == "error") return;
        if (!_hasStatus) Fault = "it has no status";
        else if (Status != "success") Fault = "its status is neither success nor error";
        else if (rows == RowShape.Any) return;
        else if (!_hasData) Fault = "it has no data";
        else if (!_dataIsRows) Fault = rows == RowShape.Objects ? "its data is not a list" : "its data is neither a list nor an object";
    }

    /// <summary>What an error envelope says; null when it is none.</summary>
    public Failure? Refusal(Secrets secrets)
    {
        if (Status != "error") return null;
        var code = ErrorCode ?? "";
        if (code.Contains("authorization", StringComparison.OrdinalIgnoreCase) || code.Contains("authentication", StringComparison.OrdinalIgnoreCase))
            return new(FailureKind.UpstreamCredentials, "Netskope refuses the gateway's token.");
        var texts = _errors.Prepend(code).Where(text => text.Length > 0).Select(text => secrets.Clean(text));
        return new(FailureKind.TenantRefusal, "Netskope answered with an error: " + string.Join("; ", texts.DefaultIfEmpty("it names no reason")) + ".");
    }

    void TakeRowToken(ref Utf8JsonReader reader, long offset)
    {
        switch (reader.CurrentDepth)
        {
            case 1:
                _inRows = false;
                break;
            case 2:
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    Rows++;
                    _rowTimestamp = null;
                    Begun = offset + reader.TokenStartIndex;
                }
                else if (reader.TokenType == JsonTokenType.EndObject)
                {
                    _order.Take(_rowTimestamp);
                    _ended.Add(new(Begun!.Value, offset + reader.BytesConsumed));
                    Begun = null;
                }
                else
                {
                    Fault = "its data holds something that is not a row";
                }

                break;
            case 3:
                if (reader.TokenType == JsonTokenType.PropertyName) _isTimestamp = JsonText.Is(ref reader, "timestamp"u8);
                else if (_isTimestamp && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var second)) _rowTimestamp = second;
                break;
        }
    }

    void TakeOpaqueToken(ref Utf8JsonReader reader)
    {
        // What a list holds begins with its value, what an object holds with its name.
        if (reader.CurrentDepth == 1) _inRows = false;
        else if (reader.CurrentDepth == 2 && (_dataIsObject ? reader.TokenType == JsonTokenType.PropertyName : reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))) Rows++;
    }

    void TakeEnvelopeToken(ref Utf8JsonReader reader, long offset)
    {
        if (reader.CurrentDepth == 0)
        {
            if (reader.TokenType == JsonTokenType.StartObject) _behindBrace = offset + reader.BytesConsumed;
            else if (reader.TokenType != JsonTokenType.EndObject) Fault = "it is not a JSON object";
        }
        else if (reader.CurrentDepth == 1)
        {
            if (reader.TokenType == JsonTokenType.PropertyName) TakeName(ref reader);
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject) TakeEnd(ref reader, offset);
            else TakeValue(ref reader, offset);
        }
        else if (_inErrors && reader.CurrentDepth == 2 && reader.TokenType == JsonTokenType.String)
        {
            AddError(ref reader);
        }
    }

    void TakeName(ref Utf8JsonReader reader)
    {
        _field = JsonText.Is(ref reader, "status"u8) ? Field.Status
            : JsonText.Is(ref reader, "data"u8) ? Field.Data
            : JsonText.Is(ref reader, "msg"u8) ? Field.Message
            : JsonText.Is(ref reader, "errorCode"u8) ? Field.ErrorCode
            : JsonText.Is(ref reader, "errors"u8) ? Field.Errors
            : Field.Other;
        if (_field == Field.Status && _hasStatus) Fault = "it has two statuses";
        if (_field == Field.Data && _hasData) Fault = "it has data twice";
        _hasStatus |= _field == Field.Status;
        _hasData |= _field == Field.Data;
    }

    void TakeValue(ref Utf8JsonReader reader, long offset)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        switch (_field)
        {
            case Field.Status:
                Status = isText && JsonText.Is(ref reader, "success"u8) ? "success"
                    : isText && JsonText.Is(ref reader, "error"u8) ? "error"
                    : "";
                break;
            case Field.Data:
                _dataIsObject = reader.TokenType == JsonTokenType.StartObject;
                _inRows = _dataIsRows = reader.TokenType == JsonTokenType.StartArray || (_dataIsObject && rows != RowShape.Objects);
                break;
            case Field.Message:
                _messageStart = offset + reader.TokenStartIndex;
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) EndMessage(ref reader, offset);
                break;
            case Field.ErrorCode when isText:
                ErrorCode = JsonText.Of(ref reader);
                break;
            case Field.Errors when isText:
                AddError(ref reader);
                break;
            case Field.Errors:
                _inErrors = reader.TokenType == JsonTokenType.StartArray;
                break;
        }
    }

    void TakeEnd(ref Utf8JsonReader reader, long offset)
    {
        _inErrors = false;
        if (_field == Field.Message) EndMessage(ref reader, offset);
    }

    void EndMessage(ref Utf8JsonReader reader, long offset) => _message = new(_messageStart, offset + reader.BytesConsumed - _messageStart);

    void AddError(ref Utf8JsonReader reader)
    {
        if (_errors.Count < MostErrorTexts && JsonText.Of(ref reader) is { Length: > 0 } text) _errors.Add(text);
    }
}
