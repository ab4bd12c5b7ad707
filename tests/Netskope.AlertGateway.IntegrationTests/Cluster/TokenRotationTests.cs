namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class TokenRotationTests
{
    [Fact]
    public async Task FileWritten_UnderLoad_FailsNoRequest()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await Tokens.WriteAsync(file, Deployment.TenantToken);
            await using var deployment = await Deployment.StartAsync(settings: s => (s["Netskope:Token"], s["Netskope:TokenFile"]) = (null, file));

            (await Tokens.RotateByFileAsync(deployment, file)).Where(got => !got.IsPage).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task FirstRefusedByTheTenant_UnderLoad_FailsNoRequest_AsTheSecondIsTaken()
    {
        await using var deployment = await Deployment.StartAsync(settings: s => s["Netskope:SecondaryToken"] = Tokens.Next);

        (await Tokens.RefuseTheFirstAsync(deployment)).Where(got => !got.IsPage).ShouldBeEmpty();

        deployment.Tenant.Record.Calls.ShouldContain(call => !call.TokenValid);
    }
}
