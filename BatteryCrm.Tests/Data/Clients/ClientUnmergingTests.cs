using System.Text.Json;
using BatteryCrm.Data.Clients.Merging;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>One client becomes two again.</summary>
public sealed class ClientUnmergingTests : IAsyncLifetime
{
    private MergeWorld world = null!;
    private Guid anna;
    private Guid anya;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("71", appeals: 2);
        anya = await world.PersonAsync("72", appeals: 3, name: "Аня", phone: "+79171234567");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Undo_EverythingIsAsBefore_AndTheJournalStays()
    {
        var before = await world.DumpAsync();
        var merge = await MergedAsync(anna, anya);
        Assert.NotEqual(before, await world.DumpAsync());

        Assert.Null((await world.UndoAsync(merge)).Refusal);

        Assert.Equal(before, await world.DumpAsync());
        await using var db = world.Database.Db(world.Tenant);
        var entry = await db.MergeJournal.SingleAsync(j => j.MergeId == merge && j.Kind == MergeEntries.Merge);
        Assert.Equal((anna, anya, world.Clock.GetUtcNow(), world.Operator), (entry.MasterClientId, entry.MergedClientId, entry.UndoneAt, entry.UndoneBy));
        Assert.Equal(UndoRefusal.Unknown, (await world.UndoAsync(merge)).Refusal);
    }

    [Fact]
    public async Task Undo_AppealOpenedSince_GoesWithTheIdentityThatOpenedIt_AndAMessageStaysInItsAppeal()
    {
        var merge = await MergedAsync(anna, anya);
        var ofAnna = await world.AppealAsync(anna, await world.IdentityAsync("71"), "71");
        var ofAnya = await world.AppealAsync(anna, await world.IdentityAsync("72"), "72");
        var byHand = await world.AppealAsync(anna, null, "71");
        var message = await world.Database.Given.MessageAsync(world.Tenant, ofAnna, "пишу из другого чата", channelId: world.Channel, chatId: "72");

        await world.UndoAsync(merge);

        Assert.Equal((anna, anya, anna), (await world.OwnerAsync(ofAnna), await world.OwnerAsync(ofAnya), await world.OwnerAsync(byHand)));
        Assert.Equal(ofAnna, await world.Database.ScalarAsync<Guid>($"select appeal_id from messages_history where id = '{message}'"));
    }

    [Fact]
    public async Task Undo_InAChain_TheLaterOneComesFirst()
    {
        var third = await world.PersonAsync("73");
        var before = await world.DumpAsync();
        var first = await MergedAsync(anna, anya);
        var second = await MergedAsync(third, anna);
        Assert.Equal(5L + 1, await world.Database.ScalarAsync<long>($"select count(*) from appeals where client_id = '{third}'"));

        Assert.Equal(new UndoResult(UndoRefusal.LaterFirst, second), await world.UndoAsync(first));
        Assert.Null((await world.UndoAsync(second)).Refusal);
        Assert.Null((await world.UndoAsync(first)).Refusal);
        Assert.Equal(before, await world.DumpAsync());
    }

    [Fact]
    public async Task Undo_ValueChangedSince_IsAskedFor_AndDoneAsSaid()
    {
        var merge = await MergedAsync(anna, anya, new Dictionary<string, MergeSide> { ["name"] = MergeSide.Merged });
        await world.Database.ExecuteAsync($"update clients set name = 'Анна Кузнецова', phone = '+79990001122' where id = '{anna}'");

        var asked = await world.UndoAsync(merge);
        Assert.Equal(UndoRefusal.Changed, asked.Refusal);
        Assert.Equal([("name", "Анна Кузнецова", "Анна"), ("phone", "+79990001122", null)], asked.Changed!.OrderBy(c => c.Field, StringComparer.Ordinal).Select(c => (c.Field, c.Now.GetString()!, c.Before.ValueKind is JsonValueKind.Null ? null : c.Before.GetString())));
        Assert.Equal(5L, await world.Database.ScalarAsync<long>($"select count(*) from appeals where client_id = '{anna}'"));

        Assert.Null((await world.UndoAsync(merge, new Dictionary<(Guid, string), bool> { [(anna, "name")] = true, [(anna, "phone")] = false })).Refusal);
        await using var db = world.Database.Db(world.Tenant);
        var client = await db.Clients.SingleAsync(c => c.Id == anna);
        Assert.Equal(("Анна", "+79990001122"), (client.Name, client.Phone));
    }

    [Fact]
    public async Task Undo_AfterThirtyDays_IsTooLate()
    {
        var merge = await MergedAsync(anna, anya);
        world.Clock.Advance(ClientMerging.UndoTime);
        Assert.Null((await world.UndoAsync(merge)).Refusal);

        var again = await MergedAsync(anna, anya);
        world.Clock.Advance(ClientMerging.UndoTime + TimeSpan.FromSeconds(1));
        Assert.Equal(UndoRefusal.TooLate, (await world.UndoAsync(again)).Refusal);
    }

    [Fact]
    public async Task Undo_ByAnotherTenant_IsOfNoMerge()
    {
        var merge = await MergedAsync(anna, anya);
        await using var db = world.Database.Db(await world.Database.Given.TenantAsync("Other"));
        await using var transaction = await db.Database.BeginTransactionAsync();

        Assert.Equal(UndoRefusal.Unknown, (await ClientUnmerging.UndoAsync(db, new UndoWish(merge, world.Operator), world.Clock.GetUtcNow(), default)).Refusal);
    }

    [Fact]
    public async Task MergeAndUndo_ByTwoAtOnce_OneOfThemWins()
    {
        var merges = await Task.WhenAll(world.MergeAsync(anna, anya), world.MergeAsync(anya, anna));
        var merge = Assert.Single(merges, m => m.MergeId is not null).MergeId!.Value;
        Assert.Equal(MergeRefusal.Merged, Assert.Single(merges, m => m.MergeId is null).Refusal);

        var undone = await Task.WhenAll(world.UndoAsync(merge), world.UndoAsync(merge));
        Assert.Single(undone, u => u.Refusal is null);
        Assert.Single(undone, u => u.Refusal is UndoRefusal.Unknown);
    }

    [Fact]
    public async Task Merges_OfOverlappingPairsAtOnce_NeverStandInEachOthersWayForEver()
    {
        for (var round = 0; round < 10; round++)
        {
            var people = new[] { await world.PersonAsync($"8{round}1"), await world.PersonAsync($"8{round}2"), await world.PersonAsync($"8{round}3") };
            var results = await Task.WhenAll(world.MergeAsync(people[0], people[1]), world.MergeAsync(people[1], people[2]), world.MergeAsync(people[2], people[0]));

            Assert.Equal(2, results.Count(r => r.MergeId is not null));
            Assert.Equal(MergeRefusal.Merged, Assert.Single(results, r => r.MergeId is null).Refusal);
        }
    }

    private async Task<Guid> MergedAsync(Guid master, Guid merged, IReadOnlyDictionary<string, MergeSide>? choices = null) => (await world.MergeAsync(master, merged, choices)).MergeId!.Value;
}
