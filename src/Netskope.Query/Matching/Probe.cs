using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Netskope.Query;

/// <summary>
/// One term, ready to be held against rows. It tests the positive operator; the negated ones are turned round at the end,
/// since they hold when no value of the field satisfies the positive one.
/// </summary>
sealed class Probe
{
    const int MostComparedInTurn = 8;

    readonly FieldKind _kind;
    readonly Operator _operator;
    readonly byte[][] _texts;
    readonly HashSet<string>? _textSet;
    readonly bool[] _areNumbers;
    readonly Regex? _pattern;

    public Probe(Term term)
    {
        Path = [.. term.Field.Split('.').Select(Encoding.UTF8.GetBytes)];
        _kind = AlertFields.KindOf(term.Field);
        (_operator, IsNegated) = term.Operator switch
        {
            Operator.Neq => (Operator.Eq, true),
            Operator.NotLike => (Operator.Like, true),
            Operator.NotIn => (Operator.In, true),
            var op => (op, false),
        };
        var meanings = term.Values.Select(value => value.Meaning).ToArray();
        _texts = [.. meanings.Select(Encoding.UTF8.GetBytes)];
        _areNumbers = [.. meanings.Select(DecimalText.IsNumber)];
        if (_operator == Operator.Like) _pattern = LikePattern.Of(meanings[0]);
        if (_texts.Length > MostComparedInTurn) _textSet = meanings.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The names that lead to the field, in UTF-8.</summary>
    public byte[][] Path { get; }

    public bool IsNegated { get; }

    /// <summary>Whether the scalar that a reader stands on satisfies the positive operator.</summary>
    public bool Accepts(ref Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.Null => AcceptsEmpty(),
        JsonTokenType.String when value.ValueSpan.IsEmpty => AcceptsEmpty(),
        JsonTokenType.String => AcceptsString(ref value),
        _ => AcceptsRaw(value.ValueSpan, isText: false, isNumber: value.TokenType == JsonTokenType.Number && _kind != FieldKind.Text),
    };

    /// <summary>Whether the empty text does: that of a field without any value.</summary>
    public bool AcceptsEmpty() => _operator switch
    {
        Operator.Eq or Operator.In => _texts.Any(text => text.Length == 0),
        Operator.Like => _pattern!.IsMatch(""),
        Operator.StartsWith => _texts[0].Length == 0,
        _ => false,
    };

    bool AcceptsString(ref Utf8JsonReader value)
    {
        var isNumeric = _kind == FieldKind.Number;
        if (!value.ValueIsEscaped && _operator != Operator.Like && _textSet is null) return AcceptsRaw(value.ValueSpan, isText: true, isNumeric);
        var rented = ArrayPool<byte>.Shared.Rent(value.ValueSpan.Length);
        try
        {
            var length = value.CopyString(rented);
            return AcceptsRaw(rented.AsSpan(0, length), isText: true, isNumeric);
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for no character: the text counts as it stands in the row.
            return AcceptsRaw(value.ValueSpan, isText: true, isNumeric);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <param name="value">Its text in UTF-8, without escapes.</param>
    /// <param name="isText">Whether the row holds it as a string.</param>
    /// <param name="isNumber">Whether it counts as a number when it is written as one.</param>
    bool AcceptsRaw(ReadOnlySpan<byte> value, bool isText, bool isNumber) => _operator switch
    {
        Operator.Like or Operator.In when _pattern is not null || _textSet is not null => AcceptsDecoded(value, isNumber),
        Operator.Eq or Operator.In => EqualsAny(value, isNumber),
        Operator.StartsWith => value.StartsWith(_texts[0]),
        Operator.Range => Compare(value, 0, isText, isNumber) is >= 0 && Compare(value, 1, isText, isNumber) is <= 0,
        Operator.Gt => Compare(value, 0, isText, isNumber) is > 0,
        Operator.Gte => Compare(value, 0, isText, isNumber) is >= 0,
        Operator.Lt => Compare(value, 0, isText, isNumber) is < 0,
        _ => Compare(value, 0, isText, isNumber) is <= 0,
    };

    bool AcceptsDecoded(ReadOnlySpan<byte> value, bool isNumber)
    {
        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            var text = rented.AsSpan(0, Encoding.UTF8.GetChars(value, rented));
            if (_pattern is not null) return _pattern.IsMatch(text);
            return _textSet!.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) || (isNumber && EqualsAny(value, isNumber));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    bool EqualsAny(ReadOnlySpan<byte> value, bool isNumber)
    {
        var counts = isNumber & DecimalText.TryRead(value, out var number);
        for (var i = 0; i < _texts.Length; i++)
        {
            if (counts && _areNumbers[i] ? CompareNumber(number, i) == 0 : value.SequenceEqual(_texts[i])) return true;
        }

        return false;
    }

    /// <summary>How a value lies to one of the term's; null when the two can not be ordered.</summary>
    int? Compare(ReadOnlySpan<byte> value, int with, bool isText, bool isNumber)
    {
        if (isNumber && _areNumbers[with] && DecimalText.TryRead(value, out var number)) return CompareNumber(number, with);
        return isText && _kind != FieldKind.Number && _texts[with].Length > 0 ? value.SequenceCompareTo(_texts[with]) : null;
    }

    int CompareNumber(DecimalText number, int with)
    {
        DecimalText.TryRead(_texts[with], out var other);
        return DecimalText.Compare(number, other);
    }
}
