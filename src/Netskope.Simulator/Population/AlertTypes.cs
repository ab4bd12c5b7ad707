namespace Netskope.Simulator;

public enum AlertType
{
    Anomaly,
    CompromisedCredential,
    Policy,
    LegalHold,
    Malsite,
    Malware,
    Dlp,
    SecurityAssessment,
    Watchlist,
    Quarantine,
    Remediation,
    Uba,
}

public static class AlertTypes
{
    static readonly string[] Names =
    [
        "anomaly", "Compromised Credential", "policy", "Legal Hold", "malsite", "Malware", "DLP", "Security Assessment",
        "watchlist", "quarantine", "Remediation", "uba",
    ];

    /// <summary>The documented spelling, which is also the row's <c>alert_type</c>.</summary>
    public static string Name(this AlertType type) => Names[(int)type];

    internal static AlertType? Find(string name)
    {
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (AlertType)index;
    }
}
