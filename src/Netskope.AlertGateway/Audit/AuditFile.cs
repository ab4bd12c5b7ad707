using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Audit;

/// <summary>
/// The file of access records (<c>Audit:File</c>). One writer takes the lines that are there, opens the file, appends them and closes it:
/// whoever rotates it renames it, and a disk that was full is found empty again. A disk that hangs keeps the writer, and nobody else.
/// </summary>
sealed partial class AuditFile(IOptions<AuditOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<AuditFile> log) : BackgroundService, IHealthCheck
{
    /// <summary>The longest that a request waits for its line.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a stop waits for the lines that are left.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>How many lines may wait for the disk.</summary>
    public const int MostWaiting = 4096;

    /// <summary>How many of them may be lines for which nobody waits: whoever is refused writes lines, too.</summary>
    public const int MostUnattended = MostWaiting * 3 / 4;

    const int MostInBatch = 256;

    static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    readonly string _path = options.Value.File;
    readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly Lock _telling = new();
    long? _toldAt;
    long _lost;
    bool _isTold;
    bool _mayBeCut = true;
    volatile bool _isFailing;

    public bool IsOn => _path.Length > 0;

    /// <summary>What keeps a file from being appended to; null when nothing does.</summary>
    public static string? Try(string path)
    {
        try
        {
            using var stream = Open(path);
            return null;
        }
        catch (Exception e) when (IsFault(e))
        {
            return e.Message;
        }
    }

    /// <summary>Appends a line; nobody waits for it.</summary>
    public void Write(string line)
    {
        if (!IsOn) return;

        if (_lines.Reader.Count >= MostUnattended || !_lines.Writer.TryWrite(new(line))) Lose(1, "More lines wait than may; the disk is too slow, or the gateway stops.");
    }

    /// <summary>Appends a line, and waits until the operating system has it.</summary>
    /// <returns>Whether it has, within the time given.</returns>
    public async ValueTask<bool> IsWrittenAsync(string line, TimeSpan patience, CancellationToken cancellation)
    {
        var fate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_lines.Writer.TryWrite(new(line, fate)))
        {
            Lose(1, "More lines wait than may; the disk is too slow, or the gateway stops.");
            return false;
        }

        try
        {
            return await fate.Task.WaitAsync(patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            // It may have been written in this very moment.
            if (!fate.TrySetResult(false)) return await fate.Task;
            Lose(1, $"It takes longer than {patience}.");
            return false;
        }
    }

    /// <summary>It leaves the gateway in service: without requests nobody would learn that the disk is well again.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isFailing ? HealthCheckResult.Degraded("Access records can not be written (Audit:File).") : HealthCheckResult.Healthy());

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // No request is left by now.
        _lines.Writer.TryComplete();
        try
        {
            if (ExecuteTask is { } writing) await writing.WaitAsync(StopPatience, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.LeftBehind(log, _lines.Reader.Count);
        }
    }

    /// <summary>Ends when all lines are written, not when the gateway begins to stop.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Line>(MostInBatch);
        while (await _lines.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < MostInBatch && _lines.Reader.TryRead(out var line)) batch.Add(line);
            Conclude(batch, Append(batch));
        }
    }

    /// <returns>Why the lines are not all in the file.</returns>
    string? Append(List<Line> batch)
    {
        try
        {
            using var stream = Open(_path);
            _bytes.ResetWrittenCount();
            if (_mayBeCut && EndsWithinALine(stream)) _bytes.Write("\n"u8);
            foreach (var line in batch)
            {
                Encoding.UTF8.GetBytes(line.Text, _bytes);
                _bytes.Write("\n"u8);
            }

            _mayBeCut = true;
            stream.Write(_bytes.WrittenSpan);
            stream.Flush();
            _mayBeCut = false;
            return null;
        }
        catch (Exception e) when (IsFault(e))
        {
            return e.Message;
        }
    }

    /// <summary>Whether a disk that ran full, or a machine without power, left the beginning of a line: what comes next must not be a part of it.</summary>
    bool EndsWithinALine(FileStream stream)
    {
        if (!stream.CanSeek || stream.Length == 0) return false;
        try
        {
            using var end = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            end.Seek(-1, SeekOrigin.End);
            return end.ReadByte() != '\n';
        }
        catch (Exception e) when (IsFault(e))
        {
            return true;
        }
    }

    void Conclude(List<Line> batch, string? fault)
    {
        _isFailing = fault is not null;
        var lost = 0;
        foreach (var (_, fate) in batch)
        {
            // Who waited no longer has been counted.
            if (fate?.TrySetResult(fault is null) != false) lost++;
        }

        if (fault is null) TellOfRecovery();
        else if (lost > 0) Lose(lost, fault);
    }

    void Lose(int lines, string why)
    {
        metrics.AuditFailed(lines);
        lock (_telling)
        {
            _lost += lines;
            if (_toldAt is { } told && time.GetElapsedTime(told) < TellEvery) return;
            (_toldAt, _isTold) = (time.GetTimestamp(), true);
            Log.Failed(log, _lost, why.ReplaceLineEndings(" "));
            _lost = 0;
        }
    }

    void TellOfRecovery()
    {
        lock (_telling)
        {
            if (!_isTold) return;
            _isTold = false;
            Log.Recovered(log, _lost);
            _lost = 0;
        }
    }

    static FileStream Open(string path)
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };

        // It tells who asks about whom.
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        return new(path, how);
    }

    static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException;

    readonly record struct Line(string Text, TaskCompletionSource<bool>? Fate = null);

    static partial class Log
    {
        [LoggerMessage(EventId = 101, Level = LogLevel.Error, Message = "Access records are not in Audit:File: {Count} since this was last told, which is once a minute. {Reason}")]
        public static partial void Failed(ILogger logger, long count, string reason);

        [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Audit:File is written again; until then {Count} more access records were lost.")]
        public static partial void Recovered(ILogger logger, long count);

        [LoggerMessage(EventId = 103, Level = LogLevel.Error, Message = "The gateway stops while Audit:File takes no lines; at least {Count} access records are lost.")]
        public static partial void LeftBehind(ILogger logger, int count);
    }
}
