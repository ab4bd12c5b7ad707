namespace Netskope.Query;

/// <summary>A value as the caller wrote it, without its quotes; its letters and backslashes are never changed.</summary>
/// <param name="Text">What stood between the quotes, or the bare words.</param>
/// <param name="Form">How it was written, where nobody documents that this does not count.</param>
public readonly record struct QueryValue(string Text, ValueForm Form = ValueForm.Text)
{
    /// <summary>The text that is meant: a doubled backslash stands for one.</summary>
    public string Meaning => Text.Contains('\\') ? Text.Replace(@"\\", @"\", StringComparison.Ordinal) : Text;

    /// <summary>The order of the values in a list.</summary>
    internal static int Compare(QueryValue a, QueryValue b) =>
        string.CompareOrdinal(a.Text, b.Text) is not 0 and var order ? order : a.Form.CompareTo(b.Form);
}

public enum ValueForm
{
    /// <summary>Quoted, or one bare word: the same.</summary>
    Text,

    /// <summary>A number without quotes; whether the quoted one is compared as a number, too, is not documented.</summary>
    BareNumber,

    /// <summary>Several bare words, which nobody documents to equal the quoted text.</summary>
    SeveralWords,
}
