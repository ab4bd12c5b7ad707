namespace Netskope.Query.Tests;

public sealed class AlertFieldsTests
{
    [Fact]
    public void TheTwoEvaluators_KnowTheSameKinds()
    {
        foreach (var field in Testing.Naive.Conditions.Fields)
        {
            var kind = AlertFields.KindOf(field);
            Testing.Naive.NaiveFields.IsNumeric(field).ShouldBe(kind == FieldKind.Number, field);
            Testing.Naive.NaiveFields.IsText(field).ShouldBe(kind == FieldKind.Text, field);
        }
    }

    [Fact]
    public void AllFields_AreListed_OnceAndWithOperators()
    {
        AlertFields.Names.Count.ShouldBe(252);
        AlertFields.Names.Where(name => !Enum.GetValues<Operator>().Any(op => AlertFields.Takes(name, op))).ShouldBeEmpty();
        AlertFields.Names.Count(name => AlertFields.KindOf(name) == FieldKind.Number).ShouldBe(25);
    }

    [Theory]
    [InlineData("user", Operator.In, true)]
    [InlineData("user", Operator.Gt, false)]
    [InlineData("alert", Operator.Neq, true)]
    [InlineData("alert", Operator.Like, false)]
    [InlineData("organization_unit", Operator.StartsWith, true)]
    [InlineData("compliance_standards.id", Operator.NotIn, true)]
    [InlineData("timestamp", Operator.Range, true)]
    [InlineData("first_accessed", Operator.Range, true)]
    [InlineData("user", Operator.Range, false)]
    [InlineData("no_such_field", Operator.Eq, false)]
    public void Field_TakesWhatIsListed(string field, Operator op, bool takes) => AlertFields.Takes(field, op).ShouldBe(takes);
}
