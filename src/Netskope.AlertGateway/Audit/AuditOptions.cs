using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Audit;

/// <summary>The section <c>Audit</c>: where access records are kept beside the log, whether nothing is answered without, and what they hide.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Each record is appended to it as a line of JSON. Every process has its own.</summary>
    public string File { get; set => field = value ?? ""; } = "";

    /// <summary>Whether a request is refused when it can not be put down in the file first.</summary>
    public bool Required { get; set; }

    /// <summary>Whether records show a hash in the place of each value in a query.</summary>
    public bool HashQueryValues { get; set; }

    /// <summary>The key of these hashes, 32 bytes in base64.</summary>
    public string HashKey { get; set => field = value ?? ""; } = "";
}

sealed class AuditOptionsRules : SettingRules<AuditOptions>
{
    protected override void Check(AuditOptions o)
    {
        var isPath = Path.IsPathFullyQualified(o.File) && !o.File.Contains('\0');
        Require(o.File.Length == 0 || isPath, "Audit:File", "is no absolute path; write one such as /var/log/alert-gateway/access.jsonl");
        Require(!o.Required || o.File.Length > 0, "Audit:Required", "needs Audit:File: what a receiver of log lines loses nobody learns; name a file");
        var fault = o.Required && isPath ? AuditFile.Try(o.File) : null;
        Require(fault is null, "Audit:File", $"can not be written, and Audit:Required is true: {fault?.TrimEnd('.')}; name a file that the gateway may append to");
        RequireKey(o.HashKey, "Audit:HashKey");
        Require(o.HashQueryValues || o.HashKey.Length == 0, "Audit:HashKey", "is given, and Audit:HashQueryValues is not true, so that values would be shown; write that as well, or leave the key out");
        Require(!o.HashQueryValues || o.HashKey.Length > 0, "Audit:HashKey", "is missing, and Audit:HashQueryValues is true; make a key with: openssl rand -base64 32");
    }
}
