using Microsoft.Extensions.Primitives;
using Netskope.AlertGateway.Resources;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Tests.Resources;

/// <summary>RFC 9110, 12.5.3 and 13.1.2.</summary>
public class NegotiationTests
{
    static readonly EntityTags Tags = new("00ff");

    [Theory]
    [InlineData(null, ContentCoding.Identity)]
    [InlineData("", ContentCoding.Identity)]
    [InlineData("br", ContentCoding.Brotli)]
    [InlineData("gzip", ContentCoding.Gzip)]
    [InlineData("x-gzip", ContentCoding.Gzip)]
    [InlineData("GZip", ContentCoding.Gzip)]
    [InlineData("BR", ContentCoding.Brotli)]
    [InlineData("identity", ContentCoding.Identity)]
    [InlineData("gzip, deflate, br, zstd", ContentCoding.Brotli)]
    [InlineData("gzip, deflate", ContentCoding.Gzip)]
    [InlineData("deflate, zstd, compress", ContentCoding.Identity)]
    [InlineData("*", ContentCoding.Brotli)]
    [InlineData("*;q=0.1", ContentCoding.Brotli)]
    [InlineData("gzip;q=1.0, *;q=0.5", ContentCoding.Gzip)]
    [InlineData("br;q=0, *", ContentCoding.Gzip)]
    [InlineData("br;q=0, gzip;q=0, *", ContentCoding.Identity)]
    [InlineData("br;q=0", ContentCoding.Identity)]
    [InlineData("br;q=0.0, gzip;q=0.00", ContentCoding.Identity)]
    [InlineData("gzip;q=0, br;q=0.001", ContentCoding.Brotli)]
    [InlineData("br;q=0.5, gzip;q=0.8", ContentCoding.Gzip)]
    [InlineData("br;q=0.5,gzip;q=0.5", ContentCoding.Brotli)]
    [InlineData("br;q=0.2, gzip;q=0.1, identity;q=0.3", ContentCoding.Identity)]
    [InlineData("identity;q=0, gzip;q=0.1", ContentCoding.Gzip)]
    [InlineData("*;q=0, gzip", ContentCoding.Gzip)]
    [InlineData("gzip ; q=0.5 ,  br ; q=0.4", ContentCoding.Gzip)]
    [InlineData("gzip;Q=0", ContentCoding.Identity)]
    [InlineData(",, gzip ,", ContentCoding.Gzip)]
    [InlineData("*;q=0", ContentCoding.Identity)]
    [InlineData("identity;q=0", ContentCoding.Identity)]
    [InlineData("garbage", ContentCoding.Identity)]
    [InlineData("@@@", ContentCoding.Identity)]
    [InlineData(";;;", ContentCoding.Identity)]
    [InlineData("brotli", ContentCoding.Identity)]
    internal void AcceptableCodingOfTheHighestWeight_IsChosen(string? accepted, ContentCoding chosen) =>
        Negotiation.Choose(accepted is null ? StringValues.Empty : new StringValues(accepted)).ShouldBe(chosen);

    [Fact]
    public void SeveralHeaderLines_AreOneList()
    {
        Negotiation.Choose(new StringValues(["gzip;q=0.5", "br;q=0.1"])).ShouldBe(ContentCoding.Gzip);
        Negotiation.Choose(new StringValues(["gzip;q=0", "br;q=0"])).ShouldBe(ContentCoding.Identity);
    }

    [Fact]
    public void Codings_HaveTheirRegisteredNames()
    {
        Negotiation.Name(ContentCoding.Brotli).ShouldBe("br");
        Negotiation.Name(ContentCoding.Gzip).ShouldBe("gzip");
        Negotiation.Name(ContentCoding.Identity).ShouldBeNull();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"00ff\"")]
    [InlineData("\"00ff-br\"")]
    [InlineData("\"00ff-gzip\"")]
    [InlineData("W/\"00ff-gzip\"")]
    [InlineData("\"other\", \"00ff\"")]
    [InlineData("\"a,b\",W/\"00ff-br\" , \"c\"")]
    [InlineData(", , \"00ff\"")]
    public void TagOfTheSameBytes_IsKnown(string ifNoneMatch) => Negotiation.IsKnown(ifNoneMatch, Tags).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"*\"")]
    [InlineData("\"other\"")]
    [InlineData("\"00FF\"")]
    [InlineData("\"00ff-deflate\"")]
    [InlineData("\"00ff\"x")]
    [InlineData("00ff")]
    [InlineData("garbage")]
    [InlineData("\"x 00ff\"")]
    public void AnyOtherText_IsNotKnown(string ifNoneMatch) => Negotiation.IsKnown(ifNoneMatch, Tags).ShouldBeFalse();

    [Fact]
    public void WithoutTheHeader_NothingIsKnown() => Negotiation.IsKnown(StringValues.Empty, Tags).ShouldBeFalse();

    [Fact]
    public void TagsInSeveralHeaderLines_AreOneList() => Negotiation.IsKnown(new StringValues(["\"other\"", "W/\"00ff\""]), Tags).ShouldBeTrue();
}
