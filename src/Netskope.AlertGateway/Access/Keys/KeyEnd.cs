using System.Globalization;

namespace Netskope.AlertGateway.Access;

/// <summary>When a key ends, as settings tell it: <c>2027-03-31</c>, whose last second (UTC) it still sees, or a moment such as <c>2027-03-31T18:00:00+02:00</c>.</summary>
static class KeyEnd
{
    public const string Format = "yyyy-MM-dd";

    static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <param name="text">As it stands in settings.</param>
    /// <param name="end">The first moment at which the key is no longer good.</param>
    public static bool TryRead(string text, out DateTimeOffset end)
    {
        if (DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            end = day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            return true;
        }

        // Without its offset a moment would be read by the clock of whatever machine this is.
        end = default;
        return text is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out end);
    }
}
