using BatteryCrm.Data.Channels;
using BatteryCrm.Tests.Screens.LeadSources;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Touches;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Appeal.Touches;

/// <summary>The card and the history say by which marks a client came, and came again.</summary>
public sealed class TouchesTests : BunitContext, IAsyncLifetime
{
    private TestDatabase database = null!;
    private MarksWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await MarksWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        Services.AddSingleton(await Zones.OfAsync(database, world.Tenant)).AddSingleton(database.Factory(world.Tenant)).AddSingleton<TouchQueries>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Card_CountsFurtherTouches_AndShowsAllWhenAsked()
    {
        var source = await world.SourceAsync("Листовки");
        var appeal = await world.AppealAsync(LeadMarks.Of(code: "flyer"), touchSource: source);
        await world.AppealAsync(LeadMarks.Of("yandex", utmCampaign: "summer"), isFirst: false, appeal: appeal);
        await world.AppealAsync(LeadMarks.Of(itemId: "77", adId: "a1"), isFirst: false, appeal: appeal);
        var card = await CardAsync(appeal);
        Assert.Equal((3, 2), (card.Touches, card.FurtherTouches));

        var section = Render<TouchesSection>(p => p.Add(s => s.Card, card));
        Assert.Contains("Ещё 2 касания", section.Find("button").TextContent, StringComparison.Ordinal);
        await section.InvokeAsync(() => section.Find("button").Click());

        section.WaitForAssertion(() => Assert.Equal(3, section.FindAll("li").Count));
        Assert.Equal(["код flyer", "yandex / — / summer / — / —", "объявление a1 · товар 77"], section.FindAll("li a").Select(a => a.TextContent));
        Assert.Contains("Листовки", section.FindAll("li")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("первое касание", section.FindAll("li")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("источник не найден", section.FindAll("li")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_HasFurtherTouchesAmongTheDeeds_ForOneStatementMore()
    {
        var appeal = await world.AppealAsync(LeadMarks.Of(code: "flyer"));
        await world.AppealAsync(LeadMarks.Of(code: "sign"), isFirst: false, appeal: appeal);
        var card = await CardAsync(appeal);
        database.Sql.Clear();

        var history = await new HistoryQueries(database.Factory(world.Tenant)).ReadAsync(appeal, card.ClientId, default, hasTouches: true);

        Assert.Equal(["Новое касание: код sign → источник не найден"], history.Lines.Select(l => l.Touch is { } touch ? TouchText.Line(touch) : l.Deed!.Type));
        Assert.Equal(3, database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal)));
    }

    private async Task<AppealCard> CardAsync(Guid appeal) => (await new AppealQueries(database.Factory(world.Tenant)).CardAsync(appeal, default))!;
}
