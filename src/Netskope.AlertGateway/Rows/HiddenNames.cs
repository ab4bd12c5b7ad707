using System.Numerics;
using System.Text;

namespace Netskope.AlertGateway.Rows;

/// <summary>What becomes of a member of an object.</summary>
enum Sight
{
    /// <summary>It stays, but paths lead into its value.</summary>
    Leads,

    Masked,
    Removed,
}

/// <summary>
/// The names that mean something in an object at one place of a row: at the top, or where the beginning of a path has led. A name may
/// itself be dotted, since rows hold <c>"a.b":1</c> as well as <c>"a":{"b":1}</c>.
/// </summary>
sealed class HiddenNames
{
    readonly Entry?[] _slots;

    HiddenNames(HiddenFields hidden, string above, Dictionary<string, HiddenNames> all)
    {
        all.Add(above, this);
        var names = hidden.Removed.Concat(hidden.Masked)
            .Where(path => path.StartsWith(above, StringComparison.Ordinal))
            .SelectMany(path => Beginnings(path[above.Length..]))
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        // Nearly all names of a row are none of these: sparse slots tell without a comparison.
        _slots = new Entry?[(int)BitOperations.RoundUpToPowerOf2(((uint)names.Length * 8) | 1)];
        foreach (var name in names)
        {
            var path = above + name;
            var sight = Hides(hidden.Removed, path) ? Sight.Removed : Hides(hidden.Masked, path) ? Sight.Masked : Sight.Leads;
            var below = sight != Sight.Leads ? null : all.TryGetValue(path + ".", out var known) ? known : new HiddenNames(hidden, path + ".", all);
            var bytes = Encoding.UTF8.GetBytes(name);
            ref var slot = ref _slots[Slot(bytes)];
            slot = new(bytes, sight, below, slot);
            Longest = Math.Max(Longest, bytes.Length);
        }
    }

    /// <summary>The length of the longest name, in bytes.</summary>
    public int Longest { get; }

    public static HiddenNames Of(HiddenFields hidden) => new(hidden, "", new(StringComparer.Ordinal));

    /// <summary>What a name without a dot means here; null when it means nothing.</summary>
    public Entry? Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return null;
        var entry = _slots[Slot(name)];
        while (entry is not null && !entry.Is(name)) entry = entry.Next;
        return entry;
    }

    /// <summary>The same for any name: <c>a.b</c> is hidden where <c>a</c> is.</summary>
    public Entry? FindDotted(ReadOnlySpan<byte> name)
    {
        if (Find(name) is { } whole) return whole;
        Entry? found = null;
        for (var dot = name.IndexOf((byte)'.'); dot >= 0;)
        {
            if (Find(name[..dot]) is { Sight: not Sight.Leads } above && above.Sight > (found?.Sight ?? Sight.Leads)) found = above;
            var next = name[(dot + 1)..].IndexOf((byte)'.');
            dot = next < 0 ? next : dot + 1 + next;
        }

        return found;
    }

    int Slot(ReadOnlySpan<byte> name) => ((name.Length * 53) + ((name[0] | 0x20) * 19) + ((name[^1] | 0x20) * 7) + ((name[name.Length / 2] | 0x20) * 3)) & (_slots.Length - 1);

    static bool Hides(IReadOnlyList<string> paths, string path) => paths.Any(above => HiddenFields.IsWithin(path, above));

    static IEnumerable<string> Beginnings(string path)
    {
        for (var dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1)) yield return path[..dot];
        yield return path;
    }

    /// <param name="name">In UTF-8 and small letters.</param>
    /// <param name="below">What is hidden in its value, when paths lead there.</param>
    /// <param name="next">Another one in the same slot.</param>
    public sealed class Entry(byte[] name, Sight sight, HiddenNames? below, Entry? next)
    {
        public Sight Sight => sight;

        public HiddenNames? Below => below;

        public Entry? Next => next;

        public bool Is(ReadOnlySpan<byte> other)
        {
            if (other.Length != name.Length) return false;
            for (var i = 0; i < other.Length; i++)
            {
                if (other[i] != name[i] && (!char.IsAsciiLetterUpper((char)other[i]) || (other[i] | 0x20) != name[i])) return false;
            }

            return true;
        }
    }
}
