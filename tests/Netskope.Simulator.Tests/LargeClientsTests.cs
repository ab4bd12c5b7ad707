using System.Net;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

/// <summary>An answer of <c>/api/v1/clients</c> that is as large as a test wants it.</summary>
public sealed class LargeClientsTests
{
    const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(1, false)]
    [InlineData(3 * Megabyte, false)]
    [InlineData(3 * Megabyte, true)]
    public async Task AnAnswer_IsAboutAsLargeAndAlwaysTheSame(long bytes, bool hasLength)
    {
        await using var tenant = await StartAsync(bytes, hasLength);

        using var response = await tenant.OpenForAsync("clients");
        var announced = response.Content.Headers.ContentLength;
        var body = await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
        using var again = await tenant.AskForAsync("clients?skip=5&limit=3");

        response.Headers.TransferEncodingChunked.ShouldBe(hasLength ? null : true);
        announced.ShouldBe(hasLength ? body.Length : null);
        Math.Abs(bytes - body.Length).ShouldBeLessThan(1000);
        (await again.Content.ReadAsByteArrayAsync(RunningTenant.Stop)).AsSpan().SequenceEqual(body).ShouldBeTrue();
    }

    [Fact]
    public async Task Rows_AreWellFormedAndNumbered()
    {
        await using var tenant = await StartAsync(Megabyte, hasLength: false);

        var rows = (await tenant.DataAsync("clients")).EnumerateArray().Select(row => row.GetProperty("attributes")).ToList();

        rows.Select(row => row.GetProperty("device_id").GetString()).ShouldBe(Enumerable.Range(1, rows.Count).Select(i => $"EX-{i:d10}"));
        rows.Select(row => row.GetProperty("session_id").GetInt64()).ShouldAllBe(id => id > 1L << 53);
    }

    [Fact]
    public async Task Gzip_IsSpokenUnlessTheLengthIsAnnounced()
    {
        await using var tenant = await StartAsync(Megabyte, hasLength: false);
        tenant.Tenant.Options.Compress = true;

        (await CodingAsync()).ShouldBe(["gzip"]);
        tenant.Tenant.Options.ClientsContentLength = true;
        (await CodingAsync()).ShouldBeEmpty();

        async Task<ICollection<string>> CodingAsync()
        {
            using var response = await tenant.SendAsync(
                HttpMethod.Get, $"/api/v1/clients?token={tenant.Tenant.Options.Token}", acceptEncoding: "gzip");
            return response.Content.Headers.ContentEncoding;
        }
    }

    [Theory]
    [InlineData(FaultKind.TruncatedTransfer, false)]
    [InlineData(FaultKind.TruncatedTransfer, true)]
    [InlineData(FaultKind.ResetInBody, false)]
    [InlineData(FaultKind.ResetInBody, true)]
    [InlineData(FaultKind.ContentLengthTooLarge, false)]
    [InlineData(FaultKind.ContentLengthTooLarge, true)]
    public async Task Breaks_AreSeenAndTheCallIsNotCompleted(FaultKind kind, bool hasLength)
    {
        await using var tenant = await StartAsync(3 * Megabyte, hasLength);
        tenant.Tenant.Faults.Order(kind);

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var response = await tenant.OpenForAsync("clients");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
        });

        (await tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Ended.WaitAsync(RunningTenant.Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task TruncatedJson_IsWellFramedAlsoWhereTheLengthIsAnnounced()
    {
        await using var tenant = await StartAsync(Megabyte, hasLength: true);
        tenant.Tenant.Faults.Order(FaultKind.TruncatedJson);

        using var response = await tenant.AskForAsync("clients");

        var text = await response.Content.ReadAsStringAsync(RunningTenant.Stop);
        text.Length.ShouldBeGreaterThan(400_000);
        Should.Throw<JsonException>(() => JsonElement.Parse(text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACallerWhoLeavesInTheMiddle_EndsTheCall(bool hasLength)
    {
        await using var tenant = await StartAsync(1000 * Megabyte, hasLength);
        var response = await tenant.OpenForAsync("clients");
        await using var body = await response.Content.ReadAsStreamAsync(RunningTenant.Stop);
        await body.ReadExactlyAsync(new byte[Megabyte], RunningTenant.Stop);
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.Status, call.Completed).ShouldBe((200, (bool?)null));

        response.Dispose();

        (await call.Ended.WaitAsync(RunningTenant.Stop)).ShouldBeFalse();
        call.Completed.ShouldBe(false);
    }

    [Fact]
    public async Task CallersWhoLeaveTogether_AreAllMissed()
    {
        await using var tenant = await StartAsync(60 * Megabyte, hasLength: false);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            using var response = await tenant.OpenForAsync("clients");
            await using var body = await response.Content.ReadAsStreamAsync(RunningTenant.Stop);
            await body.ReadExactlyAsync(new byte[100_000], RunningTenant.Stop);
        }));

        var ends = await Task.WhenAll(tenant.Tenant.Record.Calls.Select(call => call.Ended)).WaitAsync(RunningTenant.Stop);
        ends.ShouldBe(Enumerable.Repeat(false, 32));
    }

    static Task<RunningTenant> StartAsync(long bytes, bool hasLength) =>
        RunningTenant.StartAsync(options => (options.ClientsBytes, options.ClientsContentLength) = (bytes, hasLength));
}
