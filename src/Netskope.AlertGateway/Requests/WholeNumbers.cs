using System.Globalization;

namespace Netskope.AlertGateway.Requests;

static class WholeNumbers
{
    /// <summary>Digits only: no sign, no blank, and none of the trailing NULs that the framework's parser lets pass.</summary>
    public static bool TryParse(string? text, out long number)
    {
        number = 0;
        return text?.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
