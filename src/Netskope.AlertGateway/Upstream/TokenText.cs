namespace Netskope.AlertGateway.Upstream;

/// <summary>A token as an operator gives it: a setting, or a file in its place.</summary>
static class TokenText
{
    /// <summary>What a token that is not <see cref="IsWellFormed"/> may be.</summary>
    public const string Shape = "may be 8 to 4096 visible ASCII characters; look for a line break or a blank that was copied along";

    /// <returns>The token, and what is wrong with its file.</returns>
    public static (string Token, string? Fault) Take(string token, string file, string setting)
    {
        if (file.Length == 0) return (token, null);
        if (token.Length > 0) return (token, $"is given beside {setting}; write one of the two");
        try
        {
            token = File.ReadAllText(file).Trim();
            return (token, token.Length == 0 ? "names an empty file; write the token into it" : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ("", $"names a file that can not be read ({e.GetType().Name}); write the path of a file that holds the token");
        }
    }

    /// <summary>Whether it may be a token, or is missing.</summary>
    public static bool IsWellFormed(string token) =>
        token.Length == 0 || (token.Length is >= 8 and <= 4096 && token.All(c => c is > ' ' and <= '~'));
}
