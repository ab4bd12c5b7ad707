using Microsoft.Extensions.Configuration;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Tests.Settings;

public sealed class StartReportTests
{
    [Theory]
    [InlineData("{\n  \"Netskope\": {\n    \"Token\": secret-51c0\n  }\n}", "line 3, column 14")]
    [InlineData("{ \"Netskope\": ", "line 1, column")]
    public void BrokenJson_IsTold_WithFileLineAndColumn(string json, string place)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            var e = Should.Throw<Exception>(() => new ConfigurationManager().AddJsonFile(file));

            var reason = StartReport.Reasons(e).ShouldHaveSingleItem();
            reason.ShouldContain(file);
            reason.ShouldContain("It is not valid JSON at " + place);
            reason.ShouldNotContain("secret-51c0");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void LogLevels_AreThere_WithoutAFile_AndSettingsWin()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Logging:LogLevel:Yarp", "Debug")]);
        configuration.AddDefaultLogLevels();

        configuration["Logging:LogLevel:Default"].ShouldBe("Information");
        configuration["Logging:LogLevel:Microsoft.AspNetCore"].ShouldBe("Warning");
        configuration["Logging:LogLevel:Yarp"].ShouldBe("Debug");
    }
}
