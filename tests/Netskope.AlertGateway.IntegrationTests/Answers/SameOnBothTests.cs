using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>
/// Generated requests to two gateways over one tenant, one that asks by v1 and one that asks by v2: the same rows in the same
/// order, or a refusal that <c>docs/v2.md</c> lists.
/// </summary>
public abstract class SameOnBothTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    const int Callers = 4;

    // What is translated is the same for alerts and events.
    static readonly int Requests = TestDepth.Cases(Subject.IsEvents ? 1000 : 5000);

    static readonly string[] Types = Subject.IsEvents ? ["application", "audit", "network", "page", "Page"] : ["DLP", "policy", "Security%20Assessment", "uba", "Malware"];

    static readonly string[] Terms =
    [
        "app eq 'Google Drive'", "app in ['Slack', Dropbox, 'Paste & Share']", "app neq Slack", "user eq hana.sato@example.com", "user not_in ['amara.osei@example.com', nobody]",
        @"user like 'example\.org'", "app like google", "alert_type eq DLP", "alert_type in [DLP, Malware, policy]", "acked eq true", "acked neq true", "count >= 1", "cci > 80", "cci < 80",
        "cci gte 47", "cci lte 91", "cci from 40 to 90", "compliance_standards.standard eq 'NIST-CSF-1.1'", "compliance_standards.standard in ['CSA-CCM-3.0.1', 'PCI-DSS-3.2']", "dlp_rule_count eq 3",
        "dst_country neq ''", "organization_unit startswith example", "app eq 'Übersetzer'", "object like 'Größe'", "no_such_field eq 1", "malsite_confidence gt 50", "severity eq ''",
    ];

    static readonly string[] Refused = ["app notlike google", "not (cci > 80)", @"user eq EXAMPLE\\mrivera", "not (app like google)", "object like 'a*b'"];

    // In full depth it asks 5,000 times.
    [Theory(Timeout = 240_000)]
    [InlineData("Descending", "Descending")]
    [InlineData("Unknown", "Unordered")]
    public async Task GeneratedRequests_HaveEqualAnswers_OrAreOnTheList(string setting, string order)
    {
        await using var v1 = await StartAsync(
            settings => settings["Netskope:ApiVersion"] = "v1",
            simulate: tenant =>
            {
                tenant.SetRowsPerDay(150);
                (tenant.V2Order, tenant.V2MaxLimit) = (Enum.Parse<V2Order>(order), 100);
            });
        await using var v2 = await StartAsync(
            settings => (settings["Netskope:ApiVersion"], settings["Netskope:V2Order"], settings["Netskope:V2MaxLimit"]) = ("v2", setting, "100"),
            beside: v1);
        var now = v1.Now.ToUnixTimeSeconds() - (28 * 3600);
        var (asked, refused, rows) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var number = caller; number < Requests / 2; number += Callers)
            {
                var random = new Random(number);
                var (request, isRefused, isOrdered) = Request(random, now);
                var (one, other) = (await v1.GetAsync(request), await v2.GetAsync(request));
                one.ShouldBePage();
                Interlocked.Increment(ref asked);
                if (isRefused)
                {
                    other.ShouldBeProblem(400, "invalid-request").Errors["query"].ShouldContain("v2");
                    Interlocked.Increment(ref refused);
                    continue;
                }

                other.ShouldBePage();
                other["Gateway-Window"].ShouldBe(one["Gateway-Window"]);
                if (isOrdered) Rows(other).ShouldBe(Rows(one), $"{number}: {request}");
                else other.Rows.Count.ShouldBe(one.Rows.Count, request);
                Interlocked.Add(ref rows, one.Rows.Count);
            }
        })));

        asked.ShouldBe(Requests / 2);
        refused.ShouldBeInRange(Requests / 100, Requests / 5);
        rows.ShouldBeGreaterThan(Requests);
    }

    static string[] Rows(Answer answer) => [.. answer.Rows.Select(row => row.GetRawText())];

    static (string Request, bool IsRefused, bool IsOrdered) Request(Random random, long now)
    {
        var (query, isRefused) = Query(random);
        var end = now - random.Next(86_400);
        var start = end - random.Next(2 * 86_400);
        var isUnsorted = random.Next(10) == 0;
        var request = string.Create(
            CultureInfo.InvariantCulture,
            $"{(random.Next(4) == 0 ? "insertion" : "")}starttime={start}&").Replace("insertionstarttime", $"insertionendtime={end}&insertionstarttime", StringComparison.Ordinal);
        if (!request.Contains("insertion", StringComparison.Ordinal)) request += string.Create(CultureInfo.InvariantCulture, $"endtime={end}&");
        request += string.Create(CultureInfo.InvariantCulture, $"limit={1 + random.Next(random.Next(4) == 0 ? 300 : 30)}&skip={(random.Next(3) == 0 ? random.Next(40) : 0)}");
        if (query is not null) request += "&query=" + Uri.EscapeDataString(query);
        if (random.Next(4) == 0) request += "&type=" + Types[random.Next(Types.Length)];
        if (random.Next(5) == 0 && !Subject.IsEvents) request += "&acked=" + (random.Next(2) == 0 ? "true" : "false");
        return (Subject.Target(request + (isUnsorted ? "&unsorted=true" : "")), isRefused, !isUnsorted);
    }

    static (string? Query, bool IsRefused) Query(Random random)
    {
        if (random.Next(6) == 0) return (null, false);
        var isRefused = random.Next(20) == 0;
        var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Terms[random.Next(Terms.Length)]).ToList();
        if (isRefused) parts[random.Next(parts.Count)] = Refused[random.Next(Refused.Length)];
        for (var i = 0; i < parts.Count; i++)
        {
            // Where "not" has a counterpart.
            if (random.Next(6) == 0 && parts[i].StartsWith("app in", StringComparison.Ordinal)) parts[i] = $"not ({parts[i]})";
        }

        while (parts.Count > 1)
        {
            var joined = parts[0] + (random.Next(2) == 0 ? " and " : " or ") + parts[1];
            parts.RemoveRange(0, 2);
            parts.Insert(0, random.Next(2) == 0 ? joined : $"({joined})");
        }

        return (parts[0], isRefused);
    }
}

public sealed class V1AlertsSameOnBothTests : SameOnBothTests<V1Alerts>;

public sealed class V1EventsSameOnBothTests : SameOnBothTests<V1Events>;
