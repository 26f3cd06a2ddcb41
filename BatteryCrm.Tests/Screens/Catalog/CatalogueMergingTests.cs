using BatteryCrm.Data.Appointments;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog;

/// <summary>Two rows of a catalogue become one, and two again.</summary>
public sealed class CatalogueMergingTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CatalogueWorld world = null!;

    public static TheoryData<string> Slugs => [.. CatalogueWorld.Editable];

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Slugs))]
    public async Task Merge_LeadsAllThatRefersToTheKeptRow_AndTheUndoLeadsItBack(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var parent = await world.ParentAsync(kind);
        var kept = await world.AddAsync(kind, "iPhone 13", parent);
        var other = await world.AddAsync(kind, "Айфон 13", parent);
        await ReferAsync(kind, other.Id);
        Assert.Equal(kind.Uses.Select(u => u.Table), (await world.Queries.UsesAsync(kind, other.Id, default)).Select(u => u.Table));

        var preview = await world.Merging.PreviewAsync(kind, kept.Id, other.Id, default);
        Assert.Equal((kind.Uses.Count, 0), (preview!.Moves.Count, preview.Twins));
        Assert.Equal(kind.Aliases is null ? [] : ["Айфон 13"], preview.Spellings);

        var merged = await world.Merging.MergeAsync(kind, kept.Id, other.Id, default);
        Assert.Equal(CatalogueOutcome.Done, merged.Outcome);
        Assert.Empty(await world.Queries.UsesAsync(kind, other.Id, default));
        Assert.Equal(kind.Uses.Count, (await world.Queries.UsesAsync(kind, kept.Id, default)).Count);
        Assert.False((await world.ReadAsync(kind, other.Id)).IsActive);
        if (kind.Aliases is { } aliases) Assert.Equal("Айфон 13", merged.Row![aliases.Column]);
        Assert.Equal([merged.Merge!.Value], (await world.Merging.MergesAsync(kind, kept.Id, default)).Values);

        Assert.True((await world.Merging.UndoAsync(kind, merged.Merge.Value, default)).IsDone);
        Assert.Empty(await world.Queries.UsesAsync(kind, kept.Id, default));
        Assert.Equal(kind.Uses.Count, (await world.Queries.UsesAsync(kind, other.Id, default)).Count);
        Assert.Equal(kept.Values, (await world.ReadAsync(kind, kept.Id)).Values);
        Assert.True((await world.ReadAsync(kind, other.Id)).IsActive);
        Assert.Equal(CatalogueOutcome.Changed, (await world.Merging.UndoAsync(kind, merged.Merge.Value, default)).Outcome);
    }

    [Theory]
    [InlineData("issue-types", "issues", "issue_id")]
    [InlineData("sales-channels", "lead-sources", "lead_source_id")]
    [InlineData("brands", "models", "model_id")]
    public async Task Merge_OfParents_MergesChildrenOfOneName_AndTheUndoPartsThem(string slug, string below, string column)
    {
        var (kind, children) = (CatalogueKinds.Find(slug)!, CatalogueKinds.Find(below)!);
        var (kept, other) = (await world.AddAsync(kind, "Экран"), await world.AddAsync(kind, "Дисплей"));
        var twinOfKept = await world.AddAsync(children, "Трещина", (children.Parent!, kept.Id));
        var twin = await world.AddAsync(children, "трещина", (children.Parent!, other.Id));
        var single = await world.AddAsync(children, "Полосы", (children.Parent!, other.Id));
        await database.ExecuteAsync($"update appeals set {column} = '{twin.Id}' where id = '{world.Appeal}'");

        Assert.Equal(1, (await world.Merging.PreviewAsync(kind, kept.Id, other.Id, default))!.Twins);
        var merged = await world.Merging.MergeAsync(kind, kept.Id, other.Id, default);

        Assert.True(merged.IsDone);
        Assert.Equal(twinOfKept.Id, await AppealAsync(column));
        Assert.False((await world.ReadAsync(children, twin.Id)).IsActive);
        Assert.Equal(kept.Id, (await world.ReadAsync(children, single.Id))[children.Parent!]);

        Assert.True((await world.Merging.UndoAsync(kind, merged.Merge!.Value, default)).IsDone);
        Assert.Equal(twin.Id, await AppealAsync(column));
        var again = await world.ReadAsync(children, twin.Id);
        Assert.Equal(twin.Values, again.Values);
        Assert.True(again.IsActive);
        Assert.Equal(other.Id, (await world.ReadAsync(children, single.Id))[children.Parent!]);
    }

    [Theory]
    [InlineData("issue-types", "issues")]
    [InlineData("sales-channels", "lead-sources")]
    [InlineData("brands", "models")]
    public async Task Merge_OfParents_WakesTheArchivedTwinOfAnActiveChild_AndTheUndoArchivesItAgain(string slug, string below)
    {
        var (kind, children) = (CatalogueKinds.Find(slug)!, CatalogueKinds.Find(below)!);
        var (kept, other) = (await world.AddAsync(kind, "Экран"), await world.AddAsync(kind, "Дисплей"));
        async Task<string> ChildAsync(string name, CatalogueRow parent, bool isActive)
        {
            var id = (await world.AddAsync(children, name, (children.Parent!, parent.Id))).Id;
            await world.Actions.SetActiveAsync(children, id, isActive, default);
            return id;
        }

        var (asleep, awake) = (await ChildAsync("Трещина", kept, isActive: false), await ChildAsync("трещина", other, isActive: true));
        var (past, pastToo) = (await ChildAsync("Полосы", kept, isActive: false), await ChildAsync("полосы", other, isActive: false));
        async Task<bool[]> ActiveAsync()
        {
            var active = new List<bool>();
            foreach (var id in (string[])[asleep, awake, past, pastToo]) active.Add((await world.ReadAsync(children, id)).IsActive);
            return [.. active];
        }

        var merged = await world.Merging.MergeAsync(kind, kept.Id, other.Id, default);
        Assert.Equal((bool[])[true, false, false, false], await ActiveAsync());
        Assert.True((await world.Merging.UndoAsync(kind, merged.Merge!.Value, default)).IsDone);
        Assert.Equal((bool[])[false, true, false, false], await ActiveAsync());
    }

    [Fact]
    public async Task Undo_LeavesWhatWasPointedElsewhereSince_AndSpellingsThatSomebodyAdded()
    {
        var brands = CatalogueKinds.Find("brands")!;
        var (kept, other, third) = (await world.AddAsync(brands, "Apple", ("aliases", "эппл")), await world.AddAsync(brands, "Эпл", ("aliases", "эппл\nяблоко")), await world.AddAsync(brands, "Sony"));
        await database.ExecuteAsync($"update appeals set brand_id = '{other.Id}' where id = '{world.Appeal}'");
        var merged = await world.Merging.MergeAsync(brands, kept.Id, other.Id, default);
        Assert.Equal("эппл\nЭпл\nяблоко", merged.Row!["aliases"]);
        await world.Actions.SaveAsync(brands, merged.Row, new Dictionary<string, string?>(merged.Row.Values, StringComparer.Ordinal) { ["aliases"] = merged.Row["aliases"] + "\napl" }, default);
        await database.ExecuteAsync($"update appeals set brand_id = '{third.Id}' where id = '{world.Appeal}'");

        Assert.True((await world.Merging.UndoAsync(brands, merged.Merge!.Value, default)).IsDone);

        Assert.Equal("эппл\napl", (await world.ReadAsync(brands, kept.Id))["aliases"]);
        Assert.Equal(third.Id, await AppealAsync("brand_id"));
    }

    [Fact]
    public async Task Merge_OfModelsOfTwoBrands_OrWithItself_IsRefused()
    {
        var models = CatalogueKinds.Find("models")!;
        var (one, other) = (await world.AddAsync(models, "13"), await world.AddAsync(models, "13"));
        Assert.Equal(CatalogueOutcome.OtherParent, (await world.Merging.MergeAsync(models, one.Id, other.Id, default)).Outcome);
        Assert.Equal(CatalogueOutcome.OtherParent, (await world.Merging.MergeAsync(models, one.Id, one.Id, default)).Outcome);
    }

    // A table that comes to refer to a catalogue has to be named in its descriptor, or merges would leave its rows behind.
    [Fact]
    public async Task Uses_AreTheForeignKeysOfTheDatabase()
    {
        await using var command = database.OwnerSources.App.CreateCommand(
            """
            select c.confrelid::regclass::text, c.conrelid::regclass::text, a.attname::text
            from pg_constraint c cross join lateral unnest(c.conkey) k(n) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n
            where c.contype = 'f' and a.attname <> 'tenant_id'
            """);
        var keys = new HashSet<(string, string, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) keys.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));

        // What a service costs from which day on is a part of it and stays with it.
        keys.Remove(("services", "service_prices", "service_id"));
        foreach (var kind in CatalogueKinds.All.Where(k => !k.IsReadOnly))
            Assert.Equal(keys.Where(k => k.Item1 == kind.Table).Select(k => $"{k.Item2}.{k.Item3}").Order(StringComparer.Ordinal), kind.Uses.Select(u => $"{u.Table}.{u.Column}").Order(StringComparer.Ordinal));
    }

    private async Task ReferAsync(CatalogueKind kind, string id)
    {
        foreach (var use in kind.Uses)
        {
            if (CatalogueKinds.OfTable(use.Table) is { } referring) await world.AddAsync(referring, "Ссылка", (use.Column, id));
            else if (use.Table == "appointments") await database.Given.AddAsync(new Appointment { TenantId = world.Tenant, AppealId = world.Appeal, MasterId = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture), StartTime = TimeProvider.System.GetUtcNow(), EndTime = TimeProvider.System.GetUtcNow().AddHours(1) }, a => a.Id);
            else if (use.Table == "lead_touches")
            {
                var channel = await database.ScalarAsync<Guid>($"select id from channels where tenant_id = '{world.Tenant}'");
                var message = await database.Given.MessageAsync(world.Tenant, world.Appeal, channelId: channel);
                await database.Given.AddAsync(new BatteryCrm.Data.Channels.LeadTouch { TenantId = world.Tenant, AppealId = world.Appeal, MessageId = message, ChannelId = channel, Code = "x", MarksKey = "code-x", LeadSourceId = Guid.Parse(id) }, t => t.Id);
            }
            else if (use.Table == "lead_costs") await database.ExecuteAsync($"insert into lead_costs (tenant_id, lead_source_id, day, amount_rub) values ('{world.Tenant}', '{id}', '2025-11-20', 500)");
            else await database.ExecuteAsync($"update {use.Table} set {use.Column} = '{id}' where tenant_id = '{world.Tenant}'");
        }
    }

    private Task<string?> AppealAsync(string column) => database.ScalarAsync<string>($"select {column}::text from appeals where id = '{world.Appeal}'");
}
