using System.Runtime.CompilerServices;

namespace Netskope.Query;

/// <summary>
/// Writes a tree in Netskope's v1 dialect, always the same way: operators as words, values quoted unless they are numbers or
/// several words that came without quotes. Parsing it gives the same tree.
/// </summary>
public static class CanonicalPrint
{
    public static string Of(Condition condition)
    {
        // A string builder over the stack: queries are printed for every request.
        var text = new DefaultInterpolatedStringHandler(0, 0, provider: null, stackalloc char[512]);
        Write(ref text, condition);
        return text.ToStringAndClear();
    }

    static void Write(ref DefaultInterpolatedStringHandler text, Condition condition)
    {
        switch (condition)
        {
            case Term term:
                Write(ref text, term);
                break;
            case Negation negation:
                text.AppendLiteral("not (");
                Write(ref text, negation.Inner);
                text.AppendLiteral(")");
                break;
            case Junction group:
                for (var i = 0; i < group.Parts.Count; i++)
                {
                    if (i > 0) text.AppendLiteral(Word(group.Connective));
                    WritePart(ref text, group.Parts[i]);
                }

                break;
            case Mixture mixture:
                for (var i = 0; i < mixture.Parts.Count; i++)
                {
                    if (i > 0) text.AppendLiteral(Word(mixture.Between[i - 1]));
                    WritePart(ref text, mixture.Parts[i]);
                }

                break;
        }
    }

    static void WritePart(ref DefaultInterpolatedStringHandler text, Condition part)
    {
        var isGroup = part is Junction or Mixture;
        if (isGroup) text.AppendLiteral("(");
        Write(ref text, part);
        if (isGroup) text.AppendLiteral(")");
    }

    static void Write(ref DefaultInterpolatedStringHandler text, Term term)
    {
        text.AppendLiteral(term.Field);
        text.AppendLiteral(" ");
        text.AppendLiteral(Operators.Word(term.Operator));
        text.AppendLiteral(" ");
        var isList = Operators.TakesList(term.Operator);
        if (isList) text.AppendLiteral("[");
        for (var i = 0; i < term.Values.Count; i++)
        {
            if (i > 0) text.AppendLiteral(isList ? ", " : " to ");
            Write(ref text, term.Values[i]);
        }

        if (isList) text.AppendLiteral("]");
    }

    static void Write(ref DefaultInterpolatedStringHandler text, QueryValue value)
    {
        if (value.Form != ValueForm.Text)
        {
            text.AppendLiteral(value.Text);
            return;
        }

        var quote = value.Text.Contains('\'') ? "\"" : "'";
        text.AppendLiteral(quote);
        text.AppendLiteral(value.Text);
        text.AppendLiteral(quote);
    }

    static string Word(Connective connective) => connective == Connective.And ? " and " : " or ";
}
