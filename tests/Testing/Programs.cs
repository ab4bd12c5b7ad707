namespace Netskope.Testing;

/// <summary>Programs of the system that tests run, which a machine may lack.</summary>
static class Programs
{
    /// <summary>The path of a program, by the first of its names that is there. Without it the test is skipped, and with <c>CI=true</c> it fails.</summary>
    public static string Need(params string[] names)
    {
        // Debian keeps servers where only root's PATH leads to.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin");
        var path = folders.SelectMany(_ => names, Path.Combine).FirstOrDefault(File.Exists);
        if (path is null && Environment.GetEnvironmentVariable("CI") is not "true") Assert.Skip($"There is no {names[0]} on this machine.");
        return path.ShouldNotBeNull($"with CI=true the tests with {names[0]} may not be skipped");
    }
}
