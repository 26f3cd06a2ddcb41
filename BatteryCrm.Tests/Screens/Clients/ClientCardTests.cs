using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Live;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Clients.Card;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>What is known of a client, and how operators write it: two people in one field, numbers that others have, notes and tags through a merge.</summary>
public sealed class ClientCardTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private ClientsWorld world = null!;

    public async Task InitializeAsync() => world = await ClientsWorld.CreateAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("8 (917) 123-45-67", ClientOutcome.Kept, "+79171234567")]
    [InlineData("+1 650 253 0000", ClientOutcome.Kept, "+16502530000")]
    [InlineData("12345", ClientOutcome.NotAPhone, null)]
    [InlineData("позвонить", ClientOutcome.NotAPhone, null)]
    public async Task Phone_IsStoredNormalized_OrRefused(string typed, ClientOutcome outcome, string? stored)
    {
        var anna = await world.ClientAsync("Анна", null);

        Assert.Equal(outcome, (await world.Fields().SetAsync(anna, ClientField.Phone, null, typed, default)).Outcome);
        Assert.Equal(stored, await database.ScalarAsync<string>($"select phone from clients where id = '{anna}'"));
    }

    [Theory]
    [InlineData(" anna@demo.test ", ClientOutcome.Kept)]
    [InlineData("anna@demo", ClientOutcome.NotAnEmail)]
    [InlineData("anna@demo.test, b@demo.test", ClientOutcome.NotAnEmail)]
    [InlineData("anna@demo.test?bcc=b@demo.test", ClientOutcome.NotAnEmail)]
    [InlineData("Анна <anna@demo.test>", ClientOutcome.NotAnEmail)]
    public async Task Email_IsOneAddress(string typed, ClientOutcome outcome)
    {
        var anna = await world.ClientAsync("Анна", null);

        Assert.Equal(outcome, (await world.Fields().SetAsync(anna, ClientField.Email, null, typed, default)).Outcome);
        Assert.Equal(outcome is ClientOutcome.Kept ? "anna@demo.test" : null, await database.ScalarAsync<string>($"select email from clients where id = '{anna}'"));
    }

    [Fact]
    public async Task Field_WrittenByTwo_ShowsBothAndOverwritesNothing()
    {
        var anna = await world.ClientAsync("Анна", null);
        Assert.Equal(ClientOutcome.Kept, (await world.Fields(world.Pavel).SetAsync(anna, ClientField.Name, "Анна", "Анна К.", default)).Outcome);

        var second = await world.Fields().SetAsync(anna, ClientField.Name, "Анна", "Аня", default);

        Assert.Equal((ClientOutcome.WrittenMeanwhile, "Анна К."), (second.Outcome, second.Now));
        Assert.Equal(ClientOutcome.Kept, (await world.Fields().SetAsync(anna, ClientField.Name, "Анна К.", "Аня", default)).Outcome);
        Assert.Equal("Аня", await database.ScalarAsync<string>($"select name from clients where id = '{anna}'"));
    }

    [Fact]
    public async Task Field_Written_IsLoggedWithoutItsValue_AndToldToConsoles()
    {
        var anna = await world.ClientAsync("Анна", 1);
        await database.ExecuteAsync("delete from live_events");

        await world.Fields().SetAsync(anna, ClientField.Phone, null, "89171234567", default);

        await using var db = database.Db(world.Tenant);
        var deed = await db.OperatorActions.SingleAsync(a => a.OperatorId == world.Irina);
        Assert.Equal($$"""{"client": "{{anna}}", "fields": ["phone"]}""", deed.Details);
        Assert.Equal(
            [(LiveKinds.AppealChanged, (Guid?)null), (LiveKinds.ClientChanged, anna)],
            (await db.LiveEvents.Select(e => new { e.Kind, e.SubjectId }).ToListAsync()).Select(e => (e.Kind, e.SubjectId)).Order());
    }

    [Fact]
    public async Task Phone_ChangedByHand_IsNoLongerCertainlyHis()
    {
        var anna = await world.ClientAsync("Анна", null, "+79171234567");
        await database.ExecuteAsync($"update clients set has_phone = true where id = '{anna}'");

        await world.Fields().SetAsync(anna, ClientField.Phone, "+79171234567", "+79171234568", default);

        Assert.False(await database.ScalarAsync<bool>($"select has_phone from clients where id = '{anna}'"));
    }

    [Fact]
    public async Task Number_OfAnotherClient_IsToldAndKeptAllTheSame_ButNotInAFamily()
    {
        var (anna, boris, family) = (await world.ClientAsync("Анна", null, "+79171234567"), await world.ClientAsync("Борис", null), await world.ClientAsync("Муж", null));
        await world.Contacts().AddAsync(boris, ContactKinds.Phone, "89170000001", default);
        await world.Contacts().AddAsync(boris, ContactKinds.Phone, "8 917 123 45 67", default);
        await world.Fields().SetAsync(family, ClientField.Phone, null, "+79171234567", default);
        var (one, other) = (ClientPair.Of(anna, family).One, ClientPair.Of(anna, family).Other);
        await database.Given.AddAsync(new ClientLink { TenantId = world.Tenant, OneClientId = one, OtherClientId = other, Kind = ClientLink.Family, OperatorId = world.Irina }, l => l.Id);

        var card = await world.Cards().ReadAsync(anna, default);

        Assert.Equal([boris], card!.SameNumber.Select(o => o.Id));
        Assert.Equal([family], card.Family.Select(o => o.Id));
        Assert.Equal([anna, boris, family], (await world.Cards().WithPhoneAsync("+79171234567", null, default)).Select(o => o.Id));

        // Who was merged is nobody to warn of.
        await database.Given.AddAsync(new ClientMerge { TenantId = world.Tenant, MasterClientId = anna, MergedClientId = boris }, m => m.Id);
        Assert.Empty((await world.Cards().ReadAsync(anna, default))!.SameNumber);
    }

    [Fact]
    public async Task Contacts_Further_AreAddedOnceChangedAndRemoved()
    {
        var anna = await world.ClientAsync("Анна", null);
        Assert.Equal(ClientOutcome.Kept, (await world.Contacts().AddAsync(anna, ContactKinds.Phone, "89171234567", default)).Outcome); // the first is his own
        Assert.Equal(ClientOutcome.There, (await world.Contacts().AddAsync(anna, ContactKinds.Phone, "+7 917 123 45 67", default)).Outcome);
        Assert.Equal(ClientOutcome.Kept, (await world.Contacts().AddAsync(anna, ContactKinds.Phone, "8-917-123-45-68", default)).Outcome);
        Assert.Equal(ClientOutcome.NotAPhone, (await world.Contacts().AddAsync(anna, ContactKinds.Phone, "123", default)).Outcome);
        var contact = Assert.Single((await world.Cards().ReadAsync(anna, default))!.Contacts);
        Assert.Equal(("+79171234568", "8-917-123-45-68"), (contact.Value, contact.Typed));

        Assert.Equal((ClientOutcome.WrittenMeanwhile, "+79171234568"), Of(await world.Contacts().SetAsync(anna, contact.Id, ContactKinds.Phone, "+79990000000", "89171234569", default)));
        Assert.Equal(ClientOutcome.There, (await world.Contacts().SetAsync(anna, contact.Id, ContactKinds.Phone, "+79171234568", "89171234567", default)).Outcome);
        Assert.Equal(ClientOutcome.Kept, (await world.Contacts().SetAsync(anna, contact.Id, ContactKinds.Phone, "+79171234568", "89171234569", default)).Outcome);
        Assert.Equal(ClientOutcome.Kept, (await world.Contacts().SetAsync(anna, contact.Id, ContactKinds.Phone, "+79171234569", " ", default)).Outcome);
        Assert.Empty((await world.Cards().ReadAsync(anna, default))!.Contacts);
        Assert.Equal("+79171234567", (await world.Cards().ReadAsync(anna, default))!.Phone);
    }

    [Fact]
    public async Task Note_IsChangedAndDeletedByItsWriterOnly()
    {
        var anna = await world.ClientAsync("Анна", null);
        await world.Notes().AddAsync(anna, "  Звонить вечером  ", default);
        var note = Assert.Single((await world.Cards().ReadAsync(anna, default))!.Notes);
        Assert.Equal(("Звонить вечером", "Ирина", true), (note.Body, note.Who, note.IsOwn));

        Assert.Equal(ClientOutcome.NotYours, (await world.Notes(world.Pavel).SetAsync(anna, note.Id, note.Body, "Не звонить", default)).Outcome);
        Assert.Equal(ClientOutcome.NotYours, (await world.Notes(world.Pavel).DeleteAsync(anna, note.Id, default)).Outcome);
        Assert.Equal(ClientOutcome.Kept, (await world.Notes().SetAsync(anna, note.Id, note.Body, "Не звонить", default)).Outcome);
        Assert.Equal((ClientOutcome.WrittenMeanwhile, "Не звонить"), Of(await world.Notes().SetAsync(anna, note.Id, note.Body, "Писать", default)));
        Assert.Equal(ClientOutcome.NotAValue, (await world.Notes().AddAsync(anna, " \n ", default)).Outcome);
        Assert.False((await world.Cards(world.Pavel).ReadAsync(anna, default))!.Notes[0].IsOwn);
        await world.Notes().DeleteAsync(anna, note.Id, default);
        Assert.Empty((await world.Cards().ReadAsync(anna, default))!.Notes);
    }

    [Fact]
    public async Task Tag_IsThereOnceWhateverItsCase_AndIsOfferedToTheNext()
    {
        var anna = await world.ClientAsync("Анна", null);
        Assert.Equal(ClientOutcome.Kept, (await world.Notes().TagAsync(anna, "  Опт   склад ", default)).Outcome);
        Assert.Equal(ClientOutcome.There, (await world.Notes().TagAsync(anna, "ОПТ СКЛАД", default)).Outcome);
        Assert.Equal(ClientOutcome.NotAValue, (await world.Notes().TagAsync(anna, new string('я', 41), default)).Outcome);

        Assert.Equal(["Опт склад"], (await world.Cards().ReadAsync(anna, default))!.Tags);
        Assert.Equal(["Опт склад"], await world.List().TagsAsync("ОП", default));
        await world.Notes().UntagAsync(anna, "Опт склад", default);
        Assert.Empty((await world.Cards().ReadAsync(anna, default))!.Tags);
    }

    [Fact]
    public async Task NotesAndTags_GoWithAMerge_AndComeBackWithItsUndo()
    {
        var (anna, anya) = (await world.ClientAsync("Анна", 1), await world.ClientAsync("Аня", 2));
        await world.Notes().AddAsync(anna, "о мастере", default);
        await world.Notes().AddAsync(anya, "о слитом", default);
        foreach (var (client, tag) in new[] { (anna, "опт"), (anya, "Опт"), (anya, "VIP") }) await world.Notes().TagAsync(client, tag, default);

        var merge = await RunAsync(db => ClientMerging.MergeAsync(db, new MergeWish(anna, anya, world.Irina, new Dictionary<string, MergeSide>()), world.Clock.GetUtcNow(), default));
        var card = (await world.Cards().ReadAsync(await world.Cards().MasterOfAsync(anya, default), default))!;
        Assert.Equal(anna, card.Id);
        Assert.Equal(["VIP", "опт"], card.Tags);
        Assert.Equal(["о мастере", "о слитом"], card.Notes.Select(n => n.Body).Order());
        Assert.Equal(merge.MergeId, Assert.Single(card.Merges).Id);

        // Nothing is written of who leads to another.
        Assert.Equal(ClientOutcome.Missing, (await world.Notes().AddAsync(anya, "поздно", default)).Outcome);
        await RunAsync(db => ClientUnmerging.UndoAsync(db, new UndoWish(merge.MergeId!.Value, world.Irina), world.Clock.GetUtcNow(), default));
        Assert.Equal(("о мастере", "о слитом"), ((await world.Cards().ReadAsync(anna, default))!.Notes.Single().Body, (await world.Cards().ReadAsync(anya, default))!.Notes.Single().Body));
        Assert.Equal(["VIP", "Опт"], (await world.Cards().ReadAsync(anya, default))!.Tags);
    }

    [Fact]
    public async Task Erased_IsShownWithoutAnybodyAndTakesNothingNew()
    {
        var anna = await world.ClientAsync("Анна", 1, "+79171234567");
        await database.ExecuteAsync($"update clients set name = null, phone = null, erased_at = now() where id = '{anna}'");

        Assert.NotNull((await world.Cards().ReadAsync(anna, default))!.ErasedAt);
        Assert.Equal(ClientOutcome.Missing, (await world.Fields().SetAsync(anna, ClientField.Name, null, "Анна", default)).Outcome);
        Assert.Equal(ClientOutcome.Missing, (await world.Notes().AddAsync(anna, "это Анна", default)).Outcome);
    }

    [Fact]
    public async Task Flags_AreSetByHand_AndABlockedClientWaitsForNobody()
    {
        var anna = await world.ClientAsync("Анна", 1);
        foreach (var flag in Enum.GetValues<ClientFlag>()) Assert.Equal(ClientOutcome.Kept, (await world.Fields().SetAsync(anna, flag, true, default)).Outcome);

        var card = (await world.Cards().ReadAsync(anna, default))!;
        Assert.Equal((true, true, true), (card.HasYandex, card.HasGoogle, card.HasInstagram));
        Assert.NotNull(card.BlockedAt);
        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from appeal_activity v join appeals a on a.id = v.appeal_id where a.client_id = '{anna}' and v.waiting_since is not null"));
        await world.Fields().SetAsync(anna, ClientFlag.Blocked, false, default);
        Assert.Equal(1L, await database.ScalarAsync<long>($"select count(*) from appeal_activity v join appeals a on a.id = v.appeal_id where a.client_id = '{anna}' and v.waiting_since is not null"));
    }

    [Fact]
    public async Task Card_HasAllAppealsPageByPage_DevicesAndMoney()
    {
        var anna = await world.ClientAsync("Анна", null);
        var apple = await database.Given.AddAsync(new Brand { TenantId = world.Tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
        var iphone = await database.Given.AddAsync(new Model { TenantId = world.Tenant, BrandId = apple, Name = "iPhone 13" }, m => m.Id);
        var ids = new List<Guid>();
        for (var i = 0; i < 45; i++) ids.Add(await database.Given.AppealAsync(world.Tenant, anna, world.Channel, holderId: i == 44 ? world.Pavel : null));
        await database.ExecuteAsync($"update appeals set stage = '{Stages.Completed}', estimated_cost = 1500, brand_id = '{apple}', model_id = '{iphone}', completed_at = timestamptz '2025-05-01 12:00+00' + case when id = '{ids[0]}' then interval '0' else interval '1 day' end where id in ('{ids[0]}', '{ids[1]}'); update appeals set estimated_cost = 99 where id = '{ids[2]}'");
        database.Sql.Clear();

        var card = (await world.Cards().ReadAsync(anna, default))!;

        Assert.Equal(9, database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal)));
        Assert.Equal((45, 2, 3000m), (card.Appeals, card.Completed, card.Money));
        var device = Assert.Single(card.Devices);
        Assert.Equal(("Apple", "iPhone 13", 2, new DateTimeOffset(2025, 5, 2, 12, 0, 0, TimeSpan.Zero)), (device.Brand, device.Model, device.Times, device.At));
        Assert.Equal("Павел", card.Timeline[0].Who);
        var all = card.Timeline.ToList();
        while (await world.Cards().AppealsAsync(anna, all[^1], default) is { Count: > 0 } more) all.AddRange(more);
        Assert.Equal(45, all.Select(a => a.Id).Distinct().Count());
        Assert.Equal(all.OrderByDescending(a => a.CreatedAt).Select(a => a.Id), all.Select(a => a.Id));
    }

    private static (ClientOutcome Outcome, string? Now) Of(ClientWritten written) => (written.Outcome, written.Now);

    private async Task<T> RunAsync<T>(Func<CrmDb, Task<T>> work)
    {
        await using var db = database.Db(world.Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await work(db);
        await transaction.CommitAsync();
        return result;
    }
}
