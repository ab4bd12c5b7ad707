using System.Globalization;
using System.Text;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public class V1DialectTests
{
    static readonly PageRequest Plain = new("alerts", null, null, null, WindowKind.Event, new Window(1000, 2000), 5000, 0, Unsorted: false);

    public static TheoryData<string> HostileQueries =>
    [
        "app eq 'Google Drive' and user eq 'user@example.com'",
        "a&type=DLP",
        "a=b&limit=1#fragment",
        "100%",
        "already%20encoded %26 twice%2520",
        "a+b c",
        "user eq netskope.com\\\\johnd",
        "count>1 or count<=2 and x ~ '10\\.'",
        "name eq 'Åse 😀 \u202e'",
        "\"double\" ' ' ; / ? : @ $ ! * ( ) [ ] { } | ^ `",
        "line\r\nfeed\tand\u0000zero",
        "../../../etc/passwd",
        "  blanks around  ",
    ];

    [Theory]
    [MemberData(nameof(HostileQueries))]
    public void Query_IsEncodedExactlyOnce(string query)
    {
        var (path, parameters) = Parse(V1Dialect.Target(Plain with { Query = query }));

        path.ShouldBe("/api/v1/alerts");
        parameters["query"].ShouldBe(query);
        parameters.Keys.Order(StringComparer.Ordinal).ShouldBe(["endtime", "limit", "query", "skip", "starttime"]);
    }

    [Fact]
    public void RandomQuery_ComesOutAsItWentIn()
    {
        var random = new Random(8);
        for (var i = 0; i < TestDepth.Cases(2000); i++)
        {
            var query = new StringBuilder();
            for (var length = random.Next(1, 30); length > 0; length--)
                query.Append(random.Next(3) == 0 ? new Rune(random.Next(0xE000, 0x10FFFF)).ToString() : ((char)random.Next(0x20, 0x7F)).ToString());

            var target = V1Dialect.Target(Plain with { Query = query.ToString() });

            target.Any(c => c is <= ' ' or >= (char)0x7F).ShouldBeFalse(target);
            Parse(target).Parameters["query"].ShouldBe(query.ToString());
        }
    }

    [Fact]
    public void Page_IsAlwaysAskedForWithItsLimitAndPlace()
    {
        var (_, parameters) = Parse(V1Dialect.Target(Plain));

        parameters.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["starttime"] = "1000", ["endtime"] = "2000", ["limit"] = "5000", ["skip"] = "0" },
            ignoreOrder: true);
    }

    [Fact]
    public void AllThatIsAsked_IsSentUnderTheDocumentedNames()
    {
        var page = Plain with { Query = "app eq Box", Type = "Compromised Credential", Acked = false, Limit = 1, Skip = 9_999_999_999, Unsorted = true };

        var (_, parameters) = Parse(V1Dialect.Target(page));

        parameters.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["query"] = "app eq Box",
                ["type"] = "Compromised Credential",
                ["acked"] = "false",
                ["starttime"] = "1000",
                ["endtime"] = "2000",
                ["limit"] = "1",
                ["skip"] = "9999999999",
                ["unsorted"] = "true",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void InsertionWindow_HasItsOwnNames()
    {
        var (_, parameters) = Parse(V1Dialect.Target(Plain with { WindowKind = WindowKind.Insertion, Acked = true }));

        parameters["insertionstarttime"].ShouldBe("1000");
        parameters["insertionendtime"].ShouldBe("2000");
        parameters["acked"].ShouldBe("true");
        parameters.ShouldNotContainKey("starttime");
        parameters.ShouldNotContainKey("endtime");
    }

    [Fact]
    public void Numbers_DoNotDependOnTheMachinesCulture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "~", NumberGroupSeparator = "." } };
            var (_, parameters) = Parse(V1Dialect.Target(Plain with { Window = new Window(-60, 3540) }));
            parameters["starttime"].ShouldBe("-60");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static (string Path, Dictionary<string, string> Parameters) Parse(string target)
    {
        var parts = target.Split('?');
        parts.Length.ShouldBe(2);
        var parameters = parts[1].Split('&').Select(pair => pair.Split('=')).ToList();
        parameters.ShouldAllBe(pair => pair.Length == 2);
        return (parts[0], parameters.ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal));
    }
}
