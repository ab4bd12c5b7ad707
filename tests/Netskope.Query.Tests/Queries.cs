namespace Netskope.Query.Tests;

static class Queries
{
    public static ParsedQuery Parsed(string text)
    {
        ParsedQuery.TryParse(text, out var query, out var error).ShouldBeTrue($"{text}: {error?.Show(text)}");
        return query!;
    }

    public static QueryError Refused(string text)
    {
        ParsedQuery.TryParse(text, out var query, out var error).ShouldBeFalse($"{text} was read as {query}");
        return error!;
    }

    public static bool Selects(string text, string row) => new RowMatcher(Parsed(text).Condition).Matches(System.Text.Encoding.UTF8.GetBytes(row));
}
