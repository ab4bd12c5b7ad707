namespace Netskope.Testing;

/// <summary>How many generated cases a property is tried with: all with <c>TEST_DEPTH=full</c>, as CI runs it, otherwise a tenth.</summary>
public static class TestDepth
{
    /// <summary>How long a property that is tried with all cases may take on a busy machine, in milliseconds.</summary>
    public const int Timeout = 300_000;

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("TEST_DEPTH") is "full";

    public static int Cases(int full) => IsFull ? full : Math.Max(1, full / 10);

    /// <summary>The cases of a theory whose tests take long: all of them, or the first.</summary>
    public static TheoryData<T1, T2> OneOf<T1, T2>(params (T1 One, T2 Other)[] cases) => [.. IsFull ? cases : cases[..1]];

    /// <inheritdoc cref="OneOf{T1, T2}"/>
    public static TheoryData<T1, T2, T3> OneOf<T1, T2, T3>(params (T1 One, T2 Other, T3 Third)[] cases) => [.. IsFull ? cases : cases[..1]];
}
