using System.Diagnostics.CodeAnalysis;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>An error as a value: what happened, in words for the caller, and when to come back.</summary>
/// <param name="Kind">Decides status, problem type and title.</param>
/// <param name="Detail">For the caller; holds no secret and no text of an exception.</param>
/// <param name="RetryAfter">Sent as <c>Retry-After</c>, rounded up to whole seconds (RFC 9110, 10.2.3).</param>
/// <param name="Errors">Per parameter, what is wrong with it.</param>
public sealed record Failure(
    FailureKind Kind,
    string Detail,
    TimeSpan? RetryAfter = null,
    IReadOnlyDictionary<string, string[]>? Errors = null);

/// <summary>Either a value or the failure that stands in its place.</summary>
public readonly struct Outcome<T>
    where T : class
{
    Outcome(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    public T? Value { get; }

    public Failure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Value is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(null, failure);
}
