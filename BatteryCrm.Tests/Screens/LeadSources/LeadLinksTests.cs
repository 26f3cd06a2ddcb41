using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.LeadSources;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatteryCrm.Tests.Screens.LeadSources;

/// <summary>The links of a source, what is remembered for them, and their pictures.</summary>
public sealed class LeadLinksTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly LeadMarks Marks = LeadMarks.Of("yandex", "cpc", "лето & зима", null, "a=b", "flyer-7");

    [Theory]
    [InlineData("https://shop.test/remont", "https://shop.test/remont?utm_source=yandex&utm_medium=cpc&utm_campaign=%D0%BB%D0%B5%D1%82%D0%BE%20%26%20%D0%B7%D0%B8%D0%BC%D0%B0&utm_content=a%3Db")]
    [InlineData("shop.test?x=1#top", "https://shop.test/?x=1&utm_source=yandex&utm_medium=cpc&utm_campaign=%D0%BB%D0%B5%D1%82%D0%BE%20%26%20%D0%B7%D0%B8%D0%BC%D0%B0&utm_content=a%3Db#top")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://user:pass@shop.test", null)]
    [InlineData("не адрес", null)]
    [InlineData("", null)]
    public void Site_CarriesTheMarks_EscapedBehindWhatIsThere(string site, string? link) => Assert.Equal(link, LeadLinks.Site(site, Marks));

    [Theory]
    [InlineData(Platforms.Telegram, "@Shop_bot", "https://t.me/Shop_bot?start=flyer-7")]
    [InlineData(Platforms.Telegram, "https://t.me/Shop_bot?start=x", "https://t.me/Shop_bot?start=flyer-7")]
    [InlineData(Platforms.Vk, "700000002", "https://vk.me/club700000002?ref=flyer-7")]
    [InlineData(Platforms.Vk, "vk.com/remtochka", "https://vk.me/remtochka?ref=flyer-7")]
    [InlineData(Platforms.Vk, "https://vk.com/remtochka", "https://vk.me/remtochka?ref=flyer-7")]
    [InlineData(Platforms.Max, "shop_bot", "https://max.ru/shop_bot?start=flyer-7")]
    [InlineData(Platforms.WhatsApp, "8 (846) 000-00-01", "https://wa.me/78460000001?text=%D0%97%D0%B4%D1%80%D0%B0%D0%B2%D1%81%D1%82%D0%B2%D1%83%D0%B9%D1%82%D0%B5%21%20%5Bflyer-7%5D")]
    [InlineData(Platforms.WhatsApp, "позвоните", null)]
    [InlineData(Platforms.Avito, "shop", null)]
    [InlineData(Platforms.Telegram, "a b", null)]
    public void Chat_OfEachPlatform_CarriesTheCode(string platform, string typed, string? link) =>
        Assert.Equal(link, LeadLinks.Name(platform, typed) is { } name ? LeadLinks.Chat(platform, name, "flyer-7", "Здравствуйте!") : null);

    [Fact]
    public void Chat_CodeThatDoesNotFit_OrAPageWithoutMarks_GivesNone()
    {
        Assert.Null(LeadLinks.Chat(Platforms.Telegram, "bot", new string('a', 65), "!"));
        Assert.Null(LeadLinks.Chat(Platforms.Telegram, "bot", "листовка", "!"));
        Assert.Null(LeadLinks.Site("https://shop.test", LeadMarks.Of(code: "x")));
    }

    [Fact]
    public async Task Code_IsMadeOnce_AndIsNobodyElses()
    {
        var world = await MarksWorld.MakeAsync(database);
        var (one, other, third) = (await world.SourceAsync("Листовка"), await world.SourceAsync("листовка!"), await world.SourceAsync("Свой", LeadMarks.Of(code: "Мой код")));
        var nameless = await world.SourceAsync("修理");

        Assert.Equal((string?[])["listovka", "listovka-2", "Мой код", "source", "listovka"], (string?[])[await CodeAsync(one), await CodeAsync(other), await CodeAsync(third), await CodeAsync(nameless), await CodeAsync(one)]);
        Assert.Null(await Links(world, Roles.Manager).MakeCodeAsync(await world.SourceAsync("Другая"), default));
        Assert.Null(await Links(await MarksWorld.MakeAsync(database)).MakeCodeAsync(one, default));

        Task<string?> CodeAsync(Guid source) => Links(world).MakeCodeAsync(source, default);
    }

    [Fact]
    public async Task SiteAndAccounts_AreRememberedForTheTenant_OrReadFromWhatIsNoSecret()
    {
        var world = await MarksWorld.MakeAsync(database);
        await database.ExecuteAsync($$"""update tenants set domain = 'shop.test' where id = '{{world.Tenant}}'; update channels set credentials = '{"bot_token":{"sealed":"x"},"bot_username":"demo_bot"}' where id = '{{world.Channel}}'""");
        var vk = await database.Given.ChannelAsync(world.Tenant, Platforms.Vk, """{"group_id":7}""");
        var whatsApp = await database.Given.ChannelAsync(world.Tenant, Platforms.WhatsApp);
        await database.Given.ChannelAsync(world.Tenant, Platforms.Avito);
        await world.SourceAsync("Листовки", LeadMarks.Of("print"));
        var queries = new LinkQueries(database.Factory(world.Tenant));

        var before = await queries.ReadAsync(default);
        Assert.Equal(("https://shop.test/", "Листовки", "print"), (before.Site, Assert.Single(before.Sources).Name, before.Sources[0].Marks.UtmSource));
        Assert.Equal([(world.Channel, "demo_bot"), (vk, "club7"), (whatsApp, null)], before.Channels.Select(c => (c.Id, c.Account)));

        Assert.True(await Links(world).RememberSiteAsync("remont.test/ceny", default));
        Assert.True(await Links(world).RememberNameAsync(whatsApp, "+7 846 000-00-01", default));
        Assert.True(await Links(world).RememberNameAsync(world.Channel, "@new_bot", default));
        foreach (var no in (bool[])[await Links(world).RememberSiteAsync("ой", default), await Links(world).RememberNameAsync(vk, "!", default), await Links(world, Roles.Manager).RememberSiteAsync("https://a.test", default), await Links(await MarksWorld.MakeAsync(database)).RememberNameAsync(vk, "ours", default)])
            Assert.False(no);

        var after = await queries.ReadAsync(default);
        Assert.Equal("https://remont.test/ceny", after.Site);
        Assert.Equal(["new_bot", "club7", "78460000001"], after.Channels.Select(c => c.Account));
    }

    [Fact]
    public void Qr_IsAPictureOfAPagesAddressOnly()
    {
        var http = new DefaultHttpContext();
        Assert.StartsWith("<svg", Assert.IsType<ContentHttpResult>(LeadQr.Serve(http, "https://t.me/bot?start=flyer-7", null)).ResponseContent, StringComparison.Ordinal);
        var png = Assert.IsType<FileContentHttpResult>(LeadQr.Serve(http, "https://wa.me/78460000001?text=%D0%97", "png"));
        Assert.Equal(("image/png", 0x89), (png.ContentType, png.FileContents.Span[0]));
        foreach (var no in (string?[])[null, "", "javascript:alert(1)", "текст", "https://a.test/" + new string('a', 2000)]) Assert.IsType<BadRequest>(LeadQr.Serve(http, no, null));
    }

    private static LinkActions Links(MarksWorld world, string role = Roles.Admin) =>
        new(world.Database.Factory(world.Tenant, world.Admin), world.Me(role), new SecretSeal(new EphemeralDataProtectionProvider()), [], TimeProvider.System);
}
