using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Netskope.Query;

/// <summary>
/// Writes a tree in the dialect of Netskope's API v2: <c>eq ne gt ge lt le in like between</c>, double quotes, <c>AND</c> and
/// <c>OR</c>. It has no negation: <c>not</c> is carried inwards. What has no counterpart is refused.
/// <list type="bullet">
/// <item>A <c>.</c> in a <c>like</c> stands for itself, where v1 takes any character.</item>
/// <item><c>startswith</c> becomes <c>like "…*"</c>, which may ignore case.</item>
/// <item>Several words without quotes are quoted.</item>
/// </list>
/// These are approximations (<see cref="IsApproximate"/>).
/// </summary>
public static class V2Print
{
    public static bool TryPrint(Condition condition, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? refusal)
    {
        var writer = new Writer();
        writer.Write(condition, isNegated: false, inGroup: false);
        (text, refusal) = writer.Refusal is null ? (writer.ToString(), null) : ((string?)null, writer.Refusal);
        return text is not null;
    }

    /// <summary>Whether the print may select other rows than v1 would.</summary>
    public static bool IsApproximate(Condition condition) => condition.Terms.Any(IsNearly);

    static bool IsNearly(Term term) =>
        term.Operator == Operator.StartsWith
        || term.Values.Any(value => value.Form == ValueForm.SeveralWords)
        || (term.Operator is Operator.Like or Operator.NotLike && term.Values[0].Meaning.Replace(@"\.", "", StringComparison.Ordinal).Contains('.'));

    sealed class Writer
    {
        // A list that is taken apart repeats its field: a print may be far longer than its query.
        const int MostLength = 32_000;

        readonly StringBuilder _text = new(256);

        public string? Refusal { get; private set; }

        public override string ToString() => _text.ToString();

        public void Write(Condition condition, bool isNegated, bool inGroup)
        {
            if (Refusal is not null) return;
            switch (condition)
            {
                case Term term:
                    Write(term, isNegated);
                    break;
                case Negation negation:
                    Write(negation.Inner, !isNegated, inGroup);
                    break;
                case Junction group:
                    Join(group.Parts, (group.Connective == Connective.And) != isNegated, isNegated, inGroup);
                    break;
                case Mixture mixture:
                    // v2's own precedence is not documented: the brackets say what v1's is taken for.
                    Join(Runs(mixture), isNegated, isNegated, inGroup);
                    break;
            }
        }

        static List<Condition> Runs(Mixture mixture)
        {
            var runs = new List<Condition>();
            var from = 0;
            for (var i = 0; i < mixture.Parts.Count; i++)
            {
                if (i < mixture.Between.Count && mixture.Between[i] == Connective.And) continue;
                runs.Add(Junction.Of(Connective.And, [.. mixture.Parts.Skip(from).Take(i + 1 - from)]));
                from = i + 1;
            }

            return runs;
        }

        void Join(IReadOnlyList<Condition> parts, bool byAnd, bool isNegated, bool inGroup)
        {
            if (inGroup) _text.Append('(');
            for (var i = 0; i < parts.Count; i++)
            {
                if (i > 0) _text.Append(byAnd ? " AND " : " OR ");
                Write(parts[i], isNegated, inGroup: true);
            }

            if (inGroup) _text.Append(')');
        }

        void Write(Term term, bool isNegated)
        {
            switch (isNegated ? Opposite(term.Operator) : term.Operator)
            {
                case Operator.Eq: Compare(term, "eq"); break;
                case Operator.Neq: Compare(term, "ne"); break;
                case Operator.Gt: Compare(term, "gt"); break;
                case Operator.Gte: Compare(term, "ge"); break;
                case Operator.Lt: Compare(term, "lt"); break;
                case Operator.Lte: Compare(term, "le"); break;
                case Operator.In: List(term, "in"); break;
                case Operator.NotIn: NoneOf(term); break;
                case Operator.Range: Between(term); break;
                case Operator.Like: Like(term, "*", LikeText(term)); break;
                case Operator.StartsWith: Like(term, "", Plain(term)); break;
                default: Refuse(term, isNegated); break;
            }
        }

