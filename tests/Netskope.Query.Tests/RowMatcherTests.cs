using System.Text;
using System.Text.Json;

namespace Netskope.Query.Tests;

/// <summary>What a row matches, rule by rule of <c>docs/query-language.md</c>.</summary>
public sealed class RowMatcherTests
{
    const string Row = """
        {"user":"hana.sato@example.com","app":"Google Drive","count":3,"file_size":"1024","cci":null,"dst_country":"","acked":"false","dlp_profile_name":7,
        "sa_profile_name":"CIS 1.2","request_id":9007199254740993,"flag":true,"organization_unit":"example.com\/Finance\/Süd","object":"a\\b.pptx","x_text":"10",
        "compliance_standards":[{"standard":"CSA","id":-7,"control":"1"},{"standard":"NIST","id":12},{"id":"13"}],"tags":["a",["b",null]],"empty":[],"nested":{"deep":{"er":"x"}},
        "na\u006de":"escaped","twice":"one","twice":"two","compliance_standards.control":"dotted"}
        """;

    [Theory]
    [InlineData("user eq hana.sato@example.com", true)]
    [InlineData("user eq Hana.sato@example.com", false)]
    [InlineData("user eq hana.sato@example.co", false)]
    [InlineData("user neq x", true)]
    [InlineData("app eq 'Google Drive' and count eq 3", true)]
    [InlineData("app eq 'Google Drive' and count eq 4", false)]
    [InlineData("app eq x or count eq 3", true)]
    [InlineData("not (app eq x)", true)]
    [InlineData("not (app eq 'Google Drive' or count eq 4)", false)]
    [InlineData("organization_unit eq 'example.com/Finance/Süd'", true)]
    [InlineData("object eq a\\\\b.pptx", true)]
    [InlineData("object eq 'a\\b.pptx'", true)]
    [InlineData("name eq escaped", true)]
    [InlineData("twice eq one and twice eq two", true)]
    [InlineData("flag eq true", true)]
    [InlineData("flag eq True", false)]
    public void Text_IsComparedLetterByLetter(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData("count eq 3.0", true)]
    [InlineData("count eq '30e-1'", true)]
    [InlineData("count gt 2.5", true)]
    [InlineData("count gt 3", false)]
    [InlineData("count gte 3", true)]
    [InlineData("count lt 3", false)]
    [InlineData("count lte 3", true)]
    [InlineData("count lt 10", true)]
    [InlineData("file_size gt 500", true)]
    [InlineData("file_size eq 1024.0", true)]
    [InlineData("file_size gt abc", false)]
    [InlineData("file_size lt abc", false)]
    [InlineData("request_id eq 9007199254740993", true)]
    [InlineData("request_id eq 9007199254740992", false)]
    [InlineData("request_id gt 9007199254740992", true)]
    [InlineData("dlp_profile_name eq 7.0", false)]
    [InlineData("dlp_profile_name eq 7", true)]
    [InlineData("dlp_profile_name gt 6", false)]
    [InlineData("x_unknown eq 7", false)]
    [InlineData("x_text eq 10.0", false)]
    [InlineData("x_text gt 9", false)]
    [InlineData("x_text gt 1", true)]
    [InlineData("sa_profile_name eq 'CIS 1.2'", true)]
    [InlineData("sa_profile_name gt 1", false)]
    [InlineData("count from 1 to 3", true)]
    [InlineData("count from 3 to 5", true)]
    [InlineData("count from 4 to 5", false)]
    [InlineData("count from 5 to 1", false)]
    [InlineData("count from 1 to abc", false)]
    [InlineData("user from h to i", true)]
    [InlineData("user from i to j", false)]
    [InlineData("user gt h", true)]
    [InlineData("user gt H", true)]
    [InlineData("user lt ''", false)]
    [InlineData("user gte ''", false)]
    [InlineData("flag gt a", false)]
    public void Numbers_AreNumbers_WhereTheFieldOrTheRowSaysSo(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData("compliance_standards.standard eq NIST", true)]
    [InlineData("compliance_standards.standard eq PCI", false)]
    [InlineData("compliance_standards.standard neq NIST", false)]
    [InlineData("compliance_standards.standard neq PCI", true)]
    [InlineData("compliance_standards.standard in [X, CSA]", true)]
    [InlineData("compliance_standards.standard not_in [X, Y]", true)]
    [InlineData("compliance_standards.standard not_in [X, CSA]", false)]
    [InlineData("compliance_standards.id gt 12", true)]
    [InlineData("compliance_standards.id gt 13", false)]
    [InlineData("compliance_standards.id from 0 to 12", true)]
    [InlineData("compliance_standards.id from -6 to 11", false)]
    [InlineData("compliance_standards.control eq dotted", false)]
    [InlineData("compliance_standards.standard eq ''", false)]
    [InlineData("compliance_standards eq ''", true)]
    [InlineData("compliance_standards.standard.x eq ''", true)]
    [InlineData("tags eq b", true)]
    [InlineData("tags eq ''", true)]
    [InlineData("tags.x eq ''", true)]
    [InlineData("nested.deep.er eq x", true)]
    [InlineData("nested.deep eq ''", true)]
    [InlineData("nested.deep.er.more eq ''", true)]
    [InlineData("nested.er eq x", false)]
    public void ListsAndPaths_MatchWhenAnyValueDoes(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData("missing eq ''", true)]
    [InlineData("missing neq ''", false)]
    [InlineData("missing neq x", true)]
    [InlineData("missing in [x, '']", true)]
    [InlineData("missing not_in [x]", true)]
    [InlineData("missing like ''", true)]
    [InlineData("missing like x", false)]
    [InlineData("missing notlike x", true)]
    [InlineData("missing startswith ''", true)]
    [InlineData("missing startswith x", false)]
    [InlineData("missing gt 0", false)]
    [InlineData("missing lt 9", false)]
    [InlineData("missing from '' to zzz", false)]
    [InlineData("cci eq ''", true)]
    [InlineData("cci gt 0", false)]
    [InlineData("dst_country neq ''", false)]
    [InlineData("empty eq ''", true)]
    public void NoValue_IsTheEmptyText(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData("app like google", true)]
    [InlineData("app like 'E D'", true)]
    [InlineData("app like drives", false)]
    [InlineData("app notlike google", false)]
    [InlineData("user like 'sato@'", true)]
    [InlineData(@"user like 'hana\.sato'", true)]
    [InlineData(@"user like 'hana\\.sato'", true)]
    [InlineData("user like hana.sato", true)]
    [InlineData("user like hanaXsato", false)]
    [InlineData("app like Google.Drive", true)]
    [InlineData(@"app like 'Google\.Drive'", false)]
    [InlineData("object like '.pptx(?i)'", true)]
    [InlineData("object like '(?i)PPTX'", true)]
    [InlineData(@"object like '\(?i)pptx'", false)]
    [InlineData("object like 'a|b'", false)]
    [InlineData("object like '.*'", false)]
    [InlineData("object like '[a-z]'", false)]
    [InlineData("object like '^a'", false)]
    [InlineData(@"object like 'a\b'", true)]
    [InlineData(@"object like 'a\\b'", true)]
    [InlineData(@"object like 'a\\\\b'", true)]
    [InlineData(@"object like '\d'", false)]
    [InlineData("count like 3", true)]
    [InlineData("request_id like '0719925'", true)]
    [InlineData("organization_unit like SÜD", true)]
    [InlineData("app startswith Goo", true)]
    [InlineData("app startswith goo", false)]
    [InlineData("app startswith 'Google Drive '", false)]
    public void Like_FindsItsPattern_WhateverTheCase(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData("app eq x and count eq 3 or user like hana", true)]
    [InlineData("user like hana or app eq x and count eq 4", true)]
    [InlineData("user like nobody or app eq x and count eq 3", false)]
    [InlineData("user like nobody or count eq 3 and app like google or app eq x", true)]
    public void And_BindsTighter_WhereNoBracketsSay(string query, bool matches) => Queries.Selects(query, Row).ShouldBe(matches);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void LongLists_AreFound_LikeShortOnes(int count)
    {
        var others = string.Join(", ", Enumerable.Range(0, count - 1).Select(i => $"other{i}"));
        Queries.Selects($"app in [{others}, 'Google Drive']", Row).ShouldBeTrue();
        Queries.Selects($"app in [{others}, Slack]", Row).ShouldBeFalse();
        Queries.Selects($"organization_unit in [{others}, 'example.com/Finance/Süd']", Row).ShouldBeTrue();
        Queries.Selects($"count in [{others}, 3.0]", Row).ShouldBeTrue();
        Queries.Selects($"count not_in [{others}, 3.0]", Row).ShouldBeFalse();
        Queries.Selects($"missing in [{others}, '']", Row).ShouldBeTrue();
    }

