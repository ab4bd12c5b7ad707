using System.Reflection;

namespace Netskope.AlertGateway.Documents;

/// <summary>
/// The build starts the program to write <c>openapi/alert-gateway.json</c>. It then runs on made-up settings and nothing
/// else, so that it needs none and the document is the same wherever it is built.
/// </summary>
static class DocumentBuild
{
    public static bool IsRunning => Assembly.GetEntryAssembly()?.GetName().Name is "GetDocument.Insider";

    public static void UseMadeUpSettings(this ConfigurationManager configuration)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Netskope:BaseUrl"] = "https://example.goskope.com",
            ["Netskope:ApiVersion"] = "v1",
            ["Netskope:Token"] = "made-up-token",
            ["Authentication:Schemes:Bearer:Authority"] = "https://login.example.com",
            ["Authentication:Schemes:Bearer:ValidAudiences:0"] = "alert-gateway",
            ["Logging:LogLevel:Default"] = "Warning",
        });
    }
}
