namespace Netskope.Testing.Naive;

/// <summary>All numeric fields of Netskope's catalogue, and of its text fields those that the random rows and conditions use.</summary>
static class NaiveFields
{
    static readonly HashSet<string> Numeric =
    [
        "alert_window",
        "app_session_id",
        "browser_session_id",
        "cci",
        "compliance_standards.id",
        "connection_id",
        "count",
        "dlp_fingerprint_score",
        "dlp_incident_id",
        "dlp_parent_id",
        "dlp_rule_count",
        "dst_latitude",
        "dst_longitude",
        "dstport",
        "external_collaborator_count",
        "external_email",
        "file_size",
        "first_accessed",
        "http_transaction_count",
        "internal_collaborator_count",
        "sa_profile_name",
        "sa_rule_name",
        "timestamp",
        "total_collaborator_count",
        "transaction_id",
    ];

    static readonly HashSet<string> Text =
    [
        "acked",
        "activity",
        "alert_name",
        "alert_type",
        "app",
        "compliance_standards.control",
        "compliance_standards.standard",
        "dst_country",
        "organization_unit",
        "user",
    ];

    public static bool IsNumeric(string field) => Numeric.Contains(field);

    public static bool IsText(string field) => Text.Contains(field);
}
