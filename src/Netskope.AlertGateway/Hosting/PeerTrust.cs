using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Netskope.AlertGateway.Hosting;

/// <summary>Judges the certificates of those whom the gateway calls as .NET does, and tells the operator why one is refused.</summary>
sealed partial class PeerTrust(ILogger<PeerTrust> log)
{
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        var host = (sender as SslStream)?.TargetHostName ?? "?";
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        Log.Refused(log, host, errors, status);
        return false;
    }

    static partial class Log
    {
        [LoggerMessage(
            EventId = 92,
            Level = LogLevel.Error,
            Message = "The TLS certificate of {Host} is refused: {Errors}; its chain: {Chain}. RemoteCertificateNameMismatch: it is for another name. "
                + "UntrustedRoot, PartialChain: its CA is not known here; SSL_CERT_FILE may name a file of CAs. NotTimeValid: it has expired, or a clock is wrong.")]
        public static partial void Refused(ILogger logger, string host, SslPolicyErrors errors, X509ChainStatusFlags chain);
    }
}
