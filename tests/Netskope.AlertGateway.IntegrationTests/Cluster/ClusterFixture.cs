using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>A deployment that several tests use, one after the other; the first of them starts it.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    Deployment? _deployment;

    /// <summary>As if it had just been started.</summary>
    internal async Task<Deployment> QuietAsync()
    {
        if (_deployment is null) _deployment = await Deployment.StartAsync(settings: Set, simulate: Quota.Hasten);
        else await _deployment.QuietAsync();
        return _deployment;
    }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _deployment?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    protected virtual void Set(IDictionary<string, string?> settings) => Quota.Hasten(settings);
}

/// <summary>For what is not about outages of Redis: a machine that is busy with three processes is none. The token is in a file.</summary>
public sealed class PatientCluster : ClusterFixture
{
    public string TokenFile { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public override async ValueTask InitializeAsync() => await Tokens.WriteAsync(TokenFile, Deployment.TenantToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(TokenFile);
    }

    protected override void Set(IDictionary<string, string?> settings)
    {
        base.Set(settings);
        Replicas.Patient(settings);
        (settings["Netskope:Token"], settings["Netskope:TokenFile"]) = (null, TokenFile);
    }
}

/// <summary>Requests wait for the quota no longer than a test may.</summary>
public sealed class ImpatientCluster : ClusterFixture
{
    internal const string RequestTimeout = "00:00:04";

    protected override void Set(IDictionary<string, string?> settings)
    {
        base.Set(settings);
        settings["Gateway:RequestTimeout"] = RequestTimeout;
    }
}
