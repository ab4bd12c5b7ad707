using System.Reflection;
using System.Text.RegularExpressions;

namespace Netskope.AlertGateway.Tests.Documents;

/// <summary>What <c>README.md</c> and <c>docs/security.md</c> call the proof of a promise exists.</summary>
public sealed partial class NamedTestsTests
{
    static readonly string[] Files =
        typeof(NamedTestsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NamedTests").Value!.Split(';');

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/security.md")]
    public void NamedTests_Exist(string document)
    {
        var named = Named().Matches(Read(document)).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        named.ShouldNotBeEmpty();
        named.Except(Files).ShouldBeEmpty();
    }

    [Fact]
    public void EachOfTheTenRisks_HasATest()
    {
        var rows = Read("docs/security.md").Split('\n').Where(line => line.StartsWith("| API", StringComparison.Ordinal)).ToList();

        rows.Select(row => row.Split(' ')[1]).ShouldBe(Enumerable.Range(1, 10).Select(risk => $"API{risk}"));
        rows.ShouldAllBe(row => Named().IsMatch(row));
    }

    static string Read(string document) => File.ReadAllText(Path.Combine([AppContext.BaseDirectory, .. document.Split('/')]));

    [GeneratedRegex("`(?<name>[A-Za-z0-9]+Tests)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
