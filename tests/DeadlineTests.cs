using System.Reflection;

namespace Netskope.Testing;

/// <summary>Part of every test project.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public void EveryTest_HasADeadline()
    {
        var tests = typeof(DeadlineTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Name: $"{method.DeclaringType}.{method.Name}", Test: method.GetCustomAttribute<Xunit.FactAttribute>()))
            .Where(method => method.Test is not null)
            .ToList();

        tests.ShouldNotBeEmpty();
        tests.Where(method => method.Test!.Timeout <= 0).Select(method => method.Name).ShouldBeEmpty("use [Fact] and [Theory] of Netskope.Testing");
    }
}
