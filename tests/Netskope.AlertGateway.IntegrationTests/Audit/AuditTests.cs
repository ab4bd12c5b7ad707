using System.Globalization;
using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Audit;

/// <summary>A gateway that answers nothing that it has not put down.</summary>
public sealed class AuditedGateway : IAsyncLifetime
{
    static int _requests;

    internal AuditDisk Disk { get; } = new();

    internal GatewayFixture Gateway { get; } = new();

    public async ValueTask InitializeAsync()
    {
        (Gateway.Settings["Audit:File"], Gateway.Settings["Audit:Required"]) = (Disk.Path, "true");
        await Gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Disk.Dispose();
    }

    /// <summary>Asks under a name by which the lines are found.</summary>
    internal async Task<(string Request, Answer Answer)> AskAsync(string target)
    {
        var name = Name();
        return (name, await Gateway.GetAsync(target, ("X-Request-Id", name)));
    }

    internal static string Name() => string.Create(CultureInfo.InvariantCulture, $"request-{Interlocked.Increment(ref _requests)}");
}

public sealed class AuditTests(AuditedGateway audited) : IClassFixture<AuditedGateway>, IAsyncLifetime
{
    static readonly string[] FieldsOfAsked = ["time", "phase", "caller", "profile", "address", "method", "resource", "question", "query", "trace", "request"];

    GatewayFixture Gateway => audited.Gateway;

    AuditDisk Disk => audited.Disk;

    public async ValueTask InitializeAsync()
    {
        await Gateway.QuietAsync();
        Disk.Renew();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task WhatIsAsked_IsPutDown_BeforeTheTenantIsAsked()
    {
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);
        var name = AuditedGateway.Name();
        var asking = Gateway.GetAsync(Gateway.Question("&limit=3&query=user%20neq%20Nobody"), ("X-Request-Id", name));
        await Gateway.WaitForCallsAsync(1);

        var asked = Disk.Of(name).ShouldHaveSingleItem();
        asked.EnumerateObject().Select(field => field.Name).ShouldBe(FieldsOfAsked);
        Text(asked, "phase").ShouldBe("asked");
        Text(asked, "caller").ShouldBe("app-1");
        Text(asked, "profile").ShouldBeNull();
        Text(asked, "address").ShouldBe("127.0.0.1");
        Text(asked, "method").ShouldBe("GET");
        Text(asked, "resource").ShouldBe("alerts");
        Text(asked, "question").ShouldNotBeNull().ShouldContain("limit=3");
        Text(asked, "query").ShouldBe("user neq 'Nobody'");

        hold.Release();
        (await asking).ShouldBePage();
        var closed = await Disk.ClosedAsync(name);
        closed.EnumerateObject().Select(field => field.Name).ShouldBe(TelemetryDocument.RecordFields);
        foreach (var field in FieldsOfAsked.Except(["phase"])) Text(closed, field).ShouldBe(Text(asked, field), field);
        closed.GetProperty("rows").GetInt32().ShouldBe(3);
        Disk.Of(name).Count.ShouldBe(2);
    }

    [Fact]
    public async Task KeptAnswer_IsGiven_WhenItIsPutDown()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();

        var (name, answer) = await audited.AskAsync(question);

