using Netskope.AlertGateway.Checking;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Checking;

/// <summary>The answers of v1 and v2 beside each other.</summary>
public sealed class ComparisonTests
{
    static readonly Window Hour = new(0, 3600);

    [Theory]
    [InlineData("v1", 400)]
    [InlineData("v2", 400)]
    [InlineData("v1", 40_000)]
    public async Task EqualAnswers_AreTold_And0(string version, int alertsPerDay)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.AlertsPerDay = alertsPerDay);

        var run = await Checked.RunBothAsync(tenant, version);

        run.Code.ShouldBe(0, run.Output + run.Error);
        run.Lines.Select(line => line[..2]).ShouldBe(["v1", "v2", "v1", "eq"]);
        run.Lines[2].ShouldMatch(@"^v1 and v2, \S+Z to 2026-03-02T09:25:00Z: (\d+) rows in v1, \1 in v2$");
        run.Lines[3].ShouldBe("equal: the same rows, byte for byte, in the same order");
    }

    [Fact]
    public async Task TokenOfTheOtherVersion_MayStandInAFile()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, tenant.Tenant.Options.TokenV2 + "\n", RunningTenant.Stop);
        try
        {
            (await Checked.RunAsync(tenant, "v1", "--Check:OtherTokenFile=" + file)).Lines[^1].ShouldStartWith("equal");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task OtherBytes_AreATable_And3()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.AlertsPerDay, options.V2MillisecondFields) = (2000, true));

        var run = await Checked.RunBothAsync(tenant);

        run.Code.ShouldBe(3, run.Output + run.Error);
        run.Lines[3].ShouldMatch(@"^they differ: 0 only in v1, 0 only in v2, \d+ with other bytes, 0 in another place$");
        run.Lines[4].ShouldMatch(@"^_id +timestamp +where, or the first field that differs$");
        var rows = run.Lines[5..^1];
        rows.Length.ShouldBe(20);
        rows.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, "^[0-9a-f]{24}  2026-03-02T09:[0-9:]{5}Z  timestamp_ms, only in v2$"));
        run.Lines[^1].ShouldMatch(@"^and \d+ more$");
    }

    [Fact]
    public void MissingRows_AreToldBySide()
    {
        var compared = new Comparison([A(30), B(20)], [B(20), C(10)], Hour);

        (compared.OnlyV1, compared.OnlyV2, compared.OtherBytes, compared.OtherPlace).ShouldBe((1, 1, 0, 0));
        compared.Differences.ShouldBe([new("a", 30, "only in v1"), new("c", 10, "only in v2")]);
    }

    [Fact]
    public void OtherOrder_IsADifference()
    {
        var compared = new Comparison([A(20), B(20), C(10)], [B(20), A(20), C(10)], Hour);

        compared.OtherPlace.ShouldBe(2);
        compared.Differences.ShouldAllBe(difference => difference.Where == "another place in the order");
    }

    [Theory]
    [InlineData("""{"_id":"a","timestamp":1,"x":1.0}""", "x")]
    [InlineData("""{"_id":"a","timestamp":1}""", "x, only in v1")]
    [InlineData("""{"_id":"a","timestamp":1,"x":1,"y":2}""", "y, only in v2")]
    [InlineData("""{"_id":"a","timestamp":1, "x":1}""", "the same fields, written differently")]
    public async Task FirstFieldThatDiffers_IsNamed(string other, string where)
    {
        var compared = new Comparison(await ReadAsync("""{"_id":"a","timestamp":1,"x":1}"""), await ReadAsync(other), Hour);

        compared.Differences.ShouldBe([new("a", 1, where)]);
    }

    [Fact]
    public async Task OddRows_AreRead()
    {
        var rows = await ReadAsync("""{"\ud800":"\udc00","_id":"\ud800"},{"timestamp":"x"},{"_id":"a"},{"_id":"a"}""");

        rows.Select(row => row.Id).ShouldBe(["\\ud800", "(row 2 has none)", "a"]);
    }

    [Fact]
    public void FullPages_AreNotComparedInTheSecondTheyEndIn()
    {
        var v1 = Enumerable.Range(0, Comparison.MostRows).Select(i => Row($"{i}", 2000 - i)).ToList();
        var v2 = v1.SkipLast(1).Append(Row("other", v1[^1].Timestamp!.Value)).ToList();

        var compared = new Comparison(v1, v2, Hour);

        compared.Differences.ShouldBeEmpty();
        (compared.V1Rows, compared.V2Rows, compared.Window.Start).ShouldBe((Comparison.MostRows - 1, Comparison.MostRows - 1, 1001));
    }

    static Row A(long second) => Row("a", second);

    static Row B(long second) => Row("b", second);

    static Row C(long second) => Row("c", second);

    static Row Row(string id, long second) => new(id, second, id, []);

    static async Task<List<Row>> ReadAsync(string rows)
    {
        using var writer = new PageWriter();
        writer.Write(System.Text.Encoding.UTF8.GetBytes($$"""{"status":"success","msg":"","data":[{{rows}}]}"""));
        return await FetchedRows.ReadAsync(writer.ToPage(1, null, default), RunningTenant.Stop);
    }
}
