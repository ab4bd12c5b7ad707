using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.Rows;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Rows;

public sealed class CuttingPropertyTests
{
    const int RowsPerCase = 4;

    static readonly int Cases = TestDepth.Cases(2500);

    [Theory(Timeout = TestDepth.Timeout)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TwoJudges_AgreeWithTheCutter(int seed)
    {
        var random = new Random(seed);
        var (changed, emptied) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var hidden = RandomRows.Hidden(random);
            var cutter = new FieldCutter(hidden);
            for (var j = 0; j < RowsPerCase; j++)
            {
                var row = RandomRows.Next(random);
                var output = new ExactWriter();
                cutter.Cut(row, output);
                var left = output.ToArray();

                if (!left.AsSpan().SequenceEqual(NaiveCut.Of(row, hidden))) throw Differs(row, hidden, left);
                if (Compact(left, HiddenFields.None) != Compact(row, hidden)) throw Differs(row, hidden, left);
                if (!left.AsSpan().SequenceEqual(row)) changed++;
                if (Encoding.UTF8.GetString(left).Trim() == "{}" && row.Length > 10) emptied++;
            }
        }

        // Were hardly anything hidden, the agreement would say little.
        ((double)changed / (Cases * RowsPerCase)).ShouldBeInRange(0.2, 0.9);
        emptied.ShouldBeGreaterThan(Cases / 100);
    }

    [Fact(Timeout = TestDepth.Timeout)]
    public void CutRow_HasNothingLeftToCut()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var cutter = new FieldCutter(RandomRows.Hidden(random));
            var (once, twice) = (new ExactWriter(), new ExactWriter());
            cutter.Cut(RandomRows.Next(random), once);
            cutter.Cut(once.ToArray(), twice);

            twice.ToArray().ShouldBe(once.ToArray());
        }
    }

    [Fact]
    public void OneCutter_ServesManyThreads()
    {
        var random = new Random(6);
        var hidden = HiddenFields.Of(["a.b", "user"], ["b", "a.c"]);
        var cutter = new FieldCutter(hidden);
        var rows = Enumerable.Range(0, TestDepth.Cases(2000)).Select(_ => RandomRows.Next(random)).ToList();

        Parallel.ForEach(rows, row =>
        {
            var output = new ExactWriter();
            cutter.Cut(row, output);
            output.ToArray().ShouldBe(NaiveCut.Of(row, hidden));
        });
    }

    /// <summary>What is left, as System.Text.Json reads it: names, order, repetitions and the spelling of values.</summary>
    static string Compact(ReadOnlyMemory<byte> row, HiddenFields hidden)
    {
        using var document = JsonDocument.Parse(row);
        var text = new StringBuilder();
        Compact(document.RootElement, "", hidden, text);
        return text.ToString();
    }

    static void Compact(JsonElement element, string above, HiddenFields hidden, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject())
                {
                    var raw = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
                    var names = above + NaiveCut.Plain(raw);
                    if (NaiveCut.IsIn(hidden.Removed, names)) continue;
                    text.Append(raw).Append(':');
                    if (NaiveCut.IsIn(hidden.Masked, names)) text.Append("\"***\"");
                    else Compact(member.Value, names + ".", hidden, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Compact(item, above, hidden, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    static ShouldAssertException Differs(byte[] row, HiddenFields hidden, byte[] left) =>
        new($"{hidden.Text.ReplaceLineEndings(" ")}\n{Encoding.UTF8.GetString(row)}\nbecame\n{Encoding.UTF8.GetString(left)}\ninstead of\n{Encoding.UTF8.GetString(NaiveCut.Of(row, hidden))}");

    /// <summary>Gives exactly as much room as is asked for.</summary>
    sealed class ExactWriter : IBufferWriter<byte>
    {
        readonly List<byte> _written = [];
        byte[] _room = [];

        public byte[] ToArray() => [.. _written];

        public void Advance(int count) => _written.AddRange(_room.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
