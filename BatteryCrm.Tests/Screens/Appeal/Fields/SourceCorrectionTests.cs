using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Fields;

namespace BatteryCrm.Tests.Screens.Appeal.Fields;

/// <summary>An operator knows better than the marks.</summary>
public sealed class SourceCorrectionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Source_FoundByMarks_IsCorrectedWithAReasonOnly_AndTheTouchStays()
    {
        var world = await FieldWorld.MakeAsync(database);
        var sign = await SourceAsync(world, "Вывеска");
        await TouchAsync(world, world.SiteSource);
        await database.ExecuteAsync($"update appeals set lead_source_id = '{world.SiteSource}', sales_channel_id = '{world.Site}' where id = '{world.Appeal}'");
        var (before, after) = (world.SiteSource.ToString(), sign.ToString());

        Assert.Equal(FieldOutcome.ReasonNeeded, (await world.SetAsync(CardField.Source, after, before)).Outcome);
        Assert.Equal(FieldOutcome.ReasonNeeded, (await world.SetAsync(CardField.Source, after, before, "  ")).Outcome);
        Assert.Equal(world.SiteSource, (await world.ReadAsync()).LeadSourceId);
        Assert.Empty(await world.LogAsync());

        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Source, after, before, " Увидел вывеску " + new string('!', 500))).Outcome);

        var appeal = await world.ReadAsync();
        Assert.Equal(sign, appeal.LeadSourceId);
        Assert.NotNull(appeal.LeadSourceCorrectedAt);
        Assert.Equal(world.SiteSource, await database.ScalarAsync<Guid>($"select lead_source_id from lead_touches where appeal_id = '{world.Appeal}'"));
        var (type, details) = Assert.Single(await world.LogAsync());
        var deed = new Deed(world.Appeal, type, details, TimeProvider.System.GetUtcNow(), "Ирина");
        Assert.Equal(ActionTypes.AppealUpdated, type);
        Assert.Equal("Источник: Яндекс Директ → Вывеска", DeedText.Of(deed, await Zones.OfAsync(database, world.Tenant)));
        Assert.StartsWith("Увидел вывеску !!!", DeedText.CommentOf(deed), StringComparison.Ordinal);
        Assert.Equal(FieldActions.LongestReason, DeedText.CommentOf(deed)!.Length);
    }

    [Fact]
    public async Task Source_ThatNoMarksFound_NeedsNoReason()
    {
        var world = await FieldWorld.MakeAsync(database);
        await TouchAsync(world, null);

        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Source, world.SiteSource.ToString())).Outcome);
        Assert.Equal(FieldOutcome.Kept, (await world.SetAsync(CardField.Source, null, world.SiteSource.ToString())).Outcome);
        Assert.NotNull((await world.ReadAsync()).LeadSourceCorrectedAt);
    }

    private Task<Guid> SourceAsync(FieldWorld world, string name) => database.Given.AddAsync(new LeadSource { TenantId = world.Tenant, SalesChannelId = world.Site, Name = name }, s => s.Id);

    private async Task TouchAsync(FieldWorld world, Guid? source)
    {
        var channel = await database.Given.ChannelAsync(world.Tenant);
        var message = await database.Given.MessageAsync(world.Tenant, world.Appeal, channelId: channel);
        await database.Given.AddAsync(new LeadTouch { TenantId = world.Tenant, AppealId = world.Appeal, MessageId = message, ChannelId = channel, Code = "x", MarksKey = "code-x", LeadSourceId = source, IsFirst = true }, t => t.Id);
    }
}
