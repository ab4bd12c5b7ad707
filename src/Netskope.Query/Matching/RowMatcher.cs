using System.Text.Json;

namespace Netskope.Query;

/// <summary>
/// Holds a condition against rows, in one pass over a row's UTF-8 and without an object for any of it. What matches is in
/// <c>docs/query-language.md</c>. May be used by many threads at once.
/// </summary>
public sealed class RowMatcher
{
    readonly Condition _condition;
    readonly Probe[] _probes;

    // The probes by the length of the row's property that they are about: few names are compared with each.
    readonly int[][] _byLength;

    public RowMatcher(Condition condition)
    {
        _condition = condition;
        _probes = [.. condition.Terms.Select(term => new Probe(term))];
        _byLength = new int[_probes.Max(probe => probe.Path[0].Length) + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = [.. Enumerable.Range(0, _probes.Length).Where(i => _probes[i].Path[0].Length == length)];
    }

    /// <param name="row">A JSON object in valid UTF-8.</param>
    /// <exception cref="JsonException">It is not well-formed.</exception>
    public bool Matches(ReadOnlySpan<byte> row) => Matches(row, out _);

    /// <inheritdoc cref="Matches(ReadOnlySpan{byte})"/>
    /// <param name="isAmbiguous">Whether an object holds a name on the way to a field more than once, of which readers take the first, the last or all (RFC 8259, 4).</param>
    public bool Matches(ReadOnlySpan<byte> row, out bool isAmbiguous)
    {
        Span<State> states = stackalloc State[_probes.Length];
        states.Clear();
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) VisitEscaped(ref reader, states);
            else Visit(ref reader, states);
        }

        isAmbiguous = false;
        foreach (var state in states) isAmbiguous |= state.IsAmbiguous;
        var next = 0;
        return Holds(_condition, states, ref next);
    }

    void Visit(ref Utf8JsonReader reader, scoped Span<State> states)
    {
        var name = reader.ValueSpan;
        reader.Read();
        if (name.Length < _byLength.Length)
        {
            foreach (var i in _byLength[name.Length])
            {
                if (name.SequenceEqual(_probes[i].Path[0])) Look(reader, _probes[i], ref states[i]);
            }
        }

        reader.Skip();
    }

    void VisitEscaped(ref Utf8JsonReader reader, scoped Span<State> states)
    {
        var value = reader;
        value.Read();
        for (var i = 0; i < _probes.Length; i++)
        {
            if (IsNamed(ref reader, _probes[i].Path[0])) Look(value, _probes[i], ref states[i]);
        }

        reader = value;
        reader.Skip();
    }

    static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 is well-formed JSON (RFC 8259, 8.2), stands for no character, and is in no name that is asked for.
            return false;
        }
    }

    static void Look(Utf8JsonReader value, Probe probe, ref State state)
    {
        state.Meet();
        if (value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || probe.Path.Length > 1) Descend(ref value, probe, 1, ref state);
        else state.Take(probe.Accepts(ref value));
    }

    /// <summary>Looks at all scalars below a value; afterwards the reader stands on the value's last token.</summary>
    static void Descend(ref Utf8JsonReader reader, Probe probe, int depth, ref State state)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Descend(ref reader, probe, depth, ref state);
                break;
            case JsonTokenType.StartObject when depth == probe.Path.Length:
                reader.Skip();
                break;
            case JsonTokenType.StartObject:
                var isMet = false;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isNext = IsNamed(ref reader, probe.Path[depth]);
                    reader.Read();
                    if (isNext && isMet) state.IsAmbiguous = true;
                    isMet |= isNext;
                    if (isNext) Descend(ref reader, probe, depth + 1, ref state);
                    else reader.Skip();
                }

                break;
            default:
                if (depth == probe.Path.Length) state.Take(probe.Accepts(ref reader));
                break;
        }
    }

    /// <summary>Goes through all terms in the order in which the condition lists them, so that each finds its own state.</summary>
    bool Holds(Condition condition, ReadOnlySpan<State> states, ref int next)
    {
        switch (condition)
        {
            case Negation negation:
                return !Holds(negation.Inner, states, ref next);
            case Junction group:
                return Holds(group, states, ref next);
            case Mixture mixture:
                return Holds(mixture, states, ref next);
            default:
                var probe = _probes[next];
                var state = states[next++];
                return (state.HasValue ? state.IsAccepted : probe.AcceptsEmpty()) != probe.IsNegated;
        }
    }

    bool Holds(Junction group, ReadOnlySpan<State> states, ref int next)
    {
        var (all, any) = (true, false);
        for (var i = 0; i < group.Parts.Count; i++)
        {
            var holds = Holds(group.Parts[i], states, ref next);
            (all, any) = (all & holds, any | holds);
        }

        return group.Connective == Connective.And ? all : any;
    }

    /// <summary><c>and</c> binds tighter: any of the runs that are joined by <c>or</c>.</summary>
    bool Holds(Mixture mixture, ReadOnlySpan<State> states, ref int next)
    {
        var (any, run) = (false, true);
        for (var i = 0; i < mixture.Parts.Count; i++)
        {
            run &= Holds(mixture.Parts[i], states, ref next);
            if (i < mixture.Between.Count && mixture.Between[i] == Connective.And) continue;
            any |= run;
            run = true;
        }

        return any;
    }

    struct State
    {
        public bool HasValue { get; private set; }

        public bool IsAccepted { get; private set; }

        public bool IsAmbiguous { get; set; }

        bool _isMet;

        /// <summary>Notes that the row has the field's first name.</summary>
        public void Meet()
        {
            IsAmbiguous |= _isMet;
            _isMet = true;
        }

        public void Take(bool accepted)
        {
            HasValue = true;
            IsAccepted |= accepted;
        }
    }
}
