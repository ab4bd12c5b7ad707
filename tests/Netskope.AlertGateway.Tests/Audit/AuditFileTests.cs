using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Audit;

public sealed class AuditFileTests : IDisposable
{
    readonly AuditDisk _disk = new();
    readonly ManualTimeProvider _clock = new();
    readonly LogLines<AuditFile> _log = new();
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    readonly MeterListener _listener;
    readonly AuditFile _file;
    long _failures;

    public AuditFileTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "alert_gateway.audit.failures") listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _failures, value));
        _listener.Start();
        _file = Make();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _listener.Dispose();
        _services.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public async Task Stop_WritesWhatIsInLine_InItsOrder()
    {
        for (var i = 0; i < 1000; i++) _file.Write(Line(i));

        await _file.StartAsync(Cancellation);
        await _file.StopAsync(Cancellation);

        _disk.Lines.Select(line => line.GetProperty("n").GetInt32()).ShouldBe(Enumerable.Range(0, 1000));
        _failures.ShouldBe(0);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task LineBehindTheStop_IsLost_AndCounted()
    {
        await _file.StartAsync(Cancellation);
        await _file.StopAsync(Cancellation);

        _file.Write(Line(0));
        (await _file.IsWrittenAsync(Line(1), AuditFile.Patience, Cancellation)).ShouldBeFalse();

        _failures.ShouldBe(2);
    }

    [Fact]
    public async Task DiskThatHangs_HoldsNeitherCallersNorTheStop()
    {
        var pipe = _disk.Hang();
        await _file.StartAsync(Cancellation);
        _file.Write(Line(0));
        var waiting = _file.IsWrittenAsync(Line(1), AuditFile.Patience, Cancellation).AsTask();
        await _clock.WhenTimersAsync(1, Cancellation);
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(AuditFile.Patience);
        (await waiting).ShouldBeFalse();
        _failures.ShouldBe(1);

        var stopping = _file.StopAsync(Cancellation);
        await _clock.WhenTimersAsync(1, Cancellation);
        _clock.Advance(AuditFile.StopPatience);
        await stopping.WaitAsync(Cancellation);
        _log.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Text.StartsWith("The gateway stops", StringComparison.Ordinal));

        await AuditDisk.DrainAsync(pipe);
    }

    [Fact]
    public async Task DiskThatHangs_LetsOnlySoManyLinesWait()
    {
        for (var i = 0; i < AuditFile.MostUnattended + 3; i++) _file.Write(Line(i));
        _failures.ShouldBe(3, "the other places are for those who wait");
        var waiting = Enumerable.Range(0, AuditFile.MostWaiting - AuditFile.MostUnattended).Select(i => _file.IsWrittenAsync(Line(i), AuditFile.Patience, Cancellation).AsTask()).ToList();
        (await _file.IsWrittenAsync(Line(-1), AuditFile.Patience, Cancellation)).ShouldBeFalse();

        _failures.ShouldBe(4);
        await _file.StartAsync(Cancellation);
        (await Task.WhenAll(waiting)).ShouldAllBe(isWritten => isWritten);
        await _file.StopAsync(Cancellation);
        _disk.Lines.Count.ShouldBe(AuditFile.MostWaiting);
    }

    [Fact]
    public async Task Failures_AreToldOnceAMinute_AndWhenTheyAreOver()
    {
        await _file.StartAsync(Cancellation);
        _disk.Fill();
        for (var i = 0; i < 3; i++) (await IsWrittenAsync(i)).ShouldBeFalse();
        _failures.ShouldBe(3);
        var told = _log.Lines.ShouldHaveSingleItem();
        told.Level.ShouldBe(LogLevel.Error);
        told.Text.ShouldContain("No space left");

        _clock.Advance(TimeSpan.FromMinutes(1));
        (await IsWrittenAsync(3)).ShouldBeFalse();
        (await IsWrittenAsync(4)).ShouldBeFalse();
        _log.Lines.Count.ShouldBe(2);
        _log.Lines[1].Text.ShouldContain(": 3 since");

        _disk.Mend();
        (await IsWrittenAsync(5)).ShouldBeTrue();
        (await IsWrittenAsync(6)).ShouldBeTrue();
        await Eventually.HoldsAsync("it is told", () => _log.Lines.Count == 3);
        _log.Lines[2].Level.ShouldBe(LogLevel.Warning);
        _log.Lines[2].Text.ShouldContain("1 more");
        _failures.ShouldBe(5);
        await _file.StopAsync(Cancellation);
        _disk.Lines.Select(line => line.GetProperty("n").GetInt32()).ShouldBe([5, 6]);
    }

    [Theory]
    [InlineData("", "{\"n\":0}\n")]
    [InlineData("{\"n\":7}\n", "{\"n\":7}\n{\"n\":0}\n")]
    [InlineData("{\"n\":7}\n{\"n", "{\"n\":7}\n{\"n\n{\"n\":0}\n")]
    public async Task LineThatWasCut_StandsAlone(string before, string after)
    {
        await File.WriteAllTextAsync(_disk.File, before, Cancellation);

        await _file.StartAsync(Cancellation);
        (await IsWrittenAsync(0)).ShouldBeTrue();
        await _file.StopAsync(Cancellation);

        (await File.ReadAllTextAsync(_disk.File, Cancellation)).ShouldBe(after);
    }

    [Fact]
    public async Task LineThatIsCutMeanwhile_StandsAlone()
    {
        await _file.StartAsync(Cancellation);
        (await IsWrittenAsync(0)).ShouldBeTrue();
        _disk.Fill();
        (await IsWrittenAsync(1)).ShouldBeFalse();
        await File.AppendAllTextAsync(_disk.File, "{\"n", Cancellation);
        _disk.Mend();
        (await IsWrittenAsync(2)).ShouldBeTrue();
        await _file.StopAsync(Cancellation);

        (await File.ReadAllTextAsync(_disk.File, Cancellation)).ShouldBe("{\"n\":0}\n{\"n\n{\"n\":2}\n");
    }

    [Fact]
    public async Task NewFile_IsNotForEverybody()
    {
        if (OperatingSystem.IsWindows()) return;
        await _file.StartAsync(Cancellation);
        (await IsWrittenAsync(0)).ShouldBeTrue();
        await _file.StopAsync(Cancellation);

        (File.GetUnixFileMode(_disk.File) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)).ShouldBe(UnixFileMode.None);
    }

    AuditFile Make() => new(Options.Create(new AuditOptions { File = _disk.Path }), _services.GetRequiredService<GatewayMetrics>(), _clock, _log);

    ValueTask<bool> IsWrittenAsync(int number) => _file.IsWrittenAsync(Line(number), AuditFile.Patience, Cancellation);

    static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}""");
}
