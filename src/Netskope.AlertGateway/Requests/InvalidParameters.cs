using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

static class InvalidParameters
{
    /// <summary>All that is wrong with a request's parameters, each under its name.</summary>
    public static Failure Of(IEnumerable<(string Name, string Message)> problems)
    {
        var errors = problems
            .GroupBy(problem => problem.Name, problem => problem.Message, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return new(FailureKind.InvalidRequest, $"See errors: {string.Join(", ", errors.Keys)}.", Errors: errors);
    }
}
