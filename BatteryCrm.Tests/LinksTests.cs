using BatteryCrm.Web;

namespace BatteryCrm.Tests;

public sealed class LinksTests
{
    [Theory]
    [InlineData("anna@demo.test", "mailto:anna@demo.test")]
    [InlineData("a.b+c%d@demo.test", "mailto:a.b%2Bc%25d@demo.test")]
    [InlineData("почта@пример.рф", "mailto:%D0%BF%D0%BE%D1%87%D1%82%D0%B0@%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84")]
    [InlineData("a?bcc=b@demo.test", "mailto:a%3Fbcc%3Db@demo.test")]
    [InlineData("anna@demo.test?subject=x", null)]
    [InlineData("anna@demo.test,boris@demo.test", null)]
    [InlineData("anna@demo.test boris", null)]
    [InlineData("anna", null)]
    [InlineData("@demo.test", null)]
    [InlineData("anna@", null)]
    [InlineData("<anna@demo.test>", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Mail_OfWhatSomebodyTyped_LeadsToOneAddressOrNowhere(string? typed, string? expected) => Assert.Equal(expected, Links.Mail(typed));
}
