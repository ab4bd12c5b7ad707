namespace Netskope.Query;

/// <summary>What a query may hold at most.</summary>
public static class QueryLimits
{
    public const int MostTerms = 256;

    /// <summary>Brackets that are open at once.</summary>
    public const int MostDepth = 32;

    public const int MostListItems = 1000;

    /// <summary>Warnings that are given; further ones are left out.</summary>
    public const int MostWarnings = 5;
}
