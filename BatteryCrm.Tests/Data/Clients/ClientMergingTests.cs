using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>Two clients become one.</summary>
public sealed class ClientMergingTests : IAsyncLifetime
{
    private MergeWorld world = null!;
    private Guid anna;
    private Guid anya;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("71", appeals: 2, phone: null);
        anya = await world.PersonAsync("72", appeals: 3, name: "Аня", phone: "+79171234567");
        await world.Database.ExecuteAsync("delete from live_events");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Merge_AppealsAndIdentitiesAreTheMasters_AndTheOtherLeadsToHim()
    {
        var result = await world.MergeAsync(anna, anya);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((5, 0), (await db.Appeals.CountAsync(a => a.ClientId == anna), await db.Appeals.CountAsync(a => a.ClientId == anya)));
        Assert.Equal(["71", "72"], await db.ClientIdentities.Where(i => i.ClientId == anna).Select(i => i.ExternalId).Order().ToListAsync());
        var merge = await db.ClientMerges.SingleAsync();
        Assert.Equal((result.MergeId!.Value, anna, anya, world.Operator.ToString(), world.Clock.GetUtcNow()), (merge.Id, merge.MasterClientId, merge.MergedClientId, merge.MergedBy, merge.MergedAt));
        var deed = await db.OperatorActions.SingleAsync(a => a.ActionType == ActionTypes.ClientMerged);
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse($$"""{"mergeId":"{{merge.Id}}","master":"{{anna}}","merged":"{{anya}}","identities":1,"appeals":3}"""), JsonElement.Parse(deed.Details!)));
        Assert.Equal((1, 1, 5), (
            await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.ClientChanged && e.SubjectId == anna), await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.ClientChanged && e.SubjectId == anya),
            await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged)));
    }

    [Fact]
    public async Task Merge_EmptyFieldsAreFilled_FlagsAreOrEd_AndTheOthersPlatformColumnsFollowHisIdentities()
    {
        await world.Database.ExecuteAsync($"update clients set has_phone = true, unsubscribed = true, vk_id = '9' where id = '{anya}'; update clients set vk_id = null, email = 'a@demo.test' where id = '{anna}'");

        await world.MergeAsync(anna, anya);

        await using var db = world.Database.Db(world.Tenant);
        var master = await db.Clients.SingleAsync(c => c.Id == anna);
        Assert.Equal(("Анна", "+79171234567", "a@demo.test", "71", "9", true, true), (master.Name, master.Phone, master.Email, master.TelegramId, master.VkId, master.HasPhone, master.Unsubscribed));
        var merged = await db.Clients.SingleAsync(c => c.Id == anya);
        Assert.Equal(("Аня", "+79171234567", (string?)null, (string?)null), (merged.Name, merged.Phone, merged.TelegramId, merged.VkId));
    }

    [Fact]
    public async Task Merge_WhatSomebodyChose_Stands()
    {
        await world.Database.ExecuteAsync($"update clients set email = 'b@demo.test' where id = '{anya}'");

        await world.MergeAsync(anna, anya, new Dictionary<string, MergeSide> { ["name"] = MergeSide.Merged, ["phone"] = MergeSide.Master, ["email"] = MergeSide.Merged });

        await using var db = world.Database.Db(world.Tenant);
        var master = await db.Clients.SingleAsync(c => c.Id == anna);
        Assert.Equal(("Аня", (string?)null, "b@demo.test"), (master.Name, master.Phone, master.Email));
    }

    [Fact]
    public async Task Merge_IntoABlockedClient_WhatMovesWaitsForNobody_AndUndoneItWaitsAsBefore()
    {
        await world.Database.ExecuteAsync($"update clients set blocked_at = now() where id = '{anna}'; update appeal_activity v set is_muted = true, muted_since = waiting_since, waiting_since = null from appeals a where a.id = v.appeal_id and a.client_id = '{anna}'");
        await world.Database.ExecuteAsync($"""
            update appeal_activity set snoozed_since = waiting_since, waiting_since = null, snoozed_until = now() + interval '1 day', snoozed_by = '{world.Operator}'
            where appeal_id = (select id from appeals where client_id = '{anya}' order by id limit 1)
            """);
        var before = await world.DumpAsync();

        var merge = (await world.MergeAsync(anna, anya)).MergeId!.Value;
        Assert.Equal((0L, 5L), (await world.Database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null"), await world.Database.ScalarAsync<long>("select count(*) from appeal_activity where is_muted and muted_since is not null")));

        Assert.Null((await world.UndoAsync(merge)).Refusal);
        Assert.Equal(before, await world.DumpAsync());
    }

    [Fact]
    public async Task Merge_OfABlockedClient_IntoOneWhoIsNot_HisAppealsWaitAgain()
    {
        await world.Database.ExecuteAsync($"update clients set blocked_at = now() where id = '{anya}'; update appeal_activity v set is_muted = true, muted_since = waiting_since, waiting_since = null from appeals a where a.id = v.appeal_id and a.client_id = '{anya}'");

        await world.MergeAsync(anna, anya);

        Assert.Equal(5L, await world.Database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null and not is_muted"));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>($"select count(*) from clients where id = '{anna}' and blocked_at is not null"));
    }

    [Fact]
    public async Task Merge_OfItselfOrOfWhoIsNotThere_IsRefused()
    {
        Assert.Equal(MergeRefusal.Itself, (await world.MergeAsync(anna, anna)).Refusal);
        Assert.Equal(MergeRefusal.Unknown, (await world.MergeAsync(anna, Ids.New())).Refusal);
        var stranger = await world.Database.Given.ClientAsync(await world.Database.Given.TenantAsync("Other"), "Анна", "+79171234567");
        Assert.Equal(MergeRefusal.Unknown, (await world.MergeAsync(anna, stranger)).Refusal);
        Assert.Equal(MergeRefusal.Unknown, (await world.MergeAsync(stranger, anna)).Refusal);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from client_merges"));
    }

    [Fact]
    public async Task Merge_OfWhoWasMerged_IsRefusedAndSaysToWhomHeLeads_SoThatNoCircleCloses()
    {
        var third = await world.PersonAsync("73");
        await world.MergeAsync(anna, anya);

        Assert.Equal(new MergeResult(null, MergeRefusal.Merged, anna), await world.MergeAsync(third, anya));
        Assert.Equal(new MergeResult(null, MergeRefusal.Merged, anna), await world.MergeAsync(anya, third));
        Assert.Equal(new MergeResult(null, MergeRefusal.Merged, anna), await world.MergeAsync(anya, anna));
        Assert.NotNull((await world.MergeAsync(third, anna)).MergeId);
    }

    [Fact]
    public async Task Merge_AfterSomethingChangedThatWasLookedAt_IsRefused_AndMessagesAreNoChange()
    {
        var seen = await PreviewAsync();
        await world.Database.ExecuteAsync($"update clients set name = 'Анна К.' where id = '{anya}'");
        Assert.Equal(MergeRefusal.Stale, (await world.MergeAsync(anna, anya, seen: seen.Stamp)).Refusal);

        seen = await PreviewAsync();
        await world.AppealAsync(anya, null, "72");
        Assert.Equal(MergeRefusal.Stale, (await world.MergeAsync(anna, anya, seen: seen.Stamp)).Refusal);

        seen = await PreviewAsync();
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anya}' limit 1");
        await world.Database.Given.MessageAsync(world.Tenant, appeal);
        Assert.NotNull((await world.MergeAsync(anna, anya, seen: seen.Stamp)).MergeId);
    }

    [Fact]
    public async Task Preview_CountsWhatMoves()
    {
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anya}' limit 1");
        await world.Database.Given.MessageAsync(world.Tenant, appeal);

        var preview = await PreviewAsync();

        Assert.Equal((3, 4L, 1, 0), (preview.Appeals, preview.Messages, preview.Identities, preview.Appointments));
    }

    [Fact]
    public async Task Merge_ContactsAndFamilyMove_WhatBothHaveStays_AndTheUndoPutsAllBack()
    {
        var third = await world.PersonAsync("73");
        var fourth = await world.PersonAsync("74");
        await AddContactAsync(anna, "+79170000001");
        await AddContactAsync(anya, "+79170000001");
        await AddContactAsync(anya, "+79170000002");
        foreach (var (a, b) in ((Guid, Guid)[])[(anna, third), (anya, third), (anya, fourth), (anna, anya)]) await AddLinkAsync(a, b);
        await world.Database.ExecuteAsync($"insert into duplicate_candidates (tenant_id, one_client_id, other_client_id, strength, evidence) select '{world.Tenant}', least(x, y), greatest(x, y), 'weak', '[]' from (select '{anya}'::uuid x, '{third}'::uuid y) p");
        var before = await world.DumpAsync();
        var preview = await PreviewAsync();
        Assert.Equal((1, 1), (preview.Rows["client_contacts"], preview.Rows["client_links"]));

        var merge = (await world.MergeAsync(anna, anya)).MergeId!.Value;

        await using (var db = world.Database.Db(world.Tenant))
        {
            Assert.Equal(["+79170000001", "+79170000002"], await db.ClientContacts.Where(c => c.ClientId == anna).Select(c => c.Value).Order().ToListAsync());
            Assert.Equal(["+79170000001"], await db.ClientContacts.Where(c => c.ClientId == anya).Select(c => c.Value).ToListAsync());
            var links = (await db.ClientLinks.ToListAsync()).Select(l => new ClientPair(l.OneClientId, l.OtherClientId)).ToHashSet();
            Assert.Equal([ClientPair.Of(anna, third), ClientPair.Of(anya, third), ClientPair.Of(anna, fourth), ClientPair.Of(anna, anya)], links);
        }

        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from duplicate_candidates"));
        Assert.Equal(2L, await world.Database.ScalarAsync<long>($"select count(distinct client_id) from duplicate_checks where client_id in ('{anna}', '{anya}')"));
        Assert.Null((await world.UndoAsync(merge)).Refusal);
        Assert.Equal(before, await world.DumpAsync());
    }

    private Task<Guid> AddContactAsync(Guid client, string phone) => world.Database.Given.AddAsync(
        new ClientContact { TenantId = world.Tenant, ClientId = client, Kind = ContactKinds.Phone, Value = phone, Typed = phone, Source = ContactSources.Operator }, c => c.Id);

    private Task<Guid> AddLinkAsync(Guid a, Guid b)
    {
        var pair = ClientPair.Of(a, b);
        return world.Database.Given.AddAsync(new ClientLink { TenantId = world.Tenant, OneClientId = pair.One, OtherClientId = pair.Other, Kind = ClientLink.Family, OperatorId = world.Operator }, l => l.Id);
    }

    // Whoever adds a reference to clients has to say what a merge does with it.
    [Fact]
    public async Task EveryReferenceToClients_IsKnownToTheMerge()
    {
        string[] moved = ["appeals.client_id", "client_identities.client_id", "client_consents.client_id", "client_contacts.client_id", "client_notes.client_id", "client_tags.client_id", "client_links.one_client_id", "client_links.other_client_id"];
        string[] foundAnew = ["duplicate_candidates.one_client_id", "duplicate_candidates.other_client_id"];
        // What somebody said of two clients stays said of them; whoever looks for duplicates follows the merges.
        // Bound to the row as it was: the proof of an erasure, and the line of a file.
        string[] stay = ["duplicate_dismissals.one_client_id", "duplicate_dismissals.other_client_id", "client_erasures.client_id", "client_import_rows.client_id"];
        string[] ofMerges = ["client_merges.master_client_id", "client_merges.merged_client_id", "merge_journal.master_client_id", "merge_journal.merged_client_id"];
        var references = (await world.Database.ScalarAsync<string>("""
            select string_agg(distinct c.conrelid::regclass::text || '.' || a.attname, ',') from pg_constraint c
            join unnest(c.conkey, c.confkey) with ordinality k (own, target, place) on true
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
            join pg_attribute t on t.attrelid = c.confrelid and t.attnum = k.target
            where c.contype = 'f' and c.confrelid = 'clients'::regclass and t.attname = 'id'
            """))!.Split(',');

        Assert.Equal(moved.Concat(foundAnew).Concat(stay).Concat(ofMerges).Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    private async Task<MergePreview> PreviewAsync()
    {
        await using var db = world.Database.Db(world.Tenant);
        return await MergePreview.ReadAsync(db, anna, anya, default);
    }
}
