using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>What a gateway of another version has in Redis is not this one's, and stays as it is.</summary>
public sealed class RollingUpgradeTests
{
    [Fact]
    public async Task EveryNameInRedis_HoldsTheVersionOfItsFormat()
    {
        await using var replicas = await Replicas.StartAsync();
        await using var monitor = await RedisMonitor.StartAsync(replicas.Redis);
        await replicas.AskAndShareAsync(replicas.First, replicas.First.Question());
        await replicas.AskAndShareAsync(replicas.Second, replicas.First.Question());

        foreach (var key in await replicas.Redis.KeysAsync()) key.ShouldMatch("^alert-gateway:(answer|lease|budget|replicas|probe):1(:[{0-9a-f}]+)?$");
        await Eventually.HoldsAsync("notices are sent", () => monitor.Text.Contains("\"PUBLISH\"", StringComparison.Ordinal));
        monitor.Text.Split('\n').Where(line => line.Contains("\"PUBLISH\"", StringComparison.Ordinal)).ShouldAllBe(line => line.Contains("\"alert-gateway:notices:1\""));
    }

    [Fact]
    public async Task WhatAnotherVersionHasThere_IsNeitherReadNorTouched()
    {
        await using var replicas = await Replicas.StartAsync();
        var question = replicas.First.Question();
        var (answer, key) = await replicas.AskAndShareAsync(replicas.First, question);
        var other = key.Replace(":answer:1:", ":answer:2:", StringComparison.Ordinal);
        string[] foreign = [other, key.Replace(":answer:1:", ":lease:2:", StringComparison.Ordinal), "alert-gateway:budget:2:x", "alert-gateway:replicas:2:x"];
        foreach (var name in foreign) await replicas.Redis.CommandAsync("SET", name, "of another version");
        await replicas.Redis.CommandAsync("DEL", key);
        foreach (var channel in (string[])["alert-gateway:newer", "alert-gateway:notices:2"])
            await replicas.Redis.CommandAsync("PUBLISH", channel, new string('f', QuestionKey.TextLength) + "whatever it means");

        var again = (await replicas.Second.GetAsync(question)).ShouldBePage();

        again.IsHit.ShouldBeFalse();
        again.Bytes.ShouldBe(answer.Bytes);
        foreach (var name in foreign) Encoding.UTF8.GetString((await replicas.Redis.GetAsync(name))!).ShouldBe("of another version");
        foreach (var gateway in replicas.All) gateway.LoggedFaults.ShouldBeEmpty();
    }

    /// <summary>Within a version, too: what could be read is only taken when it is whole and sealed for its place.</summary>
    [Fact]
    public async Task AnswerOfALaterLayoutUnderThisVersionsName_IsNotTaken()
    {
        await using var replicas = await Replicas.StartAsync();
        var question = replicas.First.Question();
        var (answer, key) = await replicas.AskAndShareAsync(replicas.First, question);
        var value = (await replicas.Redis.GetAsync(key))!;
        await replicas.Redis.SetAsync(key, [.. value, .. "and more"u8]);

        var again = (await replicas.Second.GetAsync(question)).ShouldBePage();

        again.Bytes.ShouldBe(answer.Bytes);
        again.IsHit.ShouldBeFalse();
        replicas.Second.GatewayServices.GetRequiredService<MemoryStore>().Size.ShouldBeGreaterThan(0);
    }
}
