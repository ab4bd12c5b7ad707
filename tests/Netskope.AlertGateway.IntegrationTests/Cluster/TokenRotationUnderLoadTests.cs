using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class TokenRotationUnderLoadTests(PatientCluster cluster)
{
    [Fact(Timeout = Alone.Timeout)]
    public async Task FileWritten_UnderLoad_FailsNoRequest()
    {
        var deployment = await cluster.QuietAsync();

        (await Tokens.RotateByFileAsync(deployment, cluster.TokenFile)).Where(got => !got.IsPage).ShouldBeEmpty();
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task FirstRefusedByTheTenant_UnderLoad_FailsNoRequest_AsTheSecondIsTaken()
    {
        await using var deployment = await Deployment.StartAsync(
            settings: s =>
            {
                Quota.Hasten(s);
                s["Netskope:SecondaryToken"] = Tokens.Next;
            },
            simulate: Quota.Hasten);

        (await Tokens.RefuseTheFirstAsync(deployment)).Where(got => !got.IsPage).ShouldBeEmpty();

        deployment.Tenant.Record.Calls.ShouldContain(call => !call.TokenValid);
    }
}
