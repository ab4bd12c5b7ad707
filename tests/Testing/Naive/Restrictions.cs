namespace Netskope.Testing.Naive;

/// <summary>Random restrictions as a profile may have them: <c>eq</c> and <c>in</c> on fields that hold texts, joined by <c>and</c> and <c>or</c> with brackets.</summary>
static class Restrictions
{
    static readonly string[] Fields = ["user", "app", "alert_type", "dst_country", "organization_unit", "activity", "alert_name", "compliance_standards.standard"];

    public static Condition Next(Random random) => Build(random, depth: random.Next(3));

    static Condition Build(Random random, int depth) => depth == 0
        ? NextTerm(random)
        : new Group(random.Pick(Connective.And, Connective.Or, Connective.Or), [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Build(random, random.Next(depth)))]);

    static Term NextTerm(Random random)
    {
        var field = random.Pick(Fields);
        return random.Chance(40) ? new(field, Operator.Eq, Value(random, field)) : new(field, Operator.In, [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Value(random, field))]);
    }

    /// <summary>As it stands in a query, each backslash twice.</summary>
    static string Value(Random random, string field)
    {
        while (true)
        {
            var text = random.Text(field);
            if (text.Length > 0 && !text.Any(unit => unit is '\'' or '"' || char.IsControl(unit))) return text.Replace(@"\", @"\\", StringComparison.Ordinal);
        }
    }
}
