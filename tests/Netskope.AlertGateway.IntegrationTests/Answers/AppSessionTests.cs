using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>What an application written for v1 does in a day, against a v1 and against a v2 tenant: it sees no difference.</summary>
public abstract class AppSessionTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    // In full depth a walk over alerts is a long one.
    static readonly int RowsPerDay = TestDepth.IsFull && !Subject.IsEvents ? 9_000 : 2_000;

    // In full depth it walks thirty thousand alerts, twice.
    [Theory(Timeout = 180_000)]
    [InlineData("Descending", V2Order.Descending)]
    [InlineData("Unknown", V2Order.Ascending)]
    public async Task SessionOfAnApp_IsTheSame_OnAV1AndOnAV2Tenant(string setting, V2Order order)
    {
        await using var v1 = await StartAsync(
            settings => settings["Netskope:ApiVersion"] = "v1",
            simulate: tenant =>
            {
                tenant.SetRowsPerDay(RowsPerDay);
                tenant.V2Order = order;
            });
        await using var v2 = await StartAsync(
            settings => (settings["Netskope:ApiVersion"], settings["Netskope:V2Order"]) = ("v2", setting),
            beside: v1);
        var end = v1.Now.ToUnixTimeSeconds() - (28 * 3600);
        var day = $"starttime={end - 86_400}&endtime={end}";

        await PollAsync(v1, v2);
        foreach (var type in Types) await SameAsync(v1, v2, $"{day}&limit=200&type={Uri.EscapeDataString(type)}");
        foreach (var acked in Subject.IsEvents ? (string[])[] : ["true", "false"]) await SameAsync(v1, v2, $"{day}&limit=200&acked={acked}");
        await SameAsync(v1, v2, $"insertionstarttime={end - 7200}&insertionendtime={end}&limit=1000");
        await SameAsync(v1, v2, day + "&limit=100&skip=50&query=" + Uri.EscapeDataString("app eq 'Google Drive' and (user like example or acked eq true)"));

        var walk = Subject.Target($"starttime={end - (80 * 3600)}&endtime={end}&limit={RowsPerDay * 5 / 9}");
        var walked = await WalkAsync(v1, walk);
        walked.Count.ShouldBeGreaterThanOrEqualTo(RowsPerDay * 23 / 9);
        (await WalkAsync(v2, walk)).ShouldBe(walked);
    }

    static IEnumerable<string> Types =>
        Subject.IsEvents ? Enum.GetValues<EventKind>().Select(kind => kind.Name()) : Enum.GetValues<AlertType>().Select(type => type.Name());

    /// <summary>The tick may pass between the two.</summary>
    static Task PollAsync(GatewayFixture v1, GatewayFixture v2) => Eventually.HoldsAsync("both answer one window", async () =>
    {
        var question = Subject.Target("timeperiod=3600&limit=100");
        var (one, other) = ((await v1.GetAsync(question)).ShouldBePage(), (await v2.GetAsync(question)).ShouldBePage());
        if (one["Gateway-Window"] != other["Gateway-Window"]) return false;
        Rows(other).ShouldBe(Rows(one));
        return true;
    });

    static async Task SameAsync(GatewayFixture v1, GatewayFixture v2, string parameters)
    {
        var question = Subject.Target(parameters);
        var (one, other) = ((await v1.GetAsync(question)).ShouldBePage(), (await v2.GetAsync(question)).ShouldBePage());

        one.Rows.ShouldNotBeEmpty(question);
        Rows(other).ShouldBe(Rows(one), question);
        other.Next.ShouldBe(one.Next);
    }

    static async Task<List<string>> WalkAsync(GatewayFixture gateway, string first)
    {
        var ids = new List<string>();
        for (var next = first; next is not null;)
        {
            var page = (await gateway.GetAsync(next)).ShouldBePage();
            ids.AddRange(page.Ids);
            next = page.Next;
        }

        return ids;
    }

    static string[] Rows(Answer answer) => [.. answer.Rows.Select(row => row.GetRawText())];
}

public sealed class V1AlertsAppSessionTests : AppSessionTests<V1Alerts>;

public sealed class V1EventsAppSessionTests : AppSessionTests<V1Events>;
