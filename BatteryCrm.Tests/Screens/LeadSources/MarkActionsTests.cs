using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.LeadSources;

namespace BatteryCrm.Tests.Screens.LeadSources;

/// <summary>Marks that matched nothing become a source, backwards too; or are listed no more.</summary>
public sealed class MarkActionsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly LeadMarks Summer = LeadMarks.Of("yandex", "cpc", "summer", "замена экрана");

    [Fact]
    public async Task Make_GivesTheSourceToWhatThePreviewCounted_AndTheUndoTakesItBack()
    {
        var world = await MarksWorld.MakeAsync(database);
        var repeat = await world.SourceAsync("Наша база");
        var (plain, shouted) = (await world.AppealAsync(Summer), await world.AppealAsync(LeadMarks.Of("YANDEX", "Cpc", "Summer", "ЗАМЕНА ЭКРАНА")));
        var returned = await world.AppealAsync(Summer);
        await database.ExecuteAsync($"update appeals set lead_source_id = '{repeat}' where id = '{returned}'");
        var corrected = await world.AppealAsync(Summer);
        await database.ExecuteAsync($"update appeals set lead_source_corrected_at = now() where id = '{corrected}'");
        await world.AppealAsync(Summer, isFirst: false);
        await world.AppealAsync(LeadMarks.Of("yandex", "cpc", "winter"));
        await world.AppealAsync(LeadMarks.Of(code: "yandex"));
        var before = await world.StandAsync();
        var wish = world.Wish(Summer, " Лето ");

        var preview = await world.Actions.PreviewAsync(wish, default);
        Assert.Equal(new MarkPreview(3, 5), preview);
        Assert.Equal(before, await world.StandAsync());
        var made = await world.Actions.MakeAsync(wish, default);

        Assert.Equal((null, preview!.Appeals), (made.Refusal, made.Appeals));
        Assert.Equal(3, await world.WithSourceAsync("Лето"));
        Assert.Equal(5, await database.ScalarAsync<long>($"select count(*) from lead_touches t join lead_sources s on s.id = t.lead_source_id where t.tenant_id = '{world.Tenant}' and s.name = 'Лето'"));
        Assert.Null(await database.ScalarAsync<string>($"select lead_source_id::text from appeals where id = '{corrected}'"));
        Assert.Equal(
            """{"why": null, "fields": ["lead_source_id", "sales_channel_id"], "decision": "D", "sourceTo": "Лето", "sourceFrom": "Наша база"}""".Replace("D", made.DecisionId.ToString(), StringComparison.Ordinal),
            await database.ScalarAsync<string>($"select details::text from operator_actions where context_appeal_id = '{returned}'"));
        Assert.Equal(3, await database.ScalarAsync<long>($"select count(*) from live_events where tenant_id = '{world.Tenant}' and kind = 'appeal_changed' and appeal_id in ('{plain}', '{shouted}', '{returned}')"));

        Assert.Equal(3, (await world.Actions.UndoAsync(made.DecisionId!.Value, default)).Appeals);
        Assert.Equal(before, await world.StandAsync());
        Assert.Equal(0, await database.ScalarAsync<long>($"select count(*) from lead_sources where tenant_id = '{world.Tenant}' and name = 'Лето'"));
        Assert.Equal(MarkRefusal.Gone, (await world.Actions.UndoAsync(made.DecisionId.Value, default)).Refusal);
        Assert.Equal(new MarkPreview(3, 5), await world.Actions.PreviewAsync(wish, default));
    }

    [Fact]
    public async Task Make_WithFewerMarks_CatchesMore_ButNothingThatAWeightierSourceHas()
    {
        var world = await MarksWorld.MakeAsync(database);
        await world.AppealAsync(Summer);
        await world.AppealAsync(LeadMarks.Of("yandex", "cpc", "winter"));
        await world.AppealAsync(LeadMarks.Of("yandex", "display"));
        await world.SourceAsync("Баннеры", LeadMarks.Of("yandex", "display"));
        var wish = world.Wish(LeadMarks.Of("yandex"), "Весь Яндекс") with { Key = Summer.Key! };

        Assert.Equal(new MarkPreview(2, 2), await world.Actions.PreviewAsync(wish, default));
        Assert.Equal(2, (await world.Actions.MakeAsync(wish, default)).Appeals);
        Assert.Equal(2, await world.WithSourceAsync("Весь Яндекс"));
    }

    [Fact]
    public async Task Undo_LeavesWhatWasCorrectedOrCameSince_AndThenArchivesTheSource()
    {
        var world = await MarksWorld.MakeAsync(database);
        var (one, other) = (await world.AppealAsync(Summer), await world.AppealAsync(Summer));
        var made = await world.Actions.MakeAsync(world.Wish(Summer, "Лето"), default);
        var source = await database.ScalarAsync<Guid>($"select lead_source_id from appeals where id = '{one}'");
        await database.ExecuteAsync($"update appeals set lead_source_corrected_at = now() where id = '{one}'");
        var since = await world.AppealAsync(Summer, touchSource: source);
        await database.ExecuteAsync($"update appeals set lead_source_id = '{source}' where id = '{since}'");

        Assert.Equal(1, (await world.Actions.UndoAsync(made.DecisionId!.Value, default)).Appeals);

        Assert.Equal([source, source], [await database.ScalarAsync<Guid>($"select lead_source_id from appeals where id = '{one}'"), await database.ScalarAsync<Guid>($"select lead_source_id from appeals where id = '{since}'")]);
        Assert.Null(await database.ScalarAsync<string>($"select lead_source_id::text from appeals where id = '{other}'"));
        Assert.False(await database.ScalarAsync<bool>($"select is_active from lead_sources where id = '{source}'"));
    }

    [Fact]
    public async Task Undo_OfASourceThatHasCosts_ArchivesIt()
    {
        var world = await MarksWorld.MakeAsync(database);
        var one = await world.AppealAsync(Summer);
        var made = await world.Actions.MakeAsync(world.Wish(Summer, "Лето"), default);
        var source = await database.ScalarAsync<Guid>($"select lead_source_id from appeals where id = '{one}'");
        await database.ExecuteAsync($"insert into lead_costs (tenant_id, lead_source_id, day, amount_rub) values ('{world.Tenant}', '{source}', '2025-11-20', 500)");

        Assert.Equal(1, (await world.Actions.UndoAsync(made.DecisionId!.Value, default)).Appeals);

        Assert.False(await database.ScalarAsync<bool>($"select is_active from lead_sources where id = '{source}'"));
        Assert.Equal(500, await database.ScalarAsync<decimal>($"select amount_rub from lead_costs where lead_source_id = '{source}'"));
    }

    [Fact]
    public async Task Group_WhoseMarksFitASourceByNow_IsGivenThatOne()
    {
        var world = await MarksWorld.MakeAsync(database);
        var marks = LeadMarks.Of(code: "flyer-7");
        await world.AppealAsync(marks);
        var source = await world.SourceAsync("Листовки", LeadMarks.Of(code: "FLYER-7"));

        var start = await world.Queries.StartAsync(marks.Key!, default);
        Assert.Equal(new MarkSource(source, "Листовки"), start!.Fits);
        var made = await world.Actions.MakeAsync(world.Wish(marks, string.Empty, source), default);
        Assert.Equal((null, 1), (made.Refusal, made.Appeals));
        Assert.Equal(1, await world.WithSourceAsync("Листовки"));
        Assert.Empty((await world.Queries.PageAsync(null, default)).Groups);

        await world.Actions.UndoAsync(made.DecisionId!.Value, default);
        Assert.True(await database.ScalarAsync<bool>($"select is_active from lead_sources where id = '{source}'"));
        Assert.Single((await world.Queries.PageAsync(null, default)).Groups);
    }

    [Fact]
    public async Task Hidden_GroupIsListedNoMore_UntilItIsShownAgain()
    {
        var world = await MarksWorld.MakeAsync(database);
        await world.AppealAsync(Summer);
        await world.AppealAsync(LeadMarks.Of(itemId: "7700112233"));

        var hidden = await world.Actions.HideAsync(Summer.Key!, default);
        Assert.Equal(MarkRefusal.Gone, (await world.Actions.HideAsync(Summer.Key!, default)).Refusal);
        await world.AppealAsync(Summer);

        Assert.Equal("7700112233", Assert.Single((await world.Queries.PageAsync(null, default)).Groups).Marks.ItemId);
        var deed = Assert.Single(await world.Queries.DeedsAsync(default));
        Assert.Equal((true, Summer, "Олег"), (deed.IsHidden, deed.Marks, deed.Who));
        await world.Actions.UndoAsync(hidden.DecisionId!.Value, default);
        Assert.Equal([2, 1], (await world.Queries.PageAsync(null, default)).Groups.Select(g => g.Appeals));
        Assert.Empty(await world.Queries.DeedsAsync(default));
        Assert.Null((await world.Actions.HideAsync(Summer.Key!, default)).Refusal);
    }

    [Fact]
    public async Task List_CountsAppealsOfEachGroup_MostFirst_PageByPage()
    {
        var world = await MarksWorld.MakeAsync(database);
        for (var i = 0; i < MarkQueries.PageSize + 5; i++)
        {
            var appeal = await world.AppealAsync(LeadMarks.Of("s", utmTerm: "t" + i));
            if (i % 7 == 0) await world.AppealAsync(LeadMarks.Of("S", utmTerm: "T" + i), isFirst: false, appeal: appeal);
            if (i % 5 == 0) await world.AppealAsync(LeadMarks.Of("S", utmTerm: "T" + i));
        }

        var first = await world.Queries.PageAsync(null, default);
        var second = await world.Queries.PageAsync(first.Groups[^1].Place, default);

        Assert.Equal((MarkQueries.PageSize, true, 5, false), (first.Groups.Count, first.HasMore, second.Groups.Count, second.HasMore));
        var all = first.Groups.Concat(second.Groups).ToList();
        Assert.Equal(MarkQueries.PageSize + 5, all.Select(g => g.Key).Distinct().Count());
        Assert.Equal([11, 44], [all.Count(g => g.Appeals == 2), all.Count(g => g.Appeals == 1)]);
        Assert.Equal(all.OrderByDescending(g => g.Appeals).ThenByDescending(g => g.LastAt).ThenByDescending(g => g.Key, StringComparer.Ordinal), all);
        Assert.All(all, g => Assert.True(g.FirstAt <= g.LastAt && g.Client == "Анна"));
    }

    [Fact]
    public async Task Wish_ThatCannotBe_IsRefusedAndChangesNothing()
    {
        var world = await MarksWorld.MakeAsync(database);
        await world.AppealAsync(Summer);
        await world.SourceAsync("Архив", isActive: false);
        var before = await world.StandAsync();

        async Task RefusedAsync(MarkRefusal refusal, SourceWish wish) => Assert.Equal(refusal, (await world.Actions.MakeAsync(wish, default)).Refusal);
        await RefusedAsync(MarkRefusal.NoName, world.Wish(Summer, "  "));
        await RefusedAsync(MarkRefusal.NameTaken, world.Wish(Summer, "архив"));
        await RefusedAsync(MarkRefusal.NoSales, world.Wish(Summer) with { SalesId = null });
        await RefusedAsync(MarkRefusal.NoSales, world.Wish(Summer) with { SalesId = BatteryCrm.Data.Ids.New() });
        await RefusedAsync(MarkRefusal.NoMarks, world.Wish(Summer) with { Marks = new LeadMarks(" ", "") });
        await RefusedAsync(MarkRefusal.Gone, world.Wish(LeadMarks.Of(code: "nobody")));
        await RefusedAsync(MarkRefusal.Gone, world.Wish(Summer, fits: BatteryCrm.Data.Ids.New()));
        foreach (var role in (string[])[Roles.Operator, Roles.Manager])
        {
            Assert.Equal(MarkRefusal.NotAllowed, (await world.ActionsOf(role).MakeAsync(world.Wish(Summer), default)).Refusal);
            Assert.Equal(MarkRefusal.NotAllowed, (await world.ActionsOf(role).HideAsync(Summer.Key!, default)).Refusal);
            Assert.Equal(MarkRefusal.NotAllowed, (await world.ActionsOf(role).UndoAsync(BatteryCrm.Data.Ids.New(), default)).Refusal);
        }

        Assert.Equal(before, await world.StandAsync());
        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from lead_sources where tenant_id = '{world.Tenant}'"));
        Assert.Null(await world.Actions.PreviewAsync(world.Wish(Summer) with { Marks = LeadMarks.None }, default));
    }

    [Fact]
    public async Task AnotherTenant_WithTheSameMarks_IsNeitherCountedNorChanged()
    {
        var (mine, theirs) = (await MarksWorld.MakeAsync(database), await MarksWorld.MakeAsync(database, "Чужие"));
        foreach (var world in (MarksWorld[])[mine, theirs, theirs]) await world.AppealAsync(Summer);
        var before = await theirs.StandAsync();
        var hidden = await theirs.Actions.HideAsync(Summer.Key!, default);

        Assert.Equal(1, Assert.Single((await mine.Queries.PageAsync(null, default)).Groups).Appeals);
        Assert.Equal(MarkRefusal.Gone, (await mine.Actions.UndoAsync(hidden.DecisionId!.Value, default)).Refusal);
        Assert.Equal(MarkRefusal.NoSales, (await mine.Actions.MakeAsync(mine.Wish(Summer) with { SalesId = theirs.Sales }, default)).Refusal);
        Assert.Equal(1, (await mine.Actions.MakeAsync(mine.Wish(Summer, "Лето"), default)).Appeals);
        Assert.Equal(before, await theirs.StandAsync());
    }
}
