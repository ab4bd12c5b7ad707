using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>
/// Knows the values that must never leave the process, so that texts from outside can be cleaned of them and a caller
/// who sends one can be recognised.
/// </summary>
public sealed partial class Secrets
{
    readonly Lock _learning = new();
    volatile string[] _known = [];
    volatile SecretForm[] _forms = [];
    volatile byte[][] _hashes = [];

    public void Know(string secret)
    {
        lock (_learning)
        {
            if (_known.Contains(secret, StringComparer.Ordinal)) return;
            _known = [.. _known, secret];
            _forms = [.. _forms, .. SecretForm.Of(secret)];
            _hashes = [.. _hashes, SHA256.HashData(Encoding.UTF8.GetBytes(secret))];
        }
    }

    /// <summary>Whether the candidate is a known secret; the comparison's time does not depend on where they differ.</summary>
    public bool Holds(string candidate)
    {
        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(candidate));
        var found = false;
        foreach (var hash in _hashes) found |= CryptographicOperations.FixedTimeEquals(presented, hash);
        return found;
    }

    /// <summary>Whether a known secret stands anywhere in a text that a caller sent, in whatever case.</summary>
    public bool AppearIn(string text)
    {
        foreach (var secret in _known)
        {
            if (text.Length >= secret.Length && text.Contains(secret, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a caller's credential stands in a text: a JWT, whose header and claims both begin with <c>{"</c>, which is <c>eyJ</c>
    /// in base64url; or a key, or a half of one, in whatever case.
    /// </summary>
    public static bool ContainsCredential(string text) => Credential().IsMatch(text);

    /// <summary>The text without JWTs and keys.</summary>
    public static string Cover(string text) => Credential().Replace(text, "***");

    /// <summary>
    /// The text without secrets, JWTs, keys and control characters, cut to a length that suits an error message. A secret is found in
    /// any case, and percent-encoded, escaped as in JSON or HTML, in hex or base64, or cut off after its first half.
    /// </summary>
    public string Clean(string text, int most = 300)
    {
        text = Cover(text);
        var forms = _forms;
        var clean = new StringBuilder(Math.Min(text.Length, most));
        for (var at = 0; at < text.Length;)
        {
            if (clean.Length >= most) return clean.Append('…').ToString();
            var length = forms.Length == 0 ? 0 : forms.Max(form => form.LengthIn(text.AsSpan(at)));
            if (length > 0)
            {
                clean.Append("***");
                at += length;
                continue;
            }

            clean.Append(IsVisible(text[at]) ? text[at] : ' ');
            at++;
        }

        return clean.ToString();
    }

    [GeneratedRegex("eyJ[0-9A-Za-z_+/=-]*\\.eyJ[0-9A-Za-z_+/=.-]*|(?i:agk_[0-9a-z_-]{21,})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Credential();

    // Format characters turn the direction of a line, the separators end one.
    static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
