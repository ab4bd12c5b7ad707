namespace Netskope.Query;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
public static class NearestName
{
    const int LongestName = 64;

    /// <summary>The known name that differs least, if it differs by at most a third of its letters; else null.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestName) return null;
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var most = Math.Min(least - 1, Math.Max(1, candidate.Length / 3));
            if (candidate.Length > LongestName || Math.Abs(name.Length - candidate.Length) > most) continue;
            var distance = Distance(name, candidate, most);
            if (distance <= most) (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Edits between two words, a swap of neighbours counting as one (optimal string alignment); case does not count.</summary>
    /// <param name="most">More than this is not worth counting exactly.</param>
    static int Distance(string a, string b, int most)
    {
        Span<int> before = stackalloc int[LongestName + 1];
        Span<int> above = stackalloc int[LongestName + 1];
        Span<int> row = stackalloc int[LongestName + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            // A swap looks two rows back, and can save one edit.
            if (least > most + 1) return least;
        }

        return row[b.Length];
    }

    static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
