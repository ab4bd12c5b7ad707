using Netskope.AlertGateway.IntegrationTests.Edges;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

public sealed class HostileRouteTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    static readonly string[] Ours = ["Host", "User-Agent", "Accept", "Content-Type", "Content-Length"];

    public static TheoryData<string> Targets => [.. HostileRoutes.Targets];

    public static TheoryData<string, string> Headers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, value) in HostileRoutes.Headers) data.Add(name, value);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task TargetThatIsNoAllowedCall_IsRefused_AndNeverReachesTheTenant(string target)
    {
        var answer = Answer.Parse(await Gateway.SendBytesAsync(Gateway.Last(target), hangUp: false));

        answer.Status.ShouldBeInRange(400, 499);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
        Gateway.LoggedFaults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task HeaderOfTheCaller_ChangesNothing_AndNeverTravelsOn(string name, string value)
    {
        var request = Gateway.Last("/api/v1/quarantine?op=get-files").Replace("\r\n\r\n", $"\r\n{name}: {value}\r\n\r\n", StringComparison.Ordinal);

        var answer = Answer.Parse(await Gateway.SendBytesAsync(request, hangUp: false));

        answer.Status.ShouldBe(200, answer.Text);
        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.Method, call.Path, call.RawQuery).ShouldBe(("POST", "/api/v1/quarantine", "op=get-files"));
        call.Headers.Keys.ShouldBe(Ours, ignoreOrder: true);
        call.Headers["User-Agent"].ShouldStartWith("Netskope.AlertGateway/");
        call.Headers["Accept"].ShouldBe("application/json");
        call.Headers["Host"].ShouldBe(new Uri(Gateway.TenantAddress).Authority);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("Get")]
    [InlineData("gET")]
    public async Task MethodInAnotherSpelling_Is405(string method)
    {
        var request = method + Gateway.Last("/api/v1/quarantine?op=get-files")["GET".Length..];

        var answer = Answer.Parse(await Gateway.SendBytesAsync(request, hangUp: false));

        answer.ShouldBeProblem(405)["Allow"].ShouldBe("GET");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Length: 15", "op=take-action\n")]
    [InlineData("Transfer-Encoding: chunked", "e\r\nop=take-action\r\n0\r\n\r\n")]
    public async Task BodyOfAGet_IsNotRead_AndDoesNotTravelOn(string framing, string body)
    {
        var request = Gateway.Last("/api/v1/quarantine?op=get-files").Replace("\r\n\r\n", $"\r\nContent-Type: application/x-www-form-urlencoded\r\n{framing}\r\n\r\n{body}", StringComparison.Ordinal);

        var answer = Answer.Parse(await Gateway.SendBytesAsync(request, hangUp: false));

        answer.Status.ShouldBe(200);
        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().Body.ShouldBe($$"""{"token":"{{GatewayFixture.TenantToken}}"}""");
    }
}
