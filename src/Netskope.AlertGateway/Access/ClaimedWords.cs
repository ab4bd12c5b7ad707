using System.Security.Claims;

namespace Netskope.AlertGateway.Access;

/// <summary>Claims that hold several words: as one text with blanks, or as a list.</summary>
static class ClaimedWords
{
    public static bool Has(ClaimsPrincipal caller, string claim, string word)
    {
        // A list becomes one claim per entry, and an entry is a word as it stands.
        var claims = caller.FindAll(claim).Where(held => held.ValueType == ClaimValueTypes.String).ToList();
        return claims.Exists(held => held.Value == word) || (claims.Count == 1 && HasWord(claims[0].Value, word));
    }

    static bool HasWord(ReadOnlySpan<char> text, string word)
    {
        foreach (var range in text.Split(' '))
        {
            if (text[range].SequenceEqual(word)) return true;
        }

        return false;
    }
}