    [Theory]
    [InlineData("user eq x", true)]
    [InlineData("note like half", true)]
    [InlineData("note eq x", false)]
    [InlineData("deep.er eq y", true)]
    public void EscapeThatStandsForNoCharacter_IsNoFault(string query, bool matches) =>
        Queries.Selects(query, """{"no\ud800":"x","note":"half \ud800 of it","deep":{"\udc00":1,"er":"y"},"user":"x"}""").ShouldBe(matches);

    [Theory]
    [InlineData("{\"user\":")]
    [InlineData("{\"user\":\"x\"")]
    [InlineData("{\"user\" \"x\"}")]
    [InlineData("")]
    public void RowThatIsNone_IsAFault(string row) => Should.Throw<JsonException>(() => Queries.Selects("user eq x", row));

    [Fact]
    public void Row_IsReadWithoutAllocation()
    {
        var matcher = new RowMatcher(Queries.Parsed("user eq x or app in [a, b, c] or count gt 5 or compliance_standards.standard eq PCI or request_id eq 5").Condition);
        var row = Encoding.UTF8.GetBytes(Row);
        matcher.Matches(row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) matcher.Matches(row);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void TypicalQuery_IsParsedAndPrinted_InTwoKilobytes()
    {
        const string Query = "app eq 'Google Drive' and (user eq hana.sato@example.com or user like example.org) and count>=10 and acked eq false";
        Queries.Parsed(Query);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isQuery = ParsedQuery.TryParse(Query, out _, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        isQuery.ShouldBeTrue();
        allocated.ShouldBeLessThanOrEqualTo(2048);
    }
}
