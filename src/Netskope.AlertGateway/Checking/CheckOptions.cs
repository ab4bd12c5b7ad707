using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>The section <c>Check</c>: what the command <c>check</c> needs beside the gateway's own settings.</summary>
public sealed class CheckOptions
{
    public const string Section = "Check";

    /// <summary>A token for the version of Netskope's REST API that is not in <c>Netskope:ApiVersion</c>. The gateway never uses it.</summary>
    public string OtherToken { get; set => field = value ?? ""; } = "";

    /// <summary>A file that holds it, in place of <see cref="OtherToken"/>.</summary>
    public string OtherTokenFile { get; set => field = value ?? ""; } = "";

    internal string? OtherTokenFileFault { get; set; }
}

sealed class OtherTokenFromFile : IPostConfigureOptions<CheckOptions>
{
    public void PostConfigure(string? name, CheckOptions options) =>
        (options.OtherToken, options.OtherTokenFileFault) = TokenText.Take(options.OtherToken, options.OtherTokenFile, "Check:OtherToken");
}

sealed class CheckOptionsRules : SettingRules<CheckOptions>
{
    protected override void Check(CheckOptions o)
    {
        Require(o.OtherTokenFileFault is null, "Check:OtherTokenFile", o.OtherTokenFileFault ?? "");
        Require(TokenText.IsWellFormed(o.OtherToken), "Check:OtherToken", TokenText.Shape);
    }
}
