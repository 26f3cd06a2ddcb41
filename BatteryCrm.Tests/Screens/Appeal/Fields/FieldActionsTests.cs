using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal.Fields;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Fields;

/// <summary>What writing one field of the card does, and when it does nothing.</summary>
public sealed class FieldActionsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Set_Device_BringsItsMakerItsKindAndTheLegacyColumns()
    {
        var world = await FieldWorld.MakeAsync(database);

        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Device, $"{world.Apple}/{world.IPhone13}")).Outcome);

        var appeal = await world.ReadAsync();
        Assert.Equal((world.Apple, world.IPhone13, world.Phones), (appeal.BrandId, appeal.ModelId, appeal.DeviceTypeId));
        Assert.Equal(("Apple", "iPhone 13"), (appeal.PhoneBrand, appeal.PhoneModel));
        Assert.Equal([(ActionTypes.AppealUpdated, """{"fields": ["brand_id", "model_id", "device_type_id"]}""")], await world.LogAsync());
    }

    [Fact]
    public async Task Set_MakerAlone_TakesTheOtherMakersModelAway()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Device, $"{world.Apple}/{world.IPhone13}");

        await world.SetAsync(CardField.Device, $"{world.Samsung}/", before: $"{world.Apple}/{world.IPhone13}");

        var appeal = await world.ReadAsync();
        Assert.Equal((world.Samsung, null, "Samsung", null), (appeal.BrandId, appeal.ModelId, appeal.PhoneBrand, appeal.PhoneModel));
    }

    [Fact]
    public async Task Set_ModelOfAnotherMaker_IsNoValue()
    {
        var world = await FieldWorld.MakeAsync(database);

        Assert.Equal(FieldOutcome.NotAValue, (await world.SetAsync(CardField.Device, $"{world.Apple}/{world.Galaxy}")).Outcome);

        Assert.Null((await world.ReadAsync()).BrandId);
    }

    [Fact]
    public async Task Set_AnotherKindOfDevice_TakesTheModelAway()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Device, $"{world.Apple}/{world.IPhone13}");

        await world.SetAsync(CardField.DeviceType, world.Tablets.ToString(), before: world.Phones.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((world.Tablets, world.Apple, null), (appeal.DeviceTypeId, appeal.BrandId, appeal.ModelId));
        Assert.Equal("""{"fields": ["model_id", "device_type_id"]}""", (await world.LogAsync())[^1].Details);
    }

    [Fact]
    public async Task Set_DealType_SetsTheTypeAndBackAgain()
    {
        var world = await FieldWorld.MakeAsync(database);
        var repair = await world.DealAsync("repair");

        await world.SetAsync(CardField.DealType, repair.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((repair, "repair", true, 1m), (appeal.DealTypeId, appeal.Type, appeal.TypeIdentified, appeal.TypeConfidence));
        await world.SetAsync(CardField.DealType, null, before: repair.ToString());
        Assert.Equal((null, false), ((await world.ReadAsync()).Type, (await world.ReadAsync()).TypeIdentified));
    }

    [Fact]
    public async Task Set_Issue_BringsItsGroupAndAnotherGroupTakesItAway()
    {
        var world = await FieldWorld.MakeAsync(database);

        await world.SetAsync(CardField.Issue, world.Cracked.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((world.Screen, world.Cracked, "Трещина"), (appeal.IssueTypeId, appeal.IssueId, appeal.MalfunctionType));
        await world.SetAsync(CardField.IssueType, world.Charging.ToString(), before: world.Screen.ToString());
        appeal = await world.ReadAsync();
        Assert.Equal((world.Charging, null, null), (appeal.IssueTypeId, appeal.IssueId, appeal.MalfunctionType));
    }

    [Fact]
    public async Task Set_Source_BringsItsSalesChannel()
    {
        var world = await FieldWorld.MakeAsync(database);

        await world.SetAsync(CardField.Source, world.SiteSource.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((world.SiteSource, world.Site), (appeal.LeadSourceId, appeal.SalesChannelId));
    }

    [Fact]
    public async Task Set_SourceTakenAway_CountsForTheSalesChannelOfWhereItCameIn()
    {
        var world = await FieldWorld.MakeAsync(database);
        var shopWindow = await database.Given.AddAsync(new SalesChannel { TenantId = world.Tenant, Name = "Вывеска" }, s => s.Id);
        var channel = await database.Given.AddAsync(new Channel { TenantId = world.Tenant, Platform = Platforms.Phone, Name = "Телефон", SalesChannelId = shopWindow }, c => c.Id);
        await database.ExecuteAsync($"update appeals set ad_channel_id = '{channel}' where id = '{world.Appeal}'");
        await world.SetAsync(CardField.Source, world.SiteSource.ToString());

        await world.SetAsync(CardField.Source, null, before: world.SiteSource.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((null, shopWindow), (appeal.LeadSourceId, appeal.SalesChannelId));
    }

    [Fact]
    public async Task Set_PartsOwner_IsMirrored()
    {
        var world = await FieldWorld.MakeAsync(database);

        await world.SetAsync(CardField.PartsOwner, "client");

        Assert.Equal(("client", true), ((await world.ReadAsync()).PartsOwner, (await world.ReadAsync()).ClientParts));
    }

    [Fact]
    public async Task Set_WrittenMeanwhile_ChangesNothingAndSaysWhatStandsThere()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Cost, "8500");

        var result = await world.SetAsync(CardField.Cost, "9000", before: null);

        Assert.Equal(new FieldResult(FieldOutcome.WrittenMeanwhile, "8500"), result);
        Assert.Equal(8500, (await world.ReadAsync()).EstimatedCost);
        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Cost, "9000", before: "8500")).Outcome);
        Assert.Equal(9000, (await world.ReadAsync()).EstimatedCost);
    }

    // Ten hands at once: one wins, nine are told, nothing is written over.
    [Fact]
    public async Task Set_ManyAtOnceFromTheSameLook_OneIsKept()
    {
        var world = await FieldWorld.MakeAsync(database);

        var results = await Task.WhenAll(Enumerable.Range(1, 10).Select(i => world.SetAsync(CardField.Cost, $"{i}000")));

        var kept = Assert.Single(results, r => r.Outcome == FieldOutcome.Kept);
        Assert.NotNull(kept);
        var now = (await world.ReadAsync()).EstimatedCost!.Value.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.All(results.Where(r => r.Outcome != FieldOutcome.Kept), r => Assert.Equal(new FieldResult(FieldOutcome.WrittenMeanwhile, now), r));
        Assert.Single(await world.LogAsync());
    }

    [Fact]
    public async Task Set_AnotherFieldOrAMessageMeanwhile_IsNoConflict()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Cost, "8500");
        await database.Given.MessageAsync(world.Tenant, world.Appeal);

        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Time, "40")).Outcome);
    }

    [Fact]
    public async Task Set_WhatStandsThereAlready_IsKeptAndNotLoggedAgain()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Cost, "8500");

        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Cost, "8500", before: "7000")).Outcome);

        Assert.Single(await world.LogAsync());
    }

    [Theory]
    [InlineData(CardField.Cost, "-1")]
    [InlineData(CardField.Cost, "10000000")]
    [InlineData(CardField.Cost, "дорого")]
    [InlineData(CardField.Time, "144001")]
    [InlineData(CardField.PartsOwner, "nobody")]
    [InlineData(CardField.RepairType, "Дисплей")]
    [InlineData(CardField.RepairType, "0197a5e0-0000-7000-8000-000000000000")]
    [InlineData(CardField.Device, "Apple")]
    public async Task Set_NoValueOfTheField_IsRefused(CardField field, string value)
    {
        var world = await FieldWorld.MakeAsync(database);

        Assert.Equal(FieldOutcome.NotAValue, (await world.SetAsync(field, value)).Outcome);

        Assert.Empty(await world.LogAsync());
    }

    [Fact]
    public async Task Set_ArchivedOrAnotherTenantsRow_IsRefused()
    {
        var world = await FieldWorld.MakeAsync(database);
        var other = await FieldWorld.MakeAsync(database);
        var archived = await database.Given.AddAsync(new RepairType { TenantId = world.Tenant, Name = "Пейджер", IsActive = false }, r => r.Id);

        Assert.Equal(FieldOutcome.NotAValue, (await world.SetAsync(CardField.RepairType, archived.ToString())).Outcome);
        Assert.Equal(FieldOutcome.NotAValue, (await world.SetAsync(CardField.RepairType, other.Display.ToString())).Outcome);
        Assert.Equal(FieldOutcome.NotAValue, (await world.SetAsync(CardField.Device, $"{other.Apple}/")).Outcome);
        Assert.Equal(FieldOutcome.Missing, (await world.Actions.SetAsync(other.Appeal, CardField.Cost, null, "1", default)).Outcome);
    }

    [Fact]
    public async Task Set_Price_IsLoggedAsAPriceWithBothSums()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.Cost, "8500");

        await world.SetAsync(CardField.Cost, "9000.5", before: "8500");

        Assert.Equal([(ActionTypes.PriceSet, """{"to": 8500, "from": null, "serviceId": null}"""), (ActionTypes.PriceSet, """{"to": 9000.5, "from": 8500, "serviceId": null}""")], await world.LogAsync());
    }

    // What the client told is nobody's business in a log.
    [Fact]
    public async Task Set_Description_IsLoggedWithoutItsWords()
    {
        var world = await FieldWorld.MakeAsync(database);

        await world.SetAsync(CardField.Problem, "Анна уронила в воду");

        Assert.Equal("Анна уронила в воду", (await world.ReadAsync()).ProblemDescription);
        Assert.Equal([(ActionTypes.AppealUpdated, """{"fields": ["problem_description"]}""")], await world.LogAsync());
    }

    [Fact]
    public async Task Set_TheLastOfTypeDeviceAndRepair_MovesToAllIsKnown()
    {
        var world = await FieldWorld.MakeAsync(database);
        await world.SetAsync(CardField.DealType, (await world.DealAsync("repair")).ToString());
        await world.SetAsync(CardField.Device, $"{world.Apple}/{world.IPhone13}");
        Assert.Equal(Stages.FirstContact, (await world.ReadAsync()).Stage);

        await world.SetAsync(CardField.RepairType, world.Display.ToString());

        var appeal = await world.ReadAsync();
        Assert.Equal((Stages.Gathered, Stages.Gathered, "Дисплей"), (appeal.Stage, appeal.AppealStatus, appeal.MalfunctionCategory));
    }

    // Who moved it back had a reason; a corrected description is none to undo that.
    [Fact]
    public async Task Set_WhenAllWasKnownBefore_LeavesTheStageWhereItWasPut()
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.ExecuteAsync($"update appeals set stage = 'Сбор информации', type = 'repair', brand_id = '{world.Apple}', model_id = '{world.IPhone13}', repair_type_id = '{world.Display}' where id = '{world.Appeal}'");

        await world.SetAsync(CardField.Problem, "не включается");

        Assert.Equal(Stages.Gathering, (await world.ReadAsync()).Stage);
    }

    [Fact]
    public async Task Set_InALaterStage_MovesNothingBack()
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.ExecuteAsync($"update appeals set stage = 'Цена отправлена', type = 'repair', brand_id = '{world.Apple}', model_id = '{world.IPhone13}' where id = '{world.Appeal}'");

        await world.SetAsync(CardField.RepairType, world.Display.ToString());

        Assert.Equal(Stages.PriceSent, (await world.ReadAsync()).Stage);
    }

    [Fact]
    public async Task Set_Always_IsToldToTheConsoles()
    {
        var world = await FieldWorld.MakeAsync(database);

        await world.SetAsync(CardField.Time, "40");

        await using var db = database.OwnerDb();
        Assert.Equal(LiveKinds.AppealChanged, Assert.Single(await db.LiveEvents.IgnoreQueryFilters().Where(e => e.AppealId == world.Appeal).ToListAsync()).Kind);
    }
}
