namespace Netskope.AlertGateway.Requests;

/// <summary>The header <c>Gateway-Ignored</c>: a legacy client's parameters that have no effect.</summary>
static class IgnoredHeader
{
    public const string Name = "Gateway-Ignored";

    const int MostShown = 20;

    /// <summary>The names as a header may show them: a caller's text never becomes header syntax.</summary>
    public static string Of(IReadOnlyList<string> names)
    {
        var shown = names.Take(MostShown).Select(name =>
            name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : "?");
        return string.Join(", ", shown) + (names.Count > MostShown ? ", ..." : "");
    }
}
