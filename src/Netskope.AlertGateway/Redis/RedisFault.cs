using System.Collections.Frozen;
using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// The reason why a call to Redis failed, as text for the log and for <c>/health/ready</c>. The text of an exception may contain a key, a
/// user name or part of a secret, so the reason contains only the error code from it.
/// </summary>
/// <param name="Code">The error code that Redis returned, or a word of the gateway's.</param>
/// <param name="Reason">What is wrong, as the end of a sentence, and what an operator can do.</param>
sealed record RedisFault(string Code, string Reason)
{
    // Another word may be anything that somebody has put into an error.
    static readonly FrozenSet<string> KnownCodes = FrozenSet.Create(
        StringComparer.Ordinal, "READONLY", "NOPERM", "WRONGPASS", "NOAUTH", "OOM", "LOADING", "MASTERDOWN", "MISCONF", "BUSY", "NOREPLICAS", "CLUSTERDOWN", "MOVED", "CROSSSLOT", "NOSCRIPT", "WRONGTYPE");

    public static readonly RedisFault NotConnected = new("disconnected", "no connection");

    public static readonly RedisFault ReadOnly = new("READONLY", "READONLY: the server is a replica and accepts no writes");

    static readonly RedisFault NoAnswer = new("timeout", "no answer within Redis:Timeout");

    static readonly RedisFault LoginRefused = new("authentication", "the login is refused; check user and password");

    /// <summary>Whether another connection may reach a server that works: after a fail-over the name leads to the new primary.</summary>
    public bool NeedsNewConnection => this == ReadOnly || Code == "MASTERDOWN";

    /// <summary>Whether it may be over in a moment: a connection that is being made, or one slow answer.</summary>
    public bool IsTransient => this == NoAnswer || this == NotConnected;

    public override string ToString() => Reason;

    public static RedisFault Of(Exception e) => e switch
    {
        RedisServerException refusal => OfCode(CodeOf(refusal.Message)),
        RedisCommandException => new("command", "the connection string disables a command that the gateway needs, by proxy= or $COMMAND="),
        TimeoutException => NoAnswer,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => LoginRefused,
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => OfCode("LOADING"),
        _ => Innermost<RedisServerException>(e) is { } refusal ? OfCode(CodeOf(refusal.Message)) : NotConnected,
    };

    public static RedisFault Of(ConnectionAttemptCompletedEventArgs attempt)
    {
        if (attempt.ServerCertificateAccepted == false) return OfCertificate(attempt);
        if (Innermost<SocketException>(attempt.Exception) is { } socket && attempt.Stage == ConnectionAttemptStage.Connect) return OfSocket(socket);
        return attempt.Stage switch
        {
            ConnectionAttemptStage.Tls => new("tls", "the TLS handshake failed; check that the port accepts TLS"),
            ConnectionAttemptStage.Handshake when attempt.FailureType == ConnectionFailureType.AuthenticationFailure => LoginRefused,
            ConnectionAttemptStage.Handshake when Innermost<RedisServerException>(attempt.Exception) is { } refusal => OfCode(CodeOf(refusal.Message)),
            ConnectionAttemptStage.Handshake when attempt.FailureType == ConnectionFailureType.Loading => OfCode("LOADING"),
            ConnectionAttemptStage.Handshake => new("handshake", "the connection closed before Redis answered; check that the port belongs to Redis and that ssl= is set if the port uses TLS"),
            _ => new("connect", "no connection within connectTimeout"),
        };
    }

    static RedisFault OfCertificate(ConnectionAttemptCompletedEventArgs attempt)
    {
        var errors = attempt.ServerCertificatePolicyErrors ?? SslPolicyErrors.None;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return new("certificate", "the certificate is for another name; set sslHost to the name in it");
        return new("certificate", $"the certificate is not trusted ({attempt.ServerCertificateChainStatus}); set Redis:CertificateAuthorityFile to the authority's certificate");
    }

    static RedisFault OfSocket(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new("dns", "the host name cannot be resolved"),
        SocketError.ConnectionRefused => new("refused", "the connection is refused: nothing listens at the address"),
        var other => new("socket", $"the connection failed ({other})"),
    };

    static RedisFault OfCode(string code) => code switch
    {
        "READONLY" => ReadOnly,
        "NOPERM" => new(code, "NOPERM: the user's ACL forbids what the gateway needs"),
        "WRONGPASS" or "NOAUTH" => LoginRefused,
        "OOM" => new(code, "OOM: Redis has no memory left for writes"),
        "LOADING" => new(code, "LOADING: Redis is still reading its data"),
        "MASTERDOWN" => new(code, "MASTERDOWN: the replica has lost its primary"),
        _ => new(code, code + ": Redis refuses the command"),
    };

    /// <summary>The first word of an error is its code; what follows may hold parts of the call.</summary>
    static string CodeOf(string message)
    {
        var end = message.IndexOf(' ', StringComparison.Ordinal);
        var code = end < 0 ? message : message[..end];
        return KnownCodes.Contains(code) ? code : "ERR";
    }

    static TException? Innermost<TException>(Exception? e)
        where TException : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is TException found) return found;
            if (e is AggregateException { InnerExceptions: var several } && several.Select(Innermost<TException>).FirstOrDefault(inner => inner is not null) is { } inside) return inside;
        }

        return null;
    }
}
