namespace Netskope.Query;

static class SortedSet
{
    /// <summary>The items in their order, each once.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, Comparison<T> compare)
    {
        if (items.Count < 2) return items;
        var sorted = items.ToArray();
        Array.Sort(sorted, compare);
        var count = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (compare(sorted[i], sorted[count - 1]) != 0) sorted[count++] = sorted[i];
        }

        return count == sorted.Length ? sorted : sorted[..count];
    }
}
