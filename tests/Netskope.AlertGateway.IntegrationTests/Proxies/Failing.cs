using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>A gateway that has a fault of its own.</summary>
static class Failing
{
    public static async Task<GatewayFixture> StartAsync(params (string Name, string Value)[] settings)
    {
        var gateway = new GatewayFixture { Services = static services => services.AddSingleton<IAuthorizationHandler, Fault>() };
        foreach (var (name, value) in settings) gateway.Settings[name] = value;
        await gateway.InitializeAsync();
        return gateway;
    }

    sealed class Fault : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context) => throw new InvalidOperationException("A fault that the test wants.");
    }
}
