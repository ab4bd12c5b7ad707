using System.Text.Json;
using System.Text.Unicode;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Checks a v1 body block by block while it arrives: well-formed JSON (RFC 8259), valid UTF-8, and Netskope's envelope.</summary>
/// <param name="rows">What <c>data</c> may hold.</param>
sealed class BodyVerifier(RowShape rows)
{
    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 64 });
    long _checked;

    public EnvelopeVerifier Envelope { get; } = new(rows);

    /// <summary>Checks a block, which begins where the sound part of the last one ended.</summary>
    /// <param name="block">What has arrived.</param>
    /// <param name="isLast">Whether the body ends with it.</param>
    /// <param name="sound">How many of its bytes are; they end with a token, never inside a character, and what follows waits for the rest of its token.</param>
    public Failure? Check(ReadOnlySpan<byte> block, bool isLast, out int sound)
    {
        sound = 0;
        int taken;
        try
        {
            var reader = new Utf8JsonReader(block, isLast, _state);
            Envelope.Take(ref reader, _checked);
            _state = reader.CurrentState;
            taken = isLast ? block.Length : (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return _checked == 0 && block.IsEmpty
                ? Malformed("it is empty")
                : Malformed($"it is not well-formed JSON, nested too deeply, or breaks off, behind byte {_checked}");
        }

        if (isLast) Envelope.Complete();
        if (Envelope.Fault is { } fault) return Malformed(fault);

        // Which Utf8JsonReader does not check in strings.
        if (!Utf8.IsValid(block[..taken])) return Malformed("it is not valid UTF-8");
        _checked += taken;
        sound = taken;
        return null;
    }

    public static Failure Malformed(string why) => new(FailureKind.TenantMalformed, $"Netskope's answer can not be used: {why}.");
}
