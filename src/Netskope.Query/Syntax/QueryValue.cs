namespace Netskope.Query;

/// <summary>A value as the caller wrote it, without its quotes; its letters and backslashes are never changed.</summary>
/// <param name="Text">What stood between the quotes, or the bare words.</param>
/// <param name="IsSeveralWords">Several bare words, which nobody documents to equal the quoted text.</param>
public readonly record struct QueryValue(string Text, bool IsSeveralWords = false)
{
    /// <summary>The text that is meant: a doubled backslash stands for one.</summary>
    public string Meaning => Text.Contains('\\') ? Text.Replace(@"\\", @"\", StringComparison.Ordinal) : Text;

    /// <summary>The order of the values in a list.</summary>
    internal static int Compare(QueryValue a, QueryValue b) =>
        string.CompareOrdinal(a.Text, b.Text) is not 0 and var order ? order : a.IsSeveralWords.CompareTo(b.IsSeveralWords);
}
