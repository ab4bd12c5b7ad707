using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Reads the token files again, so that a token is renewed without a restart. A file is polled: an orchestrator swaps the folder
/// above it, which watchers miss. What is no token is left alone, and the token before it goes on.
/// </summary>
sealed partial class TokenFiles(IOptions<NetskopeOptions> options, TenantTokens tokens, TimeProvider time, ILogger<TokenFiles> log) : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    readonly TokenFile[] _files =
    [
        .. new[]
        {
            new TokenFile(TokenSlot.Primary, "Netskope:TokenFile", options.Value.TokenFile, options.Value.Token),
            new TokenFile(TokenSlot.Secondary, "Netskope:SecondaryTokenFile", options.Value.SecondaryTokenFile, options.Value.SecondaryToken),
        }.Where(file => file.Path.Length > 0),
    ];

    /// <summary>Looks at the files now.</summary>
    /// <param name="settled">Whether a new token is taken only when the look before has found the same: it may be half written.</param>
    public void Look(bool settled)
    {
        lock (_lock)
        {
            foreach (var file in _files) Look(file, settled);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_files.Length == 0) return;
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Look(settled: true);
    }

    void Look(TokenFile file, bool settled)
    {
        var (token, fault) = TokenText.Take("", file.Path, "");
        if (fault is null && !TokenText.IsWellFormed(token)) fault = "holds no token: it " + TokenText.Shape;
        if (fault is not null)
        {
            if (file.Fault != fault) Log.NotAToken(log, file.Setting, fault);
        }
        else if (token != file.Token && (token == file.Seen || !settled))
        {
            file.Token = token;
            tokens.Replace(file.Slot, token);
            Log.Renewed(log, file.Setting);
        }

        (file.Seen, file.Fault) = (token, fault);
    }

    sealed class TokenFile(TokenSlot slot, string setting, string path, string token)
    {
        public TokenSlot Slot => slot;

        public string Setting => setting;

        public string Path => path;

        public string Token { get; set; } = token;

        public string Seen { get; set; } = token;

        public string? Fault { get; set; }
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 27, Level = LogLevel.Information, Message = "{Setting} has another token.")]
        public static partial void Renewed(ILogger logger, string setting);

        [LoggerMessage(EventId = 28, Level = LogLevel.Error, Message = "{Setting} {Fault}. The token that was in it before is used.")]
        public static partial void NotAToken(ILogger logger, string setting, string fault);
    }
}