        answer.IsHit.ShouldBeTrue();
        Text(Disk.Of(name)[0], "phase").ShouldBe("asked");
        Text(await Disk.ClosedAsync(name), "source").ShouldBe("hit");
    }

    [Fact]
    public async Task LongestQuery_IsPutDownWhole()
    {
        var query = $"app eq '{new string('0', 7000)}' or user eq 'somebody@example.com'";
        (await Gateway.GetAsync(Gateway.Question("&limit=1&query=" + Uri.EscapeDataString(query)))).ShouldBePage();

        Disk.Lines.ShouldAllBe(line => line.GetProperty("query").GetString()!.Contains("somebody@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Me_IsPutDown_AndRefusedWhenItCanNotBe()
    {
        (await Gateway.GetAsync("/gateway/me")).Status.ShouldBe(200);
        Disk.Lines[0].GetProperty("resource").GetString().ShouldBe("me");

        Disk.Fill();
        (await Gateway.GetAsync("/gateway/me")).ShouldBeProblem(503, "audit-unavailable");
    }

    [Fact]
    public async Task WhatIsPassedThrough_IsPutDown_BeforeTheTenantIsAsked()
    {
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);
        var name = AuditedGateway.Name();
        var asking = Gateway.GetAsync("/api/v1/clients?limit=2", ("X-Request-Id", name));
        await Gateway.WaitForCallsAsync(1);

        var asked = Disk.Of(name).ShouldHaveSingleItem();
        Text(asked, "question").ShouldBe("clients?limit=2");
        Text(asked, "query").ShouldBeNull();
        Text(asked, "resource").ShouldBe("clients");

        hold.Release();
        (await asking).ShouldBePage();
        Text(await Disk.ClosedAsync(name), "source").ShouldBe("passed");
    }

    [Theory]
    [InlineData("/api/v1/alerts?timeperiod=1", 400)]
    [InlineData("/api/v1/clients?limit=x", 400)]
    [InlineData("/api/v1/nothing", 404)]
    [InlineData("/gateway/nothing", 404)]
    public async Task WhatIsRefusedAnyway_HasOneLine_AndNeedsNone(string target, int status)
    {
        var (name, answer) = await audited.AskAsync(target);
        answer.ShouldBeProblem(status);
        (await Disk.ClosedAsync(name)).GetProperty("status").GetInt32().ShouldBe(status);
        Disk.Of(name).Count.ShouldBe(1);

        Disk.Fill();
        (await audited.AskAsync(target)).Answer.ShouldBeProblem(status);
    }

    [Fact]
    public async Task FullDisk_RefusesService_UntilThereIsRoom()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        await Gateway.HealAsync();

        Disk.Fill();
        foreach (var target in (string[])[question, Gateway.Question(), "/api/v1/clients", question])
        {
            var refused = (await Gateway.GetAsync(target)).ShouldBeProblem(503, "audit-unavailable");
            refused["Retry-After"].ShouldBe("5");
            refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("Audit:Required");
            refused.Text.ShouldNotContain("/dev/full");
        }

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
        Gateway.LoggedFaults.Count(fault => fault.Line.Contains("Audit:File", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1);

        Disk.Mend();
        (await Gateway.GetAsync(question)).IsHit.ShouldBeTrue();
        (await Gateway.GetAsync("/api/v1/clients")).ShouldBePage();
    }

    [Fact]
    public async Task FolderThatVanished_RefusesService_UntilItIsBack()
    {
        var folder = Path.GetDirectoryName(Disk.File)!;
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        Directory.Delete(folder, recursive: true);
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "audit-unavailable");

        Directory.CreateDirectory(folder);
        var (name, answer) = await audited.AskAsync(Gateway.Question());
        answer.ShouldBePage();
        await Disk.ClosedAsync(name);
    }

    [Fact]
    public async Task RenamedFile_IsFollowedByAnother()
    {
        var (before, _) = await audited.AskAsync(Gateway.Question());
        await Disk.ClosedAsync(before);

        File.Move(Disk.File, Disk.File + ".1");
        var (after, answer) = await audited.AskAsync(Gateway.Question());

        answer.ShouldBePage();
        await Disk.ClosedAsync(after);
        Disk.Of(before).ShouldBeEmpty();
        AuditDisk.Read(Disk.File + ".1").Count(line => Text(line, "request") == before).ShouldBe(2);
    }

    [Fact]
    public async Task DiskThatHangs_RefusesService_InTime()
    {
        var pipe = Disk.Hang();
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "audit-unavailable");
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "audit-unavailable");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();

        Disk.Mend();
        (await AuditDisk.DrainAsync(pipe)).ShouldContain("\"phase\":\"asked\"");
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
    }

    [Fact]
    public async Task CallersAtOnce_HaveWholeLines_TwoEach()
    {
        var question = Gateway.Question();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => audited.AskAsync(question)));

        answers.ShouldAllBe(asked => asked.Answer.Status == 200);
        foreach (var (name, _) in answers)
        {
            await Disk.ClosedAsync(name);
            Disk.Of(name).Select(line => Text(line, "phase")).ShouldBe(["asked", "closed"]);
        }
    }

    [Fact]
    public async Task NotRequired_FullDiskCostsNoRequest()
    {
        using var disk = new AuditDisk();
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Audit:File"] = disk.Path);

        disk.Fill();
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        await Eventually.HoldsAsync("it is told", () => gateway.LoggedFaults.Any(fault => fault.Line.Contains("Audit:File", StringComparison.Ordinal)));

        disk.Mend();
        (await gateway.GetAsync(gateway.Question(), ("X-Request-Id", "afterwards"))).ShouldBePage();
        await disk.ClosedAsync("afterwards");
        disk.Lines.Count.ShouldBe(1, "what is asked is put down only where that is required");
    }

    static string? Text(JsonElement line, string field) => line.GetProperty(field).GetString();
}
