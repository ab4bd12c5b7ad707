using System.Text;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Redis for a named user with the documented permissions alone.</summary>
public sealed class RedisAclTests
{
    const string AdminPassword = "admin-password";
    const string Password = "north,south =\"1";

    // The client library asks these to learn about the server, and does without the answers.
    static readonly string[] HarmlessToRefuse = ["info", "config|get", "cluster|nodes", "cluster|slots", "client|setinfo", "client|id", "select"];

    static string Rule { get; } = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "redis.md"))
        .Single(line => line.StartsWith("user gateway ", StringComparison.Ordinal));

    [Theory]
    [InlineData("resp2")]
    [InlineData("resp3")]
    public async Task DocumentedRule_IsEnough_ForAllThatReplicasShare(string protocol)
    {
        await using var replicas = await StartAsync(protocol, settings =>
        {
            settings["Access:Profiles:0:Name"] = "apps";
            settings["Access:Profiles:0:Clients"] = "app-1";
            settings["Access:Profiles:0:RequestsPerMinute"] = "10000";
            settings["Access:Profiles:0:Concurrent"] = "100";
        });

        await replicas.ShareAsync();

        var refused = await RefusedAsync(replicas.Redis);
        await RedisHealthTests.BecomesAsync(replicas.First, "Healthy");
        refused.Except(HarmlessToRefuse, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task RefusedChannel_IsShown_UntilItIsAllowedAgain()
    {
        await using var replicas = await StartAsync("resp2");
        await replicas.ShareAsync();

        await replicas.Redis.CommandAsync("ACL", "SETUSER", "gateway", "resetchannels", "&other:*");
        await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "NOPERM");
        (await replicas.First.GetAsync(replicas.First.Question())).ShouldBePage();

        await replicas.Redis.CommandAsync("ACL", "SETUSER", "gateway", "resetchannels", "&alert-gateway:*");
        await RedisHealthTests.BecomesAsync(replicas.First, "Healthy");
        await replicas.ShareAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task RefusedScripts_AreShown()
    {
        await using var replicas = await StartAsync("resp2");

        await replicas.Redis.CommandAsync("ACL", "SETUSER", "gateway", "-eval", "-evalsha");

        await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "NOPERM");
        (await replicas.First.GetAsync(replicas.First.Question())).ShouldBePage();
    }

    static Task<Replicas> StartAsync(string protocol, Action<IDictionary<string, string?>>? settings = null)
    {
        var users = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".acl");
        File.WriteAllLines(users, ["user default off", $"user admin on >{AdminPassword} ~* &* +@all", Rule.Replace(">PASSWORD", "nopass", StringComparison.Ordinal)]);
        var options = new RedisServerOptions("--aclfile", users) { User = "admin", Password = AdminPassword };
        return Replicas.StartAsync(
            options,
            (own, redis) =>
            {
                Replicas.Patient(own);
                own["ConnectionStrings:Redis"] = $"{redis.Address},user=gateway,protocol={protocol}";
                own["Redis:Password"] = Password;
                settings?.Invoke(own);
            },
            redis => redis.CommandAsync("ACL", "SETUSER", "gateway", "resetpass", ">" + Password));
    }

    /// <summary>The commands that Redis has refused.</summary>
    static async Task<IReadOnlyList<string>> RefusedAsync(RedisServer redis) =>
    [
        .. ((object?[])(await redis.CommandAsync("ACL", "LOG", "128"))!)
            .Select(entry => ((object?[])entry!).Select(part => part is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "").ToList())
            .Select(entry => entry[entry.IndexOf("object") + 1]),
    ];
}
