namespace Netskope.Testing;

/// <summary>How many generated cases a property is tried with: all with <c>TEST_DEPTH=full</c>, as CI runs it, otherwise a tenth.</summary>
public static class TestDepth
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("TEST_DEPTH") is "full";

    public static int Cases(int full) => IsFull ? full : Math.Max(1, full / 10);
}
