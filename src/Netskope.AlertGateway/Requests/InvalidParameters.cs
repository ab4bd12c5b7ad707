using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

static class InvalidParameters
{
    /// <summary>All that is wrong with a request's parameters, each under its name.</summary>
    public static Failure Of(IEnumerable<(string Name, string Message)> problems) => Of(FailureKind.InvalidRequest, "See errors", problems);

    /// <inheritdoc cref="Of(IEnumerable{ValueTuple{string, string}})"/>
    /// <param name="kind">What it comes to.</param>
    /// <param name="summary">In front of the parameters' names.</param>
    /// <param name="problems">What is wrong.</param>
    public static Failure Of(FailureKind kind, string summary, IEnumerable<(string Name, string Message)> problems)
    {
        var errors = problems
            .GroupBy(problem => problem.Name, problem => problem.Message, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return new(kind, $"{summary}: {string.Join(", ", errors.Keys)}.", Errors: errors);
    }
}
