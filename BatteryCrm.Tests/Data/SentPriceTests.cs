using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Data;

/// <summary>An answer with the appeal's price moves it to "Цена отправлена".</summary>
public sealed class SentPriceTests
{
    [Theory]
    [InlineData("Замена — 8 500 ₽, 40 минут", "8500")]
    [InlineData("8\u00a0500\u00a0₽", "8500")]
    [InlineData("12 500руб.", "12500")]
    [InlineData("от 900 до 1800 рублей", "1800")]
    [InlineData("4 500 ₽ копия, 8 900 ₽ оригинал", "4500,8900")]
    [InlineData("1 499,50 ₽", "1499.50")]
    [InlineData("на iPhone 13 к 18:30, 40 минут", "")]
    [InlineData("скидка 10 %", "")]
    [InlineData("Galaxy A52 900 ₽", "900")]
    [InlineData("iPhone 13\n500 ₽", "500")]
    [InlineData("５００ руб, ٥٠٠ руб", "")]
    public void Sums_OfAText_AreTheNumbersBeforeRoubles(string text, string sums) =>
        Assert.Equal(sums.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => decimal.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).Order(), SentPrice.Sums(text).Order());

    [Fact]
    public void Sums_OfNumbersWithoutEnd_FailNothing()
    {
        Assert.All(SentPrice.Sums(string.Join(' ', Enumerable.Range(100, 800)) + " руб"), s => Assert.True(s < 1_000_000_000));
        Assert.Empty(SentPrice.Sums(new string('9', 4000) + " ₽"));
    }

    [Fact]
    public async Task Send_OfferOfThePriceList_BecomesTheEstimateAndMovesTheStage()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var offer = await OfferAsync(world, 8500);

        await SendAsync(world, appeal, "Замена дисплея — 8\u00a0500\u00a0₽", offer);

        await using var db = world.Database.Db(world.Tenant);
        var row = await db.Appeals.SingleAsync();
        Assert.Equal((8500m, 40, "Замена дисплея", Stages.PriceSent), (row.EstimatedCost, row.EstimatedTime, row.MalfunctionType, row.Stage));
        Assert.Equal($$"""{"to": 8500, "from": null, "serviceId": "{{offer}}"}""", await db.OperatorActions.Where(a => a.ActionType == ActionTypes.PriceSet).Select(a => a.Details).SingleAsync());
        Assert.Equal(2, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.StageChanged));
    }

    [Fact]
    public async Task Send_SumThatWasChangedByHand_IsNotTheOffer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        await SendAsync(world, appeal, "Вам сделаем за 8 000 ₽", await OfferAsync(world, 8500));

        await using var db = world.Database.Db(world.Tenant);
        var row = await db.Appeals.SingleAsync();
        Assert.Equal((null, Stages.Gathering), (row.EstimatedCost, row.Stage));
    }

    [Fact]
    public async Task Send_TheEstimateThatStoodThere_MovesTheStageWithoutAnOffer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.Database.ExecuteAsync("update appeals set estimated_cost = 3500");

        await SendAsync(world, appeal, "Выйдет 3 500 руб.", offer: null);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(Stages.PriceSent, (await db.Appeals.SingleAsync()).Stage);
        Assert.Equal(0, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.PriceSet));
    }

    [Theory]
    [InlineData(Stages.Confirmed)]
    [InlineData(Stages.Completed)]
    public async Task Send_PriceInALaterStage_MovesNothingBack(string stage)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.Database.ExecuteAsync($"update appeals set stage = '{stage}'");

        await SendAsync(world, appeal, "8 500 ₽", await OfferAsync(world, 8500));

        await using var db = world.Database.Db(world.Tenant);
        var row = await db.Appeals.SingleAsync();
        Assert.Equal((stage, Stages.IsFinal(stage) ? null : 8500m), (row.Stage, row.EstimatedCost));
    }

    [Fact]
    public async Task Send_OfferThatIsNoLongerInThePriceList_IsNone()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var offer = await OfferAsync(world, 8500);
        await world.Database.ExecuteAsync("update services set is_active = false");

        await SendAsync(world, appeal, "8 500 ₽", offer);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Null((await db.Appeals.SingleAsync()).EstimatedCost);
    }

    [Fact]
    public async Task Send_WithTheClientsPart_LabourIsThePrice()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.Database.ExecuteAsync("update appeals set client_parts = true, parts_owner = 'client'");

        await SendAsync(world, appeal, "Работа 2 000 ₽", await OfferAsync(world, 8500, labour: 2000));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(2000m, (await db.Appeals.SingleAsync()).EstimatedCost);
    }

    [Fact]
    public async Task Send_AnotherTenantsOffer_IsNone()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        await SendAsync(world, appeal, "8 500 ₽", await OfferAsync(world, 8500, tenant: await world.Database.Given.TenantAsync()));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Null((await db.Appeals.SingleAsync()).EstimatedCost);
    }

    private static async Task SendAsync(OutboundWorld world, Guid appeal, string text, Guid? offer) =>
        Assert.Null((await world.As(world.Operator).SendAsync(new SendRequest(appeal, text, null, "k1", OfferId: offer), default)).Refusal);

    private static async Task<Guid> OfferAsync(OutboundWorld world, decimal price, decimal? labour = null, Guid? tenant = null)
    {
        var owner = tenant ?? world.Tenant;
        var repair = await world.Database.Given.AddAsync(new RepairType { TenantId = owner, Name = "Дисплей" }, r => r.Id);
        return await world.Database.Given.AddAsync(
            new Service
            {
                TenantId = owner, RepairTypeId = repair, MalfunctionCategory = "Дисплей", MalfunctionType = "Замена дисплея", PriceRub = price, LabourRub = labour, DurationMinutes = 40,
            },
            s => s.Id);
    }
}
