using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Netskope.Query;
using Netskope.Simulator;
using Netskope.Testing;
using Netskope.Testing.Naive;
using NaiveCondition = Netskope.Testing.Naive.Condition;
using NaiveOperator = Netskope.Testing.Naive.Operator;
using NaiveTerm = Netskope.Testing.Naive.Term;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Callers with profiles, and what may come to them.</summary>
static class Confined
{
    /// <summary>Sees a part of the rows: <see cref="Within"/>.</summary>
    public const string Team = "team-app";

    /// <summary>Has the same rights by another profile, in another spelling.</summary>
    public const string Twin = "twin-app";

    /// <summary>Sees another part.</summary>
    public const string Other = "other-app";

    /// <summary>Sees all rows; the client of <see cref="GatewayFixture.GoodToken"/>.</summary>
    public const string Everybody = "app-1";

    static readonly string[] Apps = ["Slack", "Dropbox", "Google Drive", "Übersetzer"];

    static readonly string[] Users = ["hana.sato@example.com", "amara.osei@example.com", "jörg.weiß@example.com", "lin.zhao@example.org"];

    // Weak: a gateway that has ended is not kept for its tokens.
    static readonly ConditionalWeakTable<GatewayFixture, ConcurrentDictionary<string, string>> Tokens = [];

    /// <summary>What <see cref="Team"/> is confined to, as a tree that the gateway's parser has no part in.</summary>
    public static NaiveCondition Within { get; } =
        new Group(Testing.Naive.Connective.And, new NaiveTerm("app", NaiveOperator.In, Apps), new NaiveTerm("user", NaiveOperator.In, Users));

    /// <summary>What <see cref="Other"/> is confined to.</summary>
    public static NaiveCondition OthersPart { get; } = new NaiveTerm("app", NaiveOperator.Eq, "Salesforce");

    public static void SetProfiles(IDictionary<string, string?> settings)
    {
        var (apps, users) = (string.Join(", ", Apps.Select(app => $"'{app}'")), string.Join(", ", Users.Select(user => $"'{user}'")));
        Add("team", Team, $"app in [{apps}] and user in [{users}]");
        Add("twin", Twin, $"( user  in  [{string.Join(',', Users.Reverse().Select(user => $"\"{user}\""))}] )  AND (app IN [{string.Join(" , ", Apps.Reverse().Select(app => $"\"{app}\""))}])");
        Add("other", Other, "app eq 'Salesforce'");
        Add("everybody", Everybody, null);

        void Add(string name, string client, string? restriction)
        {
            var profile = $"Access:Profiles:{settings.Keys.Count(key => key.StartsWith("Access:Profiles:", StringComparison.Ordinal) && key.EndsWith(":Name", StringComparison.Ordinal))}";
            settings[profile + ":Name"] = name;
            settings[profile + ":Clients:0"] = client;
            if (restriction is not null) settings[profile + ":Restriction"] = restriction;
        }
    }

    public static string TokenOf(this GatewayFixture gateway, string client) => client == Everybody
        ? gateway.GoodToken
        : Tokens.GetOrCreateValue(gateway).GetOrAdd(client, static (asked, signer) => signer.Token(subject: asked), gateway);

    public static Task<Answer> AskAsAsync(this GatewayFixture gateway, string client, string target, params (string Name, string Value)[] headers) =>
        gateway.GetAsync(target, gateway.TokenOf(client), request =>
        {
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        });

    public static bool IsWithin(JsonElement row) => NaiveEvaluator.Matches(Within, row);

    /// <summary>Every row of an answer is one that <see cref="Team"/> may see.</summary>
    public static Answer ShouldBeWithin(this Answer answer)
    {
        foreach (var row in answer.Rows) IsWithin(row).ShouldBeTrue(row.ToString());
        return answer;
    }

    /// <summary>What the tenant was asked holds a restriction as a conjunct, by whoever reads it, and is the print of what it says.</summary>
    public static void ShouldHold(this Call call, NaiveCondition restriction)
    {
        var query = call.Query.GetValueOrDefault("query").ShouldNotBeNull("the tenant was asked for all rows");
        NaiveCondition read;
        if (call.Path.StartsWith("/api/v2/", StringComparison.Ordinal))
        {
            V2Query.TryParse(query, out var condition, out var error).ShouldBeTrue($"{query}: {error}");
            read = NaiveTree.Of(condition!);
        }
        else
        {
            ParsedQuery.TryParse(query, out var parsed, out _).ShouldBeTrue(query);
            parsed!.Canonical.ShouldBe(query);
            read = NaiveReader.Read(query);
        }

        Conjuncts(restriction).Except(Conjuncts(read), StringComparer.Ordinal).ShouldBeEmpty(query);
    }

    /// <summary>What must all hold, each in one spelling.</summary>
    static IEnumerable<string> Conjuncts(NaiveCondition condition) => condition is Group { Connective: Testing.Naive.Connective.And } all
        ? all.Parts.SelectMany(Conjuncts)
        : [Sorted(condition).ToString()];

    static NaiveCondition Sorted(NaiveCondition condition) =>
        condition is NaiveTerm { Operator: NaiveOperator.In } list ? list with { Values = [.. list.Values.Order(StringComparer.Ordinal)] } : condition;
}
