using System.Globalization;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>How a request ended.</summary>
/// <param name="Replica">Who was asked.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">The answer; null when there was none.</param>
/// <param name="Fault">Why there was none.</param>
/// <param name="Took">How long it took.</param>
sealed record Got(int Replica, string Question, Answer? Answer, string? Fault, TimeSpan Took)
{
    public int Status => Answer?.Status ?? 0;

    public bool IsPage => Status == 200;

    /// <summary>The last word of the problem's type.</summary>
    public string? Problem
    {
        get
        {
            if (Answer is null || IsPage) return null;
            try
            {
                return Answer.Json.GetProperty("type").GetString()?.Split(':')[^1];
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Refused for now, as the contract has it: try again then.</summary>
    public bool IsPutOff => Status == 503 && int.TryParse(Answer!["Retry-After"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0;

    public bool IsMarkedStale => Answer?["Cache-Status"]?.Contains("ttl=-", StringComparison.Ordinal) ?? false;

    /// <summary>Older than it is said to be fresh.</summary>
    public bool IsOverdue => IsPage && Number("Age", Answer!["Age"]) > Number("max-age=", Answer["Cache-Control"]);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"replica {Replica}: {(Answer is null ? Fault : Status)} {Problem} after {Took.TotalSeconds:0.0} s, {Answer?["Cache-Status"]}");

    public Got ShouldBePage()
    {
        IsPage.ShouldBeTrue(ToString());
        return this;
    }

    static long Number(string name, string? header)
    {
        var at = header?.IndexOf(name, StringComparison.Ordinal) ?? -1;
        var text = at < 0 ? header : header![(at + name.Length)..];
        return long.Parse(text ?? "0", CultureInfo.InvariantCulture);
    }
}
