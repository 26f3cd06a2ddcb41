using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog;

/// <summary>Each catalogue is made, changed, archived and taken back by the same rules.</summary>
public sealed class CatalogueActionsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CatalogueWorld world = null!;

    public static TheoryData<string> Slugs => [.. CatalogueWorld.Editable];

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Slugs))]
    public async Task Row_IsMadeChangedArchivedRestored_AndItsLastChangeTakenBack(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var made = await world.AddAsync(kind, "  Первая   строка ");
        Assert.Equal("Первая строка", made.Name);
        Assert.Equal(made.Values, (await world.ReadAsync(kind, made.Id)).Values);

        var changed = await world.Actions.SaveAsync(kind, made, new Dictionary<string, string?>(made.Values, StringComparer.Ordinal) { [kind.Name.Column] = "Вторая" }, default);
        Assert.Equal((CatalogueOutcome.Done, "Вторая"), (changed.Outcome, changed.Row!.Name));
        var history = await world.Queries.HistoryAsync(kind, made.Id, default);
        Assert.Equal(2, history.Count);
        Assert.All(history, h => Assert.Equal("Олег", h.Who));

        Assert.Equal("Первая строка", (await world.Actions.UndoAsync(kind, made.Id, history[0].Id, default)).Row!.Name);
        Assert.Equal(CatalogueOutcome.Changed, (await world.Actions.UndoAsync(kind, made.Id, history[0].Id, default)).Outcome);

        Assert.False((await world.Actions.SetActiveAsync(kind, made.Id, isActive: false, default)).Row!.IsActive);
        Assert.True((await world.Actions.SetActiveAsync(kind, made.Id, isActive: true, default)).Row!.IsActive);
        var last = await world.Queries.HistoryAsync(kind, made.Id, default);
        Assert.False((await world.Actions.UndoAsync(kind, made.Id, last[0].Id, default)).Row!.IsActive);
    }

    [Theory, MemberData(nameof(Slugs))]
    public async Task TwoAdmins_WithOneRow_TheSecondOverwritesNothing(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var opened = await world.AddAsync(kind, "Строка");
        var theirs = await world.Actions.SaveAsync(kind, opened, new Dictionary<string, string?>(opened.Values, StringComparer.Ordinal) { [kind.Name.Column] = "Их" }, default);

        var mine = await world.Actions.SaveAsync(kind, opened, new Dictionary<string, string?>(opened.Values, StringComparer.Ordinal) { [kind.Name.Column] = "Моя" }, default);

        Assert.Equal((CatalogueOutcome.Conflict, "Их"), (mine.Outcome, mine.Row!.Name));
        Assert.Equal("Их", (await world.ReadAsync(kind, opened.Id)).Name);
        Assert.True((await world.Actions.SaveAsync(kind, mine.Row, new Dictionary<string, string?>(opened.Values, StringComparer.Ordinal) { [kind.Name.Column] = "Моя" }, default)).IsDone);
        Assert.True(theirs.IsDone);
    }

    [Theory, MemberData(nameof(Slugs))]
    public async Task Name_ThatIsEmptyTooLongOrAnothers_IsRefused(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var parent = await world.ParentAsync(kind);
        var first = await world.AddAsync(kind, "Строка", parent);

        Assert.Equal(new CatalogueProblem(kind.Name.Column, ProblemKind.Empty), await ProblemAsync(kind, "  ", parent));
        Assert.Equal(ProblemKind.TooLong, (await ProblemAsync(kind, new string('ж', kind.Name.Longest + 1), parent))!.Kind);
        if (!kind.IsNameUnique) return;
        Assert.Equal(new CatalogueProblem(kind.Name.Column, ProblemKind.Taken, "Строка"), await ProblemAsync(kind, " строка ", parent));
        await world.Actions.SetActiveAsync(kind, first.Id, isActive: false, default);
        Assert.Equal(ProblemKind.TakenArchived, (await ProblemAsync(kind, "СТРОКА", parent))!.Kind);
        if (kind.Parent is not null) Assert.Null(await ProblemAsync(kind, "Строка", await world.ParentAsync(kind)));
    }

    [Theory, MemberData(nameof(Slugs))]
    public async Task WhoIsNoAdminOrOfAnotherTenant_ChangesNothing(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var row = await world.AddAsync(kind, "Строка");
        var wanted = new Dictionary<string, string?>(row.Values, StringComparer.Ordinal) { [kind.Name.Column] = "Чужая" };
        var change = (await world.Queries.HistoryAsync(kind, row.Id, default))[0].Id;
        foreach (var role in (string[])[Roles.Operator, Roles.Manager])
        {
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.ActionsOf(role).SaveAsync(kind, row, wanted, default)).Outcome);
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.ActionsOf(role).SetActiveAsync(kind, row.Id, isActive: false, default)).Outcome);
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.ActionsOf(role).UndoAsync(kind, row.Id, change, default)).Outcome);
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.MergingOf(role).MergeAsync(kind, row.Id, row.Id, default)).Outcome);
        }

        var other = await CatalogueWorld.MakeAsync(database);
        Assert.Null(await other.Queries.OneAsync(kind, row.Id, default));
        Assert.Equal(CatalogueOutcome.Gone, (await other.Actions.SaveAsync(kind, row, await other.WantedAsync(kind, "Чужая"), default)).Outcome);
        Assert.Equal(CatalogueOutcome.Gone, (await other.Actions.SetActiveAsync(kind, row.Id, isActive: false, default)).Outcome);
        Assert.Equal(CatalogueOutcome.Gone, (await other.Actions.UndoAsync(kind, row.Id, change, default)).Outcome);
        Assert.Equal(CatalogueOutcome.Gone, (await other.Merging.MergeAsync(kind, (await other.AddAsync(kind, "Своя")).Id, row.Id, default)).Outcome);
        Assert.Empty(await other.Queries.HistoryAsync(kind, row.Id, default));
        Assert.Equal(("Строка", true), ((await world.ReadAsync(kind, row.Id)).Name, (await world.ReadAsync(kind, row.Id)).IsActive));
    }

    [Fact]
    public async Task Values_ThatCannotBe_AreNamedByTheirField()
    {
        var masters = CatalogueKinds.Find("masters")!;
        Assert.Equal(new CatalogueProblem("working_hours_end", ProblemKind.Order), await ProblemAsync(masters, "Игорь", ("working_hours_start", "20:00"), ("working_hours_end", "9:00")));
        Assert.Equal(ProblemKind.Wrong, (await ProblemAsync(masters, "Игорь", ("working_hours_start", "25:00")))!.Kind);

        var services = CatalogueKinds.Find("services")!;
        Assert.Equal(new CatalogueProblem("price_rub", ProblemKind.Negative), await ProblemAsync(services, "Замена", ("price_rub", "-1")));
        Assert.Equal(ProblemKind.Wrong, (await ProblemAsync(services, "Замена", ("price_rub", "дорого")))!.Kind);
        Assert.Equal(ProblemKind.Missing, (await ProblemAsync(services, "Замена", ("brand_id", Ids.New().ToString())))!.Kind);
        Assert.Equal(ProblemKind.Wrong, (await ProblemAsync(services, "Замена", ("brand_id", "'; drop table brands; --")))!.Kind);
        Assert.Equal("4900.5", (await world.AddAsync(services, "Замена", ("price_rub", "4 900,50 ₽")))["price_rub"]);

        var replies = CatalogueKinds.Find("saved-replies")!;
        Assert.Equal("адрес", (await world.AddAsync(replies, "Адрес", ("shortcut", "/Адрес")))["shortcut"]);
        Assert.Equal(new CatalogueProblem("shortcut", ProblemKind.Taken, "Адрес"), await ProblemAsync(replies, "Другой", ("shortcut", "адрес")));
        Assert.Equal(ProblemKind.Wrong, (await ProblemAsync(replies, "Другой", ("shortcut", "а б")))!.Kind);
    }

    [Fact]
    public async Task Brand_KeepsItsNameAsSearchesCompareIt_AndItsSpellings()
    {
        var brands = CatalogueKinds.Find("brands")!;
        var brand = await world.AddAsync(brands, "АррLe", ("aliases", "эппл\n\n айфон ;Эппл"));
        Assert.Equal("эппл\nайфон", brand["aliases"]);
        Assert.Equal("apple", await database.ScalarAsync<string>($"select normalized_name from brands where id = '{brand.Id}'"));
        Assert.Equal("[\"эппл\", \"айфон\"]", await database.ScalarAsync<string>($"select aliases::text from brands where id = '{brand.Id}'"));
        Assert.Equal([("айфон", "АррLe")], await world.Queries.NamesakesAsync(brands, null, ["айфон", "самсунг"], default));
        Assert.Empty(await world.Queries.NamesakesAsync(brands, brand.Id, ["айфон"], default));
    }

    [Fact]
    public async Task Use_OfASavedReply_IsNoConflict()
    {
        var replies = CatalogueKinds.Find("saved-replies")!;
        var opened = await world.AddAsync(replies, "Адрес");
        await database.ExecuteAsync($"update saved_replies set used_count = used_count + 1 where id = '{opened.Id}'");
        Assert.True((await world.Actions.SaveAsync(replies, opened, new Dictionary<string, string?>(opened.Values, StringComparer.Ordinal) { ["title"] = "Где мы" }, default)).IsDone);
    }

    [Fact]
    public async Task PersonalReplies_AreNotHere_AndDealTypesAreLookedAtOnly()
    {
        var replies = CatalogueKinds.Find("saved-replies")!;
        var row = await world.AddAsync(replies, "Адрес");
        await database.ExecuteAsync($"update saved_replies set operator_id = created_by where id = '{row.Id}'");
        Assert.Null(await world.Queries.OneAsync(replies, row.Id, default));
        Assert.Equal(CatalogueOutcome.Gone, (await world.Actions.SetActiveAsync(replies, row.Id, isActive: false, default)).Outcome);

        var deals = CatalogueKinds.Find("deal-types")!;
        var list = await world.Queries.ListAsync(deals, new CatalogueView(string.Empty, ByUse: true, WithArchived: false, null), null, default);
        Assert.Equal(CatalogueOutcome.NotAllowed, (await world.Actions.SetActiveAsync(deals, list.Items[0].Id, isActive: false, default)).Outcome);
    }

    private async Task<CatalogueProblem?> ProblemAsync(CatalogueKind kind, string name, params (string, string?)[] with)
    {
        var result = await world.Actions.SaveAsync(kind, null, await world.WantedAsync(kind, name, with), default);
        return result.IsDone ? null : Assert.Single(result.Problems);
    }
}
