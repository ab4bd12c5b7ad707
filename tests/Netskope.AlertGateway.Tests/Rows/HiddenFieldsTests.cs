using Netskope.AlertGateway.Rows;
using Netskope.Query;

namespace Netskope.AlertGateway.Tests.Rows;

public sealed class HiddenFieldsTests
{
    /// <summary>Removed, masked, and the same said in another way.</summary>
    public static TheoryData<string, string, string, string> Equal => new()
    {
        { "user,app", "", "app,user", "" },
        { "User", "APP", "user", "app" },
        { "user,user,USER", "", "user", "" },
        { "user", "user,app", "user", "app" },
        { "a,a.b,a.b.c", "", "a", "" },
        { "", "a,a.b", "", "a" },
        { "a", "a.b,c", "a", "c" },
        { "pii", "", "PII,user,Hostname", "" },
        { "pii", "user,pii", "pii", "" },
        { "", "", "", "" },
    };

    public static TheoryData<string, string, string, string> Unequal => new()
    {
        { "user", "", "", "user" },
        { "user", "", "user,app", "" },
        { "a.b", "", "a", "" },
        { "a", "", "ab", "" },
        { "a,b", "", "a.b", "" },
        { "a.b", "a", "", "a" },
        { "user", "", "", "" },
        { "é", "", "É", "" },
        { "a", "b", "a,b", "" },
        { "a,*b", "", "a", "b" },
        { "-a", "", "a", "" },
    };

    [Theory]
    [MemberData(nameof(Equal))]
    public void EqualHiding_HasOneText(string removed, string masked, string otherRemoved, string otherMasked)
    {
        var (one, other) = (Of(removed, masked), Of(otherRemoved, otherMasked));

        one.Text.ShouldBe(other.Text);
        one.Removed.ShouldBe(other.Removed);
        one.Masked.ShouldBe(other.Masked);
    }

    [Theory]
    [MemberData(nameof(Unequal))]
    public void UnequalHiding_HasTwoTexts(string removed, string masked, string otherRemoved, string otherMasked) =>
        Of(removed, masked).Text.ShouldNotBe(Of(otherRemoved, otherMasked).Text);

    [Fact]
    public void NothingHidden_IsEmpty()
    {
        HiddenFields.Of([], []).ShouldBeSameAs(HiddenFields.None);
        HiddenFields.None.IsEmpty.ShouldBeTrue();
        HiddenFields.None.Text.ShouldBeEmpty();
        HiddenFields.None.Touched("user").ShouldBeNull();
        Of("user", "").IsEmpty.ShouldBeFalse();
        Of("", "user").IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void Lists_AreSorted_InSmallLetters()
    {
        var hidden = Of("zone,User,app", "Site,dst.IP");

        hidden.Removed.ShouldBe(["app", "user", "zone"]);
        hidden.Masked.ShouldBe(["dst.ip", "site"]);
    }

    [Theory]
    [InlineData("user", "user", "user")]
    [InlineData("user", "USER", "user")]
    [InlineData("USER", "user", "user")]
    [InlineData("user", "users", null)]
    [InlineData("users", "user", null)]
    [InlineData("user", "", null)]
    [InlineData("a", "a.b", "a")]
    [InlineData("a", "A.b.c", "a")]
    [InlineData("a.b", "a", "a.b")]
    [InlineData("a.b", "a.b.c", "a.b")]
    [InlineData("a.b", "a.c", null)]
    [InlineData("a.b", "ab", null)]
    [InlineData("a.b", "b", null)]
    [InlineData("a.b", "a.bc", null)]
    [InlineData("é", "É", null)]
    public void FieldThatWouldReveal_IsTouched(string hidden, string field, string? touched)
    {
        Of(hidden, "").Touched(field).ShouldBe(touched);
        Of("", hidden).Touched(field).ShouldBe(touched);
        Of("other", hidden).Touched(field).ShouldBe(touched);
    }

    [Theory]
    [InlineData("pii")]
    [InlineData("user")]
    [InlineData("User_SPACE_Id")]
    [InlineData("compliance_standards.standard")]
    [InlineData("app-cci-access-logs")]
    [InlineData("custom_attr.cost center")]
    [InlineData("größe")]
    [InlineData("😀")]
    [InlineData("details._id")]
    [InlineData("timestamps")]
    public void GoodEntry_HasNoFault(string entry) => HiddenFields.Fault(entry).ShouldBeNull();

    [Theory]
    [InlineData("", "empty name")]
    [InlineData(".", "empty name")]
    [InlineData("a.", "empty name")]
    [InlineData(".a", "empty name")]
    [InlineData("a..b", "empty name")]
    [InlineData(" user", "blank")]
    [InlineData("user ", "blank")]
    [InlineData("a. b", "blank")]
    [InlineData("\u00a0user", "blank")]
    [InlineData("us\ner", "control character")]
    [InlineData("us\0er", "control character")]
    [InlineData("user\t", "control character")]
    [InlineData("us\u0085er", "control character")]
    [InlineData("us\ufffder", "no character")]
    [InlineData("timestamp", "timestamp, which can not be hidden")]
    [InlineData("TimeStamp", "timestamp, which can not be hidden")]
    [InlineData("_insertion_epoch_timestamp", "_insertion_epoch_timestamp, which can not be hidden")]
    [InlineData("_id", "_id, which can not be hidden")]
    [InlineData("_ID.x", "_id, which can not be hidden")]
    public void WrongEntry_IsToldWhatIsWrong(string entry, string fault) => HiddenFields.Fault(entry).ShouldNotBeNull().ShouldContain(fault);

    [Fact]
    public void HalfACharacter_IsAFault() => HiddenFields.Fault("us\ud83der").ShouldNotBeNull().ShouldContain("no character");

    [Fact]
    public void LongestEntry_Has200Characters()
    {
        HiddenFields.Fault(new string('a', 200)).ShouldBeNull();
        HiddenFields.Fault(new string('a', 201)).ShouldBe("is 201 characters long; a field may have 1 to 200");
    }

    [Fact]
    public void Preset_IsAListOfGoodEntries_EachOnce_SpelledAsNetskopeDoes()
    {
        PersonalFields.All.ShouldAllBe(path => HiddenFields.Fault(path) == null);
        PersonalFields.All.Select(path => path.ToLowerInvariant()).ShouldBeUnique();
        HiddenFields.Of([PersonalFields.Word], []).Removed.Count.ShouldBe(PersonalFields.All.Count, "none lies below another");
        foreach (var path in PersonalFields.All)
        {
            var known = AlertFields.Names.FirstOrDefault(name => name.Equals(path, StringComparison.OrdinalIgnoreCase));
            if (known is not null) path.ShouldBe(known);
        }
    }

    [Fact]
    public void Preset_HoldsWhatNamesAPerson() =>
        ((string[])["user", "userkey", "ur_normalized", "userip", "srcip", "hostname", "object", "file_path", "dlp_file", "from_user", "to_user", "owner", "subject", "nsdeviceuid"])
            .ShouldBeSubsetOf(PersonalFields.All);

    static HiddenFields Of(string removed, string masked) => HiddenFields.Of(List(removed), List(masked));

    static string[] List(string entries) => entries.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
