using System.Buffers;
using BenchmarkDotNet.Attributes;
using Netskope.AlertGateway.Rows;

namespace QueryBench;

/// <summary>Hidden fields cut out of rows, beside a reader that only reads them.</summary>
[InProcess]
[MemoryDiagnoser]
public class Cutting
{
    readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    readonly FieldCutter _removed = new(HiddenFields.Of([PersonalFields.Word], []));
    readonly FieldCutter _masked = new(HiddenFields.Of([], [PersonalFields.Word]));
    readonly FieldCutter _nested = new(HiddenFields.Of(["compliance_standards.standard", "custom_attr.badge", "user"], []));
    readonly FieldCutter _absent = new(HiddenFields.Of(["nobody.has.this"], []));
    byte[][] _rows = [];

    [GlobalSetup]
    public void Setup() => _rows = SimulatedRows.Read();

    [Benchmark(Baseline = true, Description = "Utf8JsonReader, reading alone")]
    public int Scan() => SimulatedRows.Scan(_rows);

    [Benchmark(Description = "pii removed")]
    public int Removed() => Cut(_removed);

    [Benchmark(Description = "pii masked")]
    public int Masked() => Cut(_masked);

    [Benchmark(Description = "three fields, two of them in lists and objects")]
    public int Nested() => Cut(_nested);

    [Benchmark(Description = "a field that no row has")]
    public int Absent() => Cut(_absent);

    int Cut(FieldCutter cutter)
    {
        var bytes = 0;
        foreach (var row in _rows)
        {
            _output.ResetWrittenCount();
            cutter.Cut(row, _output);
            bytes += _output.WrittenCount;
        }

        return bytes;
    }
}