        static Operator? Opposite(Operator op) => op switch
        {
            Operator.Eq => Operator.Neq,
            Operator.Neq => Operator.Eq,
            Operator.In => Operator.NotIn,
            Operator.NotIn => Operator.In,
            Operator.NotLike => Operator.Like,

            // The opposite of a comparison also holds for rows without the field, and v2 has no word for that.
            _ => null,
        };

        void Compare(Term term, string op)
        {
            _text.Append(term.Field).Append(' ').Append(op).Append(' ');
            Write(term, term.Values[0]);
        }

        void Between(Term term)
        {
            _text.Append(term.Field).Append(" between [");
            Write(term, term.Values[0]);
            _text.Append(", ");
            Write(term, term.Values[1]);
            _text.Append(']');
        }

        void List(Term term, string op)
        {
            _text.Append(term.Field).Append(' ').Append(op).Append(" [");
            for (var i = 0; i < term.Values.Count; i++)
            {
                if (i > 0) _text.Append(", ");
                Write(term, term.Values[i]);
            }

            _text.Append(']');
        }

        void NoneOf(Term term)
        {
            if (term.Values.Count > 1) _text.Append('(');
            for (var i = 0; i < term.Values.Count && Refusal is null; i++)
            {
                if (i > 0) _text.Append(" AND ");
                _text.Append(term.Field).Append(" ne ");
                Write(term, term.Values[i]);
                if (_text.Length > MostLength) Refuse($"It is far too long in v2's words, which have no list behind not_in and repeat '{term.Field}' for each value: shorten it or ask in parts.");
            }

            if (term.Values.Count > 1) _text.Append(')');
        }

        void Like(Term term, string before, string? part)
        {
            if (part is null || part.Contains('*') || part.Contains('?'))
                Refuse($"v2 has no way to write '{term.Values[0].Text}' behind {Operators.Word(term.Operator)} of '{term.Field}': use plain text without *, ?, double quotes, backslashes and control characters.");
            else _text.Append(term.Field).Append(" like \"").Append(before).Append(part).Append("*\"");
        }

        void Write(Term term, QueryValue value)
        {
            var isNumber = DecimalText.IsNumber(value.Text)
                && (AlertFields.KindOf(term.Field) == FieldKind.Number || (AlertFields.KindOf(term.Field) == FieldKind.Unknown && term.Operator is >= Operator.Gt and <= Operator.Lte or Operator.Range));
            if (isNumber) _text.Append(value.Text);
            else if (Plain(value.Meaning) is { } plain) _text.Append('"').Append(plain).Append('"');
            else Refuse($"v2 has no way to write a value of '{term.Field}' that holds a double quote, a backslash or a control character: match a part without it, by like.");
        }

        /// <summary>The text that a <c>like</c> looks for, when it is text alone.</summary>
        static string? LikeText(Term term)
        {
            var text = term.Values[0].Meaning.Replace("(?i)", "", StringComparison.Ordinal).Replace(@"\.", ".", StringComparison.Ordinal);
            return Plain(text);
        }

        static string? Plain(Term term) => Plain(term.Values[0].Meaning);

        // How v2 escapes these within its quotes is not documented.
        static string? Plain(string text) => text.AsSpan().ContainsAny('"', '\\') || text.Any(char.IsControl) ? null : text;

        void Refuse(Term term, bool isNegated) =>
            Refuse(term.Operator is Operator.Like or Operator.NotLike
                ? $"The tenant is asked by API v2, which can not leave out what is like something ({(isNegated ? "not around like" : "notlike")} of '{term.Field}'): leave the condition out and filter the rows that come."
                : isNegated
                ? $"v2 has no counterpart for 'not' around '{term.Field} {Operators.Word(term.Operator)}': write the opposite operator where there is one."
                : $"v2 has no counterpart for {Operators.Word(term.Operator)} (of '{term.Field}').");

        void Refuse(string why) => Refusal ??= why;
    }
}
