using System.Diagnostics.CodeAnalysis;
using Netskope.Query;

namespace Netskope.AlertGateway.Access;

/// <summary>
/// A restriction holds only what is certain of Netskope's query language: <c>eq</c> and <c>in</c> on fields that hold texts, joined by
/// <c>and</c> and <c>or</c>, with brackets where both are used.
/// </summary>
static class Restriction
{
    /// <summary>Its printed form joins a caller's query, of which some room must be left.</summary>
    const int MostLength = 2000;

    /// <param name="text">As the operator wrote it.</param>
    /// <param name="knownFields">Fields beside those of Netskope's list.</param>
    /// <param name="restriction">Null when it is empty, or wrong.</param>
    /// <param name="fault">What is wrong with it; null when nothing is.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryRead(string text, IReadOnlyList<string> knownFields, [NotNullWhen(true)] out Condition? restriction, out string? fault)
    {
        (restriction, fault) = (null, null);
        if (string.IsNullOrWhiteSpace(text)) return false;
        if (!ParsedQuery.TryParse(text, out var query, out var error)) fault = $"can not be read, at column {error.Position + 1}: {error.Message.TrimEnd('.')}";
        else if (Uri.EscapeDataString(query.Canonical).Length > MostLength) fault = $"is too long: encoded it may have {MostLength} bytes";
        else if (!Confinement.IsCertain(query.Condition, out var doubt)) fault = $"is not certain. {doubt.TrimEnd('.')}; where that does not help, restrict by another field";
        else fault = Uncertainty(query.Condition, knownFields);
        restriction = fault is null ? Listed(query!.Condition) : null;
        return restriction is not null;
    }

    /// <summary>Where Netskope does not list <c>in</c> for a field, the same in as many <c>eq</c>.</summary>
    static Condition Listed(Condition condition) => condition switch
    {
        Term { Operator: Operator.In } term when !AlertFields.Takes(term.Field, Operator.In) =>
            Junction.Of(Connective.Or, [.. term.Values.Select(value => new Term(term.Field, Operator.Eq, value))]),
        Junction group => Junction.Of(group.Connective, [.. group.Parts.Select(Listed)]),
        _ => condition,
    };

    static string? Uncertainty(Condition condition, IReadOnlyList<string> knownFields) => condition switch
    {
        Term term => Uncertainty(term, knownFields),
        Junction group => group.Parts.Select(part => Uncertainty(part, knownFields)).FirstOrDefault(fault => fault is not null),
        Negation => "holds a not, which is true also of rows without the field; write which rows may be seen, by eq and in",
        _ => "joins by and and by or without brackets; write brackets around what belongs together",
    };

    static string? Uncertainty(Term term, IReadOnlyList<string> knownFields)
    {
        var field = term.Field;
        if (term.Operator is not (Operator.Eq or Operator.In)) return $"compares {field} by another operator than eq and in, which alone are certain; write such as {field} eq '…' or {field} in ['…', '…']";
        var isListed = AlertFields.IsKnown(field);
        if (!isListed && !knownFields.Contains(field, StringComparer.Ordinal))
        {
            var near = NearestName.Of(field, AlertFields.Names.Concat(knownFields));
            return $"is about {field}, which Netskope does not list{(near is null ? "" : $" (did you mean {near}?)")}; if the tenant's rows have it, name it in Access:KnownFields";
        }

        if (isListed && AlertFields.KindOf(field) != FieldKind.Text) return $"is about {field}, which does not hold texts; use a field that does";
        if (term.Values.Any(value => value.Text.Length == 0)) return $"asks for an empty {field}, which is also that of rows without it; write the values that may be seen";
        return term.Values.Any(value => value.Form != ValueForm.Text) ? $"compares {field} with a number; put it in quotes" : null;
    }
}
