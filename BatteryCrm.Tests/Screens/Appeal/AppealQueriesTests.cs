using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class AppealQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task MessagesAsync_PageByPage_ShowsEveryMessageOnceOldestFirst()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        // Two of each instant: only the id tells them apart.
        for (var i = 0; i < 12; i++) await database.Given.MessageAsync(tenant, appeal, $"{i:00}", createdAt: Messages.Noon.AddMinutes(i / 2));
        var queries = new AppealQueries(database.Factory(tenant));

        var read = new List<string>();
        MessagePage page;
        MessageKey? before = null;
        do
        {
            page = await queries.MessagesAsync(appeal, before, 5, default);
            read.InsertRange(0, page.Messages.Select(m => m.Text));
            before = MessageKey.Of(page.Messages[0]);
        }
        while (page.HasOlder);

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i:00}"), read);
    }

    [Fact]
    public async Task MessagesAsync_TextEditedWithoutEnd_HasItsTwentyNewestEarlierTexts()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        var message = await database.Given.MessageAsync(tenant, appeal, "последний");
        for (var i = 0; i < 25; i++)
            await database.Given.AddAsync(new MessageEdit { TenantId = tenant, MessageId = message, PreviousText = $"{i:00}", EditedAt = Messages.Noon.AddSeconds(i) }, e => e.Id);

        var page = await new AppealQueries(database.Factory(tenant)).MessagesAsync(appeal, null, 5, default);

        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"{i:00}"), Assert.Single(page.Messages).EarlierTexts);
    }

    [Fact]
    public async Task CardAsync_OfAnAppeal_HasClientChannelHolderAndPlatforms()
    {
        var tenant = await database.Given.TenantAsync();
        var holder = await database.Given.OperatorAsync(tenant, name: "Ирина Соколова");
        var channel = await database.Given.ChannelAsync(tenant, name: "Бот РемТочки");
        var client = await database.Given.ClientAsync(tenant, "Анна", "+79270001122");
        foreach (var platform in new[] { Platforms.Vk, Platforms.Telegram })
            await database.Given.AddAsync(new ClientIdentity { TenantId = tenant, ClientId = client, Platform = platform, ExternalId = "7" + platform }, i => i.Id);
        var appeal = await database.Given.AppealAsync(tenant, client, channel, holder);

        var card = await new AppealQueries(database.Factory(tenant)).CardAsync(appeal, default);

        Assert.Equal(("Анна", "+79270001122", "Бот РемТочки", "Ирина Соколова"), (card!.ClientName, card.Phone, card.Channel, card.HolderName));
        Assert.Equal([Platforms.Telegram, Platforms.Vk], card.Platforms);
        Assert.Null(card.Facts.Device);
    }

    [Fact]
    public async Task CardAndMessages_OfAnotherTenant_AreNotThere()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        await database.Given.MessageAsync(tenant, appeal);
        var stranger = new AppealQueries(database.Factory(await database.Given.TenantAsync()));

        Assert.Null(await stranger.CardAsync(appeal, default));
        Assert.Empty((await stranger.MessagesAsync(appeal, null, 10, default)).Messages);
    }

    [Theory]
    [InlineData("Apple", "iPhone 13", "Apple iPhone 13")]
    [InlineData("realme", "realme C55", "realme C55")]
    [InlineData("Honor", null, "Honor")]
    [InlineData(null, null, null)]
    public void Device_OfBrandAndModel_NamesTheBrandOnce(string? brand, string? model, string? device) =>
        Assert.Equal(device, DeviceText.Of(brand, model));
}
