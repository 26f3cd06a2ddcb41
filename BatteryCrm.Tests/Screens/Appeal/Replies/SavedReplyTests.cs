using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Replies;

/// <summary>Who sees and changes which saved replies, and what a change tells.</summary>
public sealed class SavedReplyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task List_OwnAndShared_NeverAColleaguesOrAnotherTenants()
    {
        var (irina, pavel, anna) = await ShopAsync();
        var (stranger, _, _) = await ShopAsync();
        await SaveAsync(irina, "Моё");
        await SaveAsync(pavel, "Павла");
        await SaveAsync(anna, "Общее", isShared: true);

        Assert.Equal([("Моё", false), ("Общее", true)], (await irina.Queries.ListAsync(default)).Select(r => (r.Title, r.IsShared)).Order());
        Assert.Equal([("Общее", true), ("Павла", false)], (await pavel.Queries.ListAsync(default)).Select(r => (r.Title, r.IsShared)).Order());
        Assert.Empty(await stranger.Queries.ListAsync(default));
    }

    [Fact]
    public async Task List_MostUsedFirst_IsOneStatementAndTwoHundredAtMost()
    {
        var (irina, _, _) = await ShopAsync();
        await database.ExecuteAsync($"insert into saved_replies (tenant_id, title, text, created_by) select '{irina.Tenant}', 'Т' || lpad(n::text, 3, '0'), 'т', '{irina.Id}' from generate_series(1, 201) n");
        var (last, older) = (await IdAsync(irina, "Т200"), await IdAsync(irina, "Т100"));
        await irina.Actions.UsedAsync(older, default);
        await irina.Actions.UsedAsync(last, default);
        await irina.Actions.UsedAsync(last, default);
        database.Sql.Clear();

        var list = await irina.Queries.ListAsync(default);

        Assert.Equal((1, 200), (database.Sql.Count, list.Count));
        Assert.Equal(["Т200", "Т100", "Т001"], list.Take(3).Select(r => r.Title));
    }

    [Fact]
    public async Task Shortcut_IsOneOfThePersonsActiveOnes_InASpaceOfItsOwnForEachAndForAll()
    {
        var (irina, pavel, anna) = await ShopAsync();
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(irina, "Гарантия", "/Гарантия"));
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(pavel, "Гарантия", "гарантия"));
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(anna, "Гарантия", "гарантия", isShared: true));
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(irina, "Без сокращения"));
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(irina, "Тоже без"));

        Assert.Equal(ReplyOutcome.ShortcutTaken, await SaveAsync(irina, "Ещё одна", "гарантия"));
        Assert.Equal(ReplyOutcome.ShortcutTaken, await SaveAsync(anna, "Ещё одна", "гарантия", isShared: true));
        var other = await RowAsync(irina, "Тоже без");
        Assert.Equal(ReplyOutcome.ShortcutTaken, await irina.Actions.SaveAsync(new ReplyEdit(other.Id, other.UpdatedAt, other.Title, "гарантия", other.Text, false), default));

        var first = await RowAsync(irina, "Гарантия", isShared: false);
        Assert.Equal("гарантия", first.Shortcut);
        Assert.Equal(ReplyOutcome.Done, await irina.Actions.ArchiveAsync(first.Id, first.UpdatedAt, default));
        Assert.Equal(ReplyOutcome.Done, await SaveAsync(irina, "Ещё одна", "гарантия"));
    }

    [Theory]
    [InlineData(" ", "", "т", ReplyOutcome.TitleMissing)]
    [InlineData("Т", "", " \n", ReplyOutcome.TextMissing)]
    [InlineData("Т", "два слова", "т", ReplyOutcome.ShortcutInvalid)]
    [InlineData("Т", "a.b", "т", ReplyOutcome.ShortcutInvalid)]
    [InlineData("Т", "оченьдлинноесокращениевтридцать1", "т", ReplyOutcome.ShortcutInvalid)]
    [InlineData("Т", "Ё-2_b", "т", ReplyOutcome.Done)]
    public async Task Save_WhatCannotBe_SaysWhichField(string title, string shortcut, string text, ReplyOutcome outcome)
    {
        var (irina, _, _) = await ShopAsync();

        Assert.Equal(outcome, await irina.Actions.SaveAsync(new ReplyEdit(null, default, title, shortcut, text, IsShared: false), default));
    }

    [Fact]
    public async Task AnotherPersonsOrTenantsReply_CannotBeReadEditedArchivedOrCounted()
    {
        var (irina, pavel, anna) = await ShopAsync();
        var (_, _, stranger) = await ShopAsync();
        await SaveAsync(irina, "Моё");
        var row = await RowAsync(irina, "Моё");

        foreach (var somebody in (Person[])[pavel, anna, stranger])
        {
            Assert.Null(await somebody.Queries.OneAsync(row.Id, default));
            Assert.Equal(ReplyOutcome.Changed, await somebody.Actions.SaveAsync(new ReplyEdit(row.Id, row.UpdatedAt, "Чужое", "", "чужое", IsShared: false), default));
            Assert.Equal(ReplyOutcome.Changed, await somebody.Actions.ArchiveAsync(row.Id, row.UpdatedAt, default));
            await somebody.Actions.UsedAsync(row.Id, default);
        }

        Assert.Equal(row, await RowAsync(irina, "Моё"));
        Assert.Equal(0, await database.ScalarAsync<int>($"select used_count from saved_replies where id = '{row.Id}'"));
    }

    [Theory]
    [InlineData(Roles.Operator, false)]
    [InlineData(Roles.Manager, true)]
    [InlineData(Roles.Admin, true)]
    public async Task SharedReply_IsMadeEditedAndArchivedByManagersAndAdminsOnly(string role, bool may)
    {
        var (_, _, anna) = await ShopAsync();
        var person = await PersonAsync(anna.Tenant, role);
        await SaveAsync(anna, "Общее", isShared: true);
        var row = await RowAsync(anna, "Общее");
        var expected = may ? ReplyOutcome.Done : ReplyOutcome.NotAllowed;

        Assert.Equal(may, person.Actions.MayShare);
        Assert.Equal(expected, await SaveAsync(person, "Ещё", isShared: true));
        Assert.Equal(expected, await person.Actions.SaveAsync(new ReplyEdit(row.Id, row.UpdatedAt, "Общее", "", "иначе", IsShared: true), default));
        var now = await RowAsync(anna, "Общее");
        Assert.Equal(may ? "иначе" : "текст", now.Text);
        Assert.Equal(expected, await person.Actions.SaveAsync(new ReplyEdit(now.Id, now.UpdatedAt, "Себе", "", "себе", IsShared: false), default));
        if (!may) Assert.Equal(expected, await person.Actions.ArchiveAsync(now.Id, now.UpdatedAt, default));
    }

    [Fact]
    public async Task Edit_ColleagueWasFaster_OverwritesNothing()
    {
        var (_, _, anna) = await ShopAsync();
        var oleg = await PersonAsync(anna.Tenant, Roles.Admin);
        await SaveAsync(anna, "Общее", isShared: true);
        var seen = await RowAsync(anna, "Общее");

        Assert.Equal(ReplyOutcome.Done, await oleg.Actions.SaveAsync(new ReplyEdit(seen.Id, seen.UpdatedAt, "Общее", "", "Олега", IsShared: true), default));
        Assert.Equal(ReplyOutcome.Changed, await anna.Actions.SaveAsync(new ReplyEdit(seen.Id, seen.UpdatedAt, "Общее", "", "Анны", IsShared: true), default));
        Assert.Equal(ReplyOutcome.Changed, await anna.Actions.ArchiveAsync(seen.Id, seen.UpdatedAt, default));

        var now = await anna.Queries.OneAsync(seen.Id, default);
        Assert.Equal("Олега", now!.Text);
        Assert.Equal(ReplyOutcome.Done, await anna.Actions.SaveAsync(new ReplyEdit(seen.Id, now.UpdatedAt, "Общее", "", "Анны", IsShared: true), default));
    }

    [Fact]
    public async Task Used_CountsAndDisturbsNoEditing()
    {
        var (irina, _, anna) = await ShopAsync();
        await SaveAsync(anna, "Общее", isShared: true);
        var seen = await RowAsync(anna, "Общее");
        var told = await ToldAsync(irina.Tenant);

        await irina.Actions.UsedAsync(seen.Id, default);

        Assert.Equal(1, await database.ScalarAsync<int>($"select used_count from saved_replies where id = '{seen.Id}' and last_used_at is not null"));
        Assert.Equal(told, await ToldAsync(irina.Tenant));
        Assert.Equal(ReplyOutcome.Done, await anna.Actions.SaveAsync(new ReplyEdit(seen.Id, seen.UpdatedAt, "Общее", "", "иначе", IsShared: true), default));
    }

    [Fact]
    public async Task Change_NewEditedArchived_IsToldTheTenantOnceEach()
    {
        var (irina, _, _) = await ShopAsync();

        await SaveAsync(irina, "Моё");
        Assert.Equal(1, await ToldAsync(irina.Tenant));
        var row = await RowAsync(irina, "Моё");
        await irina.Actions.SaveAsync(new ReplyEdit(row.Id, row.UpdatedAt, "Моё", "", "иначе", IsShared: false), default);
        Assert.Equal(2, await ToldAsync(irina.Tenant));
        row = await RowAsync(irina, "Моё");
        await irina.Actions.ArchiveAsync(row.Id, row.UpdatedAt, default);
        Assert.Equal(3, await ToldAsync(irina.Tenant));
        Assert.Empty(await irina.Queries.ListAsync(default));
    }

    [Fact]
    public async Task Values_OfAnAppeal_AreItsCardsAndTheShopsInRussianFormats()
    {
        var (irina, _, _) = await ShopAsync();
        var given = database.Given;
        var apple = await given.AddAsync(new Brand { TenantId = irina.Tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
        var model = await given.AddAsync(new Model { TenantId = irina.Tenant, BrandId = apple, Name = "iPhone 13" }, m => m.Id);
        var display = await given.AddAsync(new RepairType { TenantId = irina.Tenant, Name = "Дисплей" }, r => r.Id);
        await given.AddAsync(new TenantConfig { TenantId = irina.Tenant, Key = "address", Value = "\"ул. Ленина, 1\"" }, c => c.Id);
        await given.AddAsync(new TenantConfig { TenantId = irina.Tenant, Key = "working_hours", Value = """{"start":"09:00","end":"20:00","days":[1,2,3,4,5]}""" }, c => c.Id);
        var appeal = await given.AppealAsync(irina.Tenant, await given.ClientAsync(irina.Tenant, "Анна Котова"));
        await database.ExecuteAsync($"update appeals set brand_id = '{apple}', model_id = '{model}', repair_type_id = '{display}', estimated_cost = 8500, estimated_time = 80 where id = '{appeal}'");
        var card = await new AppealQueries(database.Factory(irina.Tenant)).CardAsync(appeal, default);
        database.Sql.Clear();

        var values = ReplyValues.Of(card!, await irina.Queries.ShopAsync(default));

        Assert.Equal(1, database.Sql.Count);
        Assert.Equal(new ReplyValues("Анна", "Ирина", "Apple iPhone 13", "Дисплей", "8\u00a0500\u00a0₽", "1\u00a0ч\u00a020\u00a0мин", "ул. Ленина, 1", "пн–пт с 9:00 до 20:00", "РемТочка"), values);
    }

    [Fact]
    public async Task Send_VariableThatIsNotFilledIn_IsRefusedAndNothingIsWritten()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        Assert.Equal(new SendResult(null, SendRefusal.Unfilled), await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Цена {price}", null, "k1"), default));
        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from outbound_messages"));
        Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Цена {скидка}", null, "k1"), default)).MessageId);
    }

    private static Task<ReplyOutcome> SaveAsync(Person person, string title, string shortcut = "", bool isShared = false) =>
        person.Actions.SaveAsync(new ReplyEdit(null, default, title, shortcut, "текст", isShared), default);

    private static async Task<ReplyRow> RowAsync(Person person, string title, bool? isShared = null) =>
        (await person.Queries.ListAsync(default)).Single(r => r.Title == title && (isShared is null || r.IsShared == isShared));

    private async Task<Guid> IdAsync(Person person, string title) => await database.ScalarAsync<Guid>($"select id from saved_replies where tenant_id = '{person.Tenant}' and title = '{title}'");

    private async Task<int> ToldAsync(Guid tenant)
    {
        await using var db = database.OwnerDb();
        return await db.LiveEvents.CountAsync(e => e.TenantId == tenant && e.Kind == LiveKinds.SettingsChanged);
    }

    // Two operators and a manager.
    private async Task<(Person Irina, Person Pavel, Person Anna)> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync("РемТочка");
        return (await PersonAsync(tenant, Roles.Operator), await PersonAsync(tenant, Roles.Operator), await PersonAsync(tenant, Roles.Manager));
    }

    private async Task<Person> PersonAsync(Guid tenant, string role)
    {
        var id = await database.Given.OperatorAsync(tenant, role, name: "Ирина Соколова");
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Ирина Соколова", role));
        return new Person(tenant, id, new ReplyQueries(database.Factory(tenant), current), new ReplyActions(database.Factory(tenant), current, TimeProvider.System));
    }

    private sealed record Person(Guid Tenant, Guid Id, ReplyQueries Queries, ReplyActions Actions);
}
