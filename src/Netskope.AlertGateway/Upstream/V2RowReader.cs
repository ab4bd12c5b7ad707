using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>What is known of a row beside its bytes.</summary>
/// <param name="Timestamp">Its <c>timestamp</c>, when that is a whole number.</param>
/// <param name="Id">Its <c>_id</c> as it stands in the row, when that is a text.</param>
readonly record struct RowFacts(long? Timestamp, string? Id);

/// <summary>Takes a row's bytes, untouched, while they are there; returns why the page can not go on, or null.</summary>
delegate Failure? RowTaker(ReadOnlySpan<byte> row, RowFacts facts);

/// <summary>How many rows an answer held.</summary>
sealed record RowCount(int Rows);

/// <summary>
/// Reads a v2 answer, <c>{"ok":1,"result":[rows]}</c>, in one pass: well-formed, complete, valid UTF-8, nothing twice; and hands its rows
/// over one by one. <c>{"status":"error","message":…}</c> comes with HTTP 200 too.
/// </summary>
sealed class V2RowReader(PageLimits limits, RowTaker take) : IDisposable
{
    readonly BodyBlock _block = new();
    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 64 });
    int _rows;
    Field _field;
    bool _inRows;
    bool _isOk;
    bool _isError;
    bool _hasOk;
    bool _hasResult;
    bool _resultIsRows;
    string? _message;
    string? _fault;

    enum Field
    {
        Other,
        Ok,
        Result,
        Status,
        Message,
    }

    /// <exception cref="IOException">The transfer broke off.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public static async Task<Outcome<RowCount>> ReadAsync(Stream body, PageLimits limits, RowTaker take, CancellationToken cancellation)
    {
        using var reader = new V2RowReader(limits, take);
        return await reader.ReadAsync(body, cancellation);
    }

    public void Dispose() => _block.Dispose();

    async Task<Outcome<RowCount>> ReadAsync(Stream body, CancellationToken cancellation)
    {
        for (var final = false; !final;)
        {
            final = await _block.FillAsync(body, cancellation);
            if (_block.Read > limits.MostBytes) return limits.TooLarge;
            if (Take(final) is { } failure) return failure;
        }

        return Judge() is { } refusal ? refusal : new RowCount(_rows);
    }

    Failure? Take(bool final)
    {
        var taken = 0;
        Failure? failure = null;
        try
        {
            var reader = new Utf8JsonReader(_block.Filled, final, _state);
            while (failure is null && _fault is null && (_inRows ? TryRow(ref reader, out failure) : reader.Read()))
            {
                if (!_inRows) TakeEnvelopeToken(ref reader);

                // A row that is not there as a whole is read again with the next block.
                taken = (int)reader.BytesConsumed;
                _state = reader.CurrentState;
            }
        }
        catch (JsonException)
        {
            return _block.Read == 0 ? Malformed("it is empty") : Malformed($"it is not well-formed JSON, or breaks off, behind row {_rows}");
        }

        if (failure is not null) return failure;
        if (_fault is not null) return Malformed(_fault);
        if (!Utf8.IsValid(_block.Filled[..taken])) return Malformed("it is not valid UTF-8");
        if (!_block.TryTake(taken)) return Malformed($"it holds a row of more than {BodyBlock.Largest} bytes");
        return limits.InFlight.TryHold(_block.Capacity) ? null : PageLimits.NoMemory;
    }

    /// <summary>Reads one row and hands it over, or the end of the rows; false when not all of it is there.</summary>
    bool TryRow(ref Utf8JsonReader reader, out Failure? failure)
    {
        failure = null;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _inRows = false;
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _fault = "its result holds something that is not a row";
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        if (!TryFacts(ref reader, out var facts)) return false;
        var row = _block.Filled[start..(int)reader.BytesConsumed];
        _rows++;
        failure = Utf8.IsValid(row) ? take(row, facts) : Malformed("it is not valid UTF-8");
        return true;
    }

    static bool TryFacts(ref Utf8JsonReader reader, out RowFacts facts)
    {
        facts = default;
        var depth = reader.CurrentDepth;
        while (reader.Read())
        {
            if (reader.CurrentDepth == depth) return true;
            if (reader.CurrentDepth > depth + 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
            var (isTimestamp, isId) = (JsonText.Is(ref reader, "timestamp"u8), JsonText.Is(ref reader, "_id"u8));
            if (!isTimestamp && !isId) continue;
            if (!reader.Read()) return false;
            if (isTimestamp && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var second)) facts = facts with { Timestamp = second };
            if (isId && reader.TokenType == JsonTokenType.String) facts = facts with { Id = Encoding.UTF8.GetString(reader.ValueSpan) };
        }

        return false;
    }

    void TakeEnvelopeToken(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth == 0)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) _fault = "it is not a JSON object";
        }
        else if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
        {
            TakeName(ref reader);
        }
        else if (reader.CurrentDepth == 1)
        {
            TakeValue(ref reader);
        }
    }

    void TakeName(ref Utf8JsonReader reader)
    {
        _field = JsonText.Is(ref reader, "ok"u8) ? Field.Ok
            : JsonText.Is(ref reader, "result"u8) ? Field.Result
            : JsonText.Is(ref reader, "status"u8) ? Field.Status
            : JsonText.Is(ref reader, "message"u8) ? Field.Message
            : Field.Other;
        if (_field == Field.Ok && _hasOk) _fault = "it has ok twice";
        if (_field == Field.Result && _hasResult) _fault = "it has two results";
        _hasOk |= _field == Field.Ok;
        _hasResult |= _field == Field.Result;
    }

    void TakeValue(ref Utf8JsonReader reader)
    {
        switch (_field)
        {
            case Field.Ok:
                _isOk = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var ok) && ok == 1;
                break;
            case Field.Result:
                _inRows = reader.TokenType == JsonTokenType.StartArray;
                _resultIsRows |= _inRows;
                break;
            case Field.Status when reader.TokenType == JsonTokenType.String:
                _isError |= JsonText.Is(ref reader, "error"u8);
                break;
            case Field.Message when reader.TokenType == JsonTokenType.String:
                _message = JsonText.Of(ref reader);
                break;
        }
    }

    Failure? Judge()
    {
        if (_isError) return Refused(_message ?? "it names no reason");
        if (!_hasOk) return Malformed("it has no ok");
        if (!_isOk) return Malformed("it is not ok");
        if (!_hasResult) return Malformed("it has no result");
        return _resultIsRows ? null : Malformed("its result is not a list");
    }

    // There are no codes as in v1: how the message begins is all that tells; what follows may be the caller's own words.
    Failure Refused(string message) =>
        message.StartsWith("Authorization Error", StringComparison.OrdinalIgnoreCase) || message.StartsWith("Authentication Error", StringComparison.OrdinalIgnoreCase)
            ? new(FailureKind.UpstreamCredentials, "Netskope refuses the gateway's token.")
            : new(FailureKind.TenantRefusal, $"Netskope answered with an error: {limits.Secrets.Clean(message)}.");

    static Failure Malformed(string why) => new(FailureKind.TenantMalformed, $"Netskope's answer can not be used: {why}.");
}
