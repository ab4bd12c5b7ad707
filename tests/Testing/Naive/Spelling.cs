using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Netskope.Testing.Naive;

static class Spelling
{
    static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "eq", "neq", "like", "notlike", "gt", "gte", "lt", "lte", "startswith", "in", "not_in", "notin", "from", "to",
    };

    static readonly SearchValues<char> NeverBare = SearchValues.Create(" \t\r\n'\"()[]{},=<>~!");

    /// <summary>One fixed spelling.</summary>
    public static string Plain(Condition condition) => condition switch
    {
        Not not => $"not ({Plain(not.Inner)})",
        Group group => string.Join(group.Connective == Connective.And ? " and " : " or ", group.Parts.Select(PlainPart)),
        Mix mix => PlainPart(mix.Parts[0]) + string.Concat(mix.Parts.Skip(1).Zip(mix.Connectives, static (part, connective) =>
            (connective == Connective.And ? " and " : " or ") + PlainPart(part))),
        Term { Operator: Operator.Range } range => $"{range.Field} from {PlainValue(range.Values[0])} to {PlainValue(range.Values[1])}",
        Term { Operator: Operator.In or Operator.NotIn } list =>
            $"{list.Field} {Names(list.Operator)[0]} [{string.Join(", ", list.Values.Select(PlainValue))}]",
        Term term => $"{term.Field} {Names(term.Operator)[0]} {PlainValue(term.Values[0])}",
        _ => throw new UnreachableException(),
    };

    /// <summary>A random spelling of the same condition.</summary>
    /// <param name="reorder">Whether pure groups and lists may also come in another order and with repetitions.</param>
    public static string Of(Condition condition, Random random, bool reorder = false)
    {
        var writer = new Writer(random, reorder);
        writer.Add(condition, brackets: 0);
        return writer.ToString();
    }

    static string PlainPart(Condition part) => part is Group or Mix ? $"({Plain(part)})" : Plain(part);

    static string PlainValue(string value) => value.Contains('\'', StringComparison.Ordinal) ? $"\"{value}\"" : $"'{value}'";

    static string[] Names(Operator name) => name switch
    {
        Operator.Eq => ["eq", "=", "=="],
        Operator.Neq => ["neq", "!="],
        Operator.Like => ["like", "~"],
        Operator.NotLike => ["notlike", "!~"],
        Operator.Gt => ["gt", ">"],
        Operator.Gte => ["gte", ">="],
        Operator.Lt => ["lt", "<"],
        Operator.Lte => ["lte", "<="],
        Operator.StartsWith => ["startswith"],
        Operator.In => ["in"],
        Operator.NotIn => ["not_in", "notin", "not in"],
        _ => throw new UnreachableException(),
    };

    sealed class Writer(Random random, bool reorder)
    {
        static readonly string[] Blanks = [" ", " ", " ", "  ", "\t", "\n", "\r\n", " \t\n "];

        readonly StringBuilder text = new();
        bool afterWord;

        public override string ToString() => text + Blank(needed: false);

        public void Add(Condition condition, int brackets)
        {
            brackets += random.Next(20) switch { 0 => 2, < 4 => 1, _ => 0 };
            for (var i = 0; i < brackets; i++)
                Mark("(");

            switch (condition)
            {
                case Not not:
                    Keyword("not");
                    Add(not.Inner, brackets: 1);
                    break;
                case Group group:
                    var parts = Reordered(group.Parts);
                    AddParts(parts, Enumerable.Repeat(group.Connective, parts.Count - 1));
                    break;
                case Mix mix:
                    AddParts(mix.Parts, mix.Connectives);
                    break;
                case Term term:
                    AddTerm(term);
                    break;
            }

            for (var i = 0; i < brackets; i++)
                Mark(")");
        }

        void AddParts(IReadOnlyList<Condition> parts, IEnumerable<Connective> connectives)
        {
            AddPart(parts[0]);
            foreach (var (part, connective) in parts.Skip(1).Zip(connectives))
            {
                Keyword(connective == Connective.And ? "and" : "or");
                AddPart(part);
            }
        }

        void AddPart(Condition part) => Add(part, brackets: part is Group or Mix ? 1 : 0);

        void AddTerm(Term term)
        {
            Word(term.Field);
            switch (term.Operator)
            {
                case Operator.Range:
                    Keyword("from");
                    Value(term.Values[0]);
                    Keyword("to");
                    Value(term.Values[1]);
                    break;
                case Operator.In or Operator.NotIn:
                    Name(term.Operator);
                    foreach (var (i, value) in Reordered(term.Values).Index())
                    {
                        Mark(i == 0 ? "[" : ",");
                        Value(value);
                    }

                    Mark("]");
                    break;
                default:
                    Name(term.Operator);
                    Value(term.Values[0], alone: true);
                    break;
            }
        }

        void Name(Operator name)
        {
            var names = Names(name);
            var chosen = names[random.Next(names.Length)];
            if (char.IsLetter(chosen[0]))
                foreach (var word in chosen.Split(' '))
                    Keyword(word);
            else
                Mark(chosen);
        }

        void Value(string value, bool alone = false)
        {
            List<string> quoted = [];
            if (!value.Contains('\'', StringComparison.Ordinal))
                quoted.Add($"'{value}'");
            if (!value.Contains('"', StringComparison.Ordinal))
                quoted.Add($"\"{value}\"");

            if (MayBeBare(value, alone) && random.Next(2) == 0)
                Word(value);
            else
                Mark(quoted[random.Next(quoted.Count)]);
        }

        // Behind a lone value comes the end, a bracket or a connective, none of which turns a keyword into something else.
        // A bare number is not known to be the quoted one.
        static bool MayBeBare(string value, bool alone) =>
            value.Length > 0 && NaiveNumber.Parse(value) is null && value.AsSpan().IndexOfAny(NeverBare) < 0
            && (!Keywords.Contains(value) || (alone && value.ToUpperInvariant() is not ("AND" or "OR" or "NOT")));

        List<T> Reordered<T>(IReadOnlyList<T> items)
        {
            List<T> all = [.. items];
            if (reorder)
            {
                if (random.Next(3) == 0)
                    all.Add(all[random.Next(all.Count)]);
                random.Shuffle(CollectionsMarshal.AsSpan(all));
            }

            return all;
        }

        void Keyword(string word) => Word(random.Next(3) switch
        {
            0 => word,
            1 => word.ToUpperInvariant(),
            _ => string.Concat(word.Select(letter => random.Next(2) == 0 ? letter : char.ToUpperInvariant(letter))),
        });

        void Word(string word)
        {
            text.Append(Blank(needed: afterWord)).Append(word);
            afterWord = true;
        }

        void Mark(string mark)
        {
            text.Append(Blank(needed: false)).Append(mark);
            afterWord = false;
        }

        string Blank(bool needed) => needed || random.Next(2) == 0 ? Blanks[random.Next(Blanks.Length)] : "";
    }
}
