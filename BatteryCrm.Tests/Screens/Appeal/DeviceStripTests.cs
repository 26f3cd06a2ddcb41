using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>What the strip reads out of a conversation, shows, and lets the appeal take over.</summary>
public sealed class DeviceStripTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Words_DeviceAndRepairInDifferentMessages_TheNewestOfEachCounts()
    {
        var shop = await ShopAsync();

        var found = WordsOfClient.In([Message(1, text: "у меня айфон 14"), Message(2, text: "ой, айфон 13"), Message(3, text: "экран разбит"), Message(4, text: "когда открыты?")], shop.Recogniser);

        Assert.Equal(new WordsOfClient(shop.Apple, shop.Model13, shop.Display, DeviceFinding.Model, RepairFinding.Type), found);
    }

    [Fact]
    public async Task Words_OfUsNotesAndWithdrawn_AreNotTheClients()
    {
        var shop = await ShopAsync();

        var found = WordsOfClient.In(
            [Message(1, MessageTypes.Operator, text: "это айфон 13?", operatorId: Me), Message(2, MessageTypes.Note, text: "айфон 13"), Message(3, text: "айфон 13, экран") with { DeletedAt = Noon }], shop.Recogniser);

        Assert.Equal(WordsOfClient.None, found);
    }

    [Fact]
    public async Task Read_NothingInTheAppealYet_OffersThePriceOfWhatTheWordsNameAndWhatToKeep()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);

        var view = await ReadAsync(shop, appeal, shop.Named);

        Assert.Equal(("Apple", "iPhone 13", "Дисплей"), (view.Brand, view.Model, view.Repair));
        Assert.Equal([("Замена дисплея", 8500m, 40)], view.Offers.Select(o => (o.Name, o.PriceRub!.Value, o.Minutes)));
        Assert.Equal(new FoundDevice(shop.Apple, shop.Model13, shop.Display), view.ToKeep);
    }

    [Fact]
    public async Task Read_AnOperatorWroteAnotherModel_ThatOneCounts()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set brand_id = '{shop.Apple}', model_id = '{shop.Model14}', repair_type_id = '{shop.Display}' where id = '{appeal}'");

        var view = await ReadAsync(shop, appeal, shop.Named);

        Assert.Equal(("iPhone 14", null), (view.Model, view.ToKeep));
        Assert.Empty(view.Offers);
    }

    [Fact]
    public async Task Read_AnOperatorWroteAnotherMaker_ItsModelIsNotTheWords()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set brand_id = '{shop.Samsung}' where id = '{appeal}'");

        var view = await ReadAsync(shop, appeal, shop.Named);

        Assert.Equal(("Samsung", null, new FoundDevice(null, null, shop.Display)), (view.Brand, view.Model, view.ToKeep));
    }

    [Theory]
    [InlineData("purchase")]
    [InlineData("sale")]
    public async Task Read_ClientBuysOrSells_NoRepairAndNoPrice(string type)
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set type = '{type}' where id = '{appeal}'");

        var view = await ReadAsync(shop, appeal, shop.Named);

        Assert.Equal(("iPhone 13", null, new FoundDevice(shop.Apple, shop.Model13, null)), (view.Model, view.Repair, view.ToKeep));
        Assert.Empty(view.Offers);
    }

    [Fact]
    public async Task Read_Spam_IsNothing()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set type = 'spam' where id = '{appeal}'");

        Assert.Null(await TryReadAsync(shop, appeal, shop.Named));
    }

    [Fact]
    public async Task Keep_EmptyAppealOfKnownType_FillsItWithTheLegacyColumnsAndAllIsKnown()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set type = 'repair' where id = '{appeal}'");

        Assert.Equal(["brand_id", "model_id", "repair_type_id"], await Actions(shop).KeepAsync(appeal, new FoundDevice(shop.Apple, shop.Model13, shop.Display), default));

        await using var db = database.Db(shop.Tenant);
        var row = await db.Appeals.SingleAsync(a => a.Id == appeal);
        Assert.Equal((shop.Apple, shop.Model13, shop.Phone, shop.Display), (row.BrandId, row.ModelId, row.DeviceTypeId, row.RepairTypeId));
        Assert.Equal(("Apple", "iPhone 13", "Дисплей", Stages.Gathered), (row.PhoneBrand, row.PhoneModel, row.MalfunctionCategory, row.Stage));
        Assert.Equal([ActionTypes.AppealUpdated, ActionTypes.StageChanged], await db.OperatorActions.Where(a => a.ContextAppealId == appeal).Select(a => a.ActionType).Order().ToListAsync());
        Assert.Equal(1, await db.LiveEvents.CountAsync(e => e.AppealId == appeal));
    }

    [Fact]
    public async Task Keep_WhatAColleagueWroteMeanwhile_Stays()
    {
        var shop = await ShopAsync();
        var appeal = await database.Given.AppealAsync(shop.Tenant);
        await database.ExecuteAsync($"update appeals set brand_id = '{shop.Apple}', model_id = '{shop.Model14}' where id = '{appeal}'");

        Assert.Equal(["repair_type_id"], await Actions(shop).KeepAsync(appeal, new FoundDevice(shop.Apple, shop.Model13, shop.Display), default));

        await using var db = database.Db(shop.Tenant);
        var row = await db.Appeals.SingleAsync(a => a.Id == appeal);
        Assert.Equal((shop.Model14, Stages.FirstContact), (row.ModelId, row.Stage));
    }

    [Fact]
    public async Task Keep_OfAnotherTenant_ChangesNothing()
    {
        var (shop, other) = (await ShopAsync(), await ShopAsync());
        var appeal = await database.Given.AppealAsync(shop.Tenant);

        Assert.Empty(await Actions(other).KeepAsync(appeal, new FoundDevice(other.Apple, other.Model13, other.Display), default));
        Assert.Empty(await Actions(shop).KeepAsync(appeal, new FoundDevice(other.Apple, other.Model13, other.Display), default));
    }

    [Theory]
    [InlineData(40, "40\u00a0мин")]
    [InlineData(60, "1\u00a0ч")]
    [InlineData(80, "1\u00a0ч\u00a020\u00a0мин")]
    public void Offer_InTheClientsWords_NamesWorkModelSumAndTime(int minutes, string time) =>
        Assert.Equal($"Замена дисплея на iPhone 13 — 8\u00a0500\u00a0₽, около {time}.", OfferText.Of(new ServiceOffer(Numbered(1), "Замена дисплея", 8500, minutes, OfferScope.Model), "iPhone 13", 8500));

    [Theory]
    [InlineData("Замена дисплея (копия)", "Замена дисплея (оригинал)", "копия", "оригинал")]
    [InlineData("Замена дисплея", "Замена дисплея (оригинал)", "Замена дисплея", "оригинал")]
    [InlineData("Чистка", "Пайка платы", "Чистка", "Пайка платы")]
    public void Offers_BesideEachOther_AreToldApartByWhatDiffers(string first, string second, string shownFirst, string shownSecond)
    {
        ServiceOffer[] offers = [new(Numbered(1), first, 1, 1, OfferScope.Model), new(Numbered(2), second, 2, 1, OfferScope.Model)];

        Assert.Equal([shownFirst, shownSecond], offers.Select(o => OfferText.Apart(o, offers)));
    }

    private async Task<DeviceStripView> ReadAsync(World shop, Guid appeal, WordsOfClient words) =>
        await TryReadAsync(shop, appeal, words) ?? throw new InvalidOperationException("Nothing to show.");

    private async Task<DeviceStripView?> TryReadAsync(World shop, Guid appeal, WordsOfClient words)
    {
        await using var db = database.Db(shop.Tenant);
        var card = await new AppealQueries(database.Factory(shop.Tenant)).CardAsync(appeal, default);
        return await new StripQueries(database.Factory(shop.Tenant)).ReadAsync(card!.Facts, words, await CardCatalogue.ReadAsync(db, default), default);
    }

    private DeviceActions Actions(World shop)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(shop.Operator, shop.Tenant, "Ирина", Roles.Operator));
        return new DeviceActions(database.Factory(shop.Tenant), current, TimeProvider.System);
    }

    private async Task<World> ShopAsync()
    {
        var given = database.Given;
        var tenant = await given.TenantAsync();
        var phone = await given.AddAsync(new DeviceType { TenantId = tenant, Name = "Телефон" }, d => d.Id);
        var apple = await given.AddAsync(new Brand { TenantId = tenant, Name = "Apple", NormalizedName = "apple", Aliases = ["айфон", "iphone"] }, b => b.Id);
        var samsung = await given.AddAsync(new Brand { TenantId = tenant, Name = "Samsung", NormalizedName = "samsung" }, b => b.Id);
        var model13 = await given.AddAsync(new Model { TenantId = tenant, BrandId = apple, DeviceTypeId = phone, Name = "iPhone 13", Aliases = ["айфон 13"] }, m => m.Id);
        var model14 = await given.AddAsync(new Model { TenantId = tenant, BrandId = apple, DeviceTypeId = phone, Name = "iPhone 14", Aliases = ["айфон 14"] }, m => m.Id);
        var display = await given.AddAsync(new RepairType { TenantId = tenant, Name = "Дисплей" }, r => r.Id);
        await given.AddAsync(
            new Service { TenantId = tenant, BrandId = apple, ModelId = model13, RepairTypeId = display, MalfunctionCategory = "Дисплей", MalfunctionType = "Замена дисплея", PriceRub = 8500, DurationMinutes = 40 }, s => s.Id);
        await using var db = database.Db(tenant);
        var recogniser = new Recogniser(await RecognitionCatalogue.ReadAsync(db, tenant, default));
        return new World(tenant, await given.OperatorAsync(tenant), phone, apple, samsung, model13, model14, display, recogniser);
    }

    private sealed record World(Guid Tenant, Guid Operator, Guid Phone, Guid Apple, Guid Samsung, Guid Model13, Guid Model14, Guid Display, Recogniser Recogniser)
    {
        public WordsOfClient Named => new(Apple, Model13, Display, DeviceFinding.Model, RepairFinding.Type);
    }
}
