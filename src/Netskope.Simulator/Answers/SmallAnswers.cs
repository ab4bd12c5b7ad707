using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Netskope.Simulator;

/// <summary>The data of the endpoints that never say much. What a field is called is public, how it nests is an assumption.</summary>
static class SmallAnswers
{
    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] AppInstances { get; } = Bytes("""
        [{"app":"Google Drive","id":9151314442816847873,"instance_id":"example.com","instance_name":"Example \/ main","tag":"Sanctioned"},
        {"app":"Slack","id":-9151314442816847872,"instance_id":"T0EXAMPLE","instance_name":"Général & ops","tag":"Unsanctioned"}]
        """);

    public static byte[] Quarantine { get; } = Bytes("""
        {"quarantined":[{"quarantine_profile_id":"4","quarantine_profile_name":"Hold & review","files":[
        {"file_id":"5f1c0a9e7d3b4826b9d27e4410c8","original_file_name":"Q3 forecast \"draft\".xlsx","policy":"[DLP] Approval Required","quarantined_file_name":"q-5f1c0a9e7d3b.zip","user_id":"amara.osei@example.com"},
        {"file_id":"b9d27e4410c8f6535f1c0a9e7d3b","original_file_name":"notes.txt","policy":null,"quarantined_file_name":"q-b9d27e4410c8.zip","user_id":"hana.sato@example.com"}]}]}
        """);

    public static byte[] LegalHold { get; } = Bytes("""
        {"legalHold":[{"legal_hold_profile_id":7,"legal_hold_profile_name":"Matter 204 \/ Example v. Sample","files":[
        {"file_id":"9e7d3b48265f1c0ab9d27e4410c8","legal_hold_file_name":"hold-9e7d3b48265f","original_file_name":"backup.tar.gz","user_id":"sofia.o'neil@example.com"}]}]}
        """);

    public static byte[] SecurityAssessment { get; } = Bytes("""
        [{"account_id":"004815162342","account_name":"sandbox-12","asset_id":9151314442816847873,"compliance_standards":[{"control":"3.1","standard":"CIS-AWSFND-1.2.0"}],
        "iaas_remediated":"no","region_id":"eu-central-1","resource_category":"Storage","sa_rule_name":"EXAMPLE | 3.1 Keep a bucket's doors shut","sa_rule_severity":"High","status":"failed"},
        {"account_id":"004815162342","account_name":"sandbox-12","asset_id":-9151314442816847872,"compliance_standards":[],
        "iaas_remediated":"yes","region_id":"","resource_category":"Identity","sa_rule_name":"EXAMPLE | 1.4 <b>Rotate<\/b> keys","sa_rule_severity":2,"status":"passed"}]
        """);

    /// <remarks>Assumptions: the <c>email</c> is required, everybody has a configuration, and it is of any <c>configtype</c>.</remarks>
    public static byte[] UserConfig(QuestionReader asked)
    {
        if (asked.Text("email") is not { } email)
        {
            asked.Refuse("email is required");
            return [];
        }

        var (mail, type) = (Text(email), Text(asked.Text("configtype") ?? "agent"));
        return Bytes($$$"""
            {"email":{{{mail}}},"configtype":{{{type}}},"config":{"gateway":"gateway.sim.example.org","id":9151314442816847873,
            "steering":{"exceptions":["*.example.org",null],"mode":"cloud"},"orgname":"Example \/ main"}}
            """);
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(string.Concat(text.Split('\n', StringSplitOptions.TrimEntries)));

    static string Text(string value) => JsonSerializer.Serialize(value, Relaxed);
}
