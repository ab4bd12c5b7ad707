using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Netskope.AlertGateway.Rows;
using Netskope.Query;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// A caller's query within its rights. Whoever may see a part of the rows or of their fields is asked for by a print: the restriction is
/// joined to the query as a tree, and no text of such a caller's ever travels.
/// </summary>
sealed class ConfinedQuery
{
    // Most who poll ask for all that they may see: the same each time.
    static readonly ConditionalWeakTable<RowRights, ConfinedQuery> WithoutQuery = [];

    ConfinedQuery(AskedQuery? asked, RowRights rights, AskedQuery? effective, string? refusal) => (Asked, Rights, Effective, Refusal) = (asked, rights, effective, refusal);

    /// <summary>As the caller wrote it; null when it asks for all rows.</summary>
    public AskedQuery? Asked { get; }

    public RowRights Rights { get; }

    /// <summary>As the tenant is asked; null for all rows, which no caller with a restriction gets.</summary>
    public AskedQuery? Effective { get; }

    /// <summary>Why the two can not be joined, in words for the caller; the tenant is not asked then.</summary>
    public string? Refusal { get; }

    public static ConfinedQuery Of(AskedQuery? asked, RowRights rights)
    {
        if (rights.AreAll) return new(asked, rights, asked, refusal: null);
        return asked is null ? WithoutQuery.GetValue(rights, static rights => Join(null, rights)) : Join(asked, rights);
    }

    static ConfinedQuery Join(AskedQuery? asked, RowRights rights)
    {
        if (!TryJoin(asked, rights.Restriction, out var joined, out var refusal)) return Refused(asked, rights, refusal);
        var effective = AskedQuery.Of(joined?.ToString());

        // The print is read again: with too many conditions or brackets it would say something else, or nothing.
        return effective is null || effective.Parsed?.Condition.Equals(joined) == true
            ? new(asked, rights, effective, refusal: null)
            : Refused(asked, rights, "With what your profile adds, it has more conditions or brackets than a query may have; ask in parts.");
    }

    static bool TryJoin(AskedQuery? asked, Condition? restriction, out Condition? joined, [NotNullWhen(false)] out string? refusal)
    {
        (joined, refusal) = (restriction, null);
        if (asked is null) return true;
        if (asked.Parsed is not { Condition: var condition })
        {
            refusal = "It can not be read, and so not be held within what your profile allows: correct it.";
            return false;
        }

        if (restriction is not null) return Confinement.TryConfine(condition, restriction, out joined, out refusal);

        // Where fields are hidden the tenant must not read other fields in it than were found here.
        joined = condition;
        return Confinement.IsCertain(condition, out refusal);
    }

    static ConfinedQuery Refused(AskedQuery? asked, RowRights rights, string refusal) => new(asked, rights, AskedQuery.Of(rights.Restriction?.ToString()), refusal);
}
