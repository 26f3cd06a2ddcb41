using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Live;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Data.Plans;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Intake.Duplicates;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Intake;

/// <summary>Who may be one person is found by what is new of somebody, and of nobody else.</summary>
public sealed class DuplicateRoundTests : IAsyncLifetime
{
    private const string Phone = "+79171234567";
    private MergeWorld world = null!;

    public async Task InitializeAsync() => world = await MergeWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task NewClient_WithTheNumberOfAnother_IsFound_AndToldOfToTheConsoles()
    {
        var anna = await world.PersonAsync("71", phone: Phone);
        await SearchAsync();
        await world.Database.ExecuteAsync("delete from live_events");

        var anya = await world.PersonAsync("72", name: "Аня", phone: Phone);
        await SearchAsync();

        var found = await OneAsync();
        Assert.Equal((ClientPair.Of(anna, anya), Strengths.Strong, world.Clock.GetUtcNow()), (found.Pair, found.Strength, found.FoundAt));
        Assert.Equal([new Evidence(EvidenceKinds.Phone, Phone)], found.Evidence);
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(new[] { anna, anya }.Order(), (await db.LiveEvents.Where(e => e.Kind == LiveKinds.DuplicatesChanged).Select(e => e.SubjectId!.Value).ToListAsync()).Order());
        Assert.Equal(0, await db.DuplicateChecks.CountAsync());
    }

    [Theory]
    [InlineData("update clients set phone = '+79171234567' where id = '{0}'", EvidenceKinds.Phone)]
    [InlineData("update clients set email = 'ANNA@demo.test' where id = '{0}'", EvidenceKinds.Email)]
    [InlineData("update client_identities set username = 'Anna_K' where client_id = '{0}'", EvidenceKinds.Username)]
    [InlineData("insert into client_identities (tenant_id, client_id, platform, external_id, username) select tenant_id, id, 'vk', '9', 'ANNA_k' from clients where id = '{0}'", EvidenceKinds.Username)]
    [InlineData("insert into client_contacts (tenant_id, client_id, kind, value, typed, source) select tenant_id, id, 'phone', '+79171234567', '8917', 'operator' from clients where id = '{0}'", EvidenceKinds.Phone)]
    [InlineData("insert into client_contacts (tenant_id, client_id, kind, value, typed, source) select tenant_id, id, 'email', 'anna@demo.test', 'a', 'import' from clients where id = '{0}'", EvidenceKinds.Email)]
    [InlineData("insert into client_contacts (tenant_id, client_id, kind, value, typed, source) select tenant_id, id, 'phone', '+79171234567', '8917', 'chat' from clients where id = '{0}'", EvidenceKinds.Chat)]
    public async Task NewOfSomebody_IsLookedFor_AndWhenItGoesThePairGoes(string change, string kind)
    {
        var anna = await AnnaAsync();
        var anya = await world.PersonAsync("72", name: "Аня");
        await SearchAsync();
        Assert.Empty(await FoundAsync());

        await world.Database.ExecuteAsync(string.Format(null, change, anya));
        await SearchAsync();
        var found = await OneAsync();
        Assert.Equal((ClientPair.Of(anna, anya), Strengths.Strong, kind), (found.Pair, found.Strength, Assert.Single(found.Evidence).Kind));

        await world.Database.ExecuteAsync($"update clients set phone = null, email = null where id = '{anya}'; update client_identities set username = null where client_id = '{anya}'; delete from client_contacts where client_id = '{anya}'");
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task NumberInAConversation_ThatIsAnothers_IsEvidence_AndNotTheClientsOwn()
    {
        var anna = await AnnaAsync();
        var anya = await world.PersonAsync("72", name: null);
        await SaidAsync(anya, "Мой телефон 8 (917) 123-45-67, звоните. Заказ 1234567890123, ваш 8 846 200-00-00");
        await SearchAsync();

        var found = await OneAsync();
        Assert.Equal((ClientPair.Of(anna, anya), Strengths.Strong), (found.Pair, found.Strength));
        Assert.Equal([new Evidence(EvidenceKinds.Chat, Phone)], found.Evidence);
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(["+78462000000", Phone], await db.ClientContacts.Where(c => c.ClientId == anya && c.Source == ContactSources.Chat && !c.IsVerified).Select(c => c.Value).Order().ToListAsync());
        Assert.Null(await db.Clients.Where(c => c.Id == anya).Select(c => c.Phone).SingleAsync());
    }

    // The shop's own number, a wife's: it says nothing of the two who wrote it.
    [Fact]
    public async Task NumberThatTwoHaveOnlyWritten_IsNobodys()
    {
        foreach (var id in (string[])["71", "72"]) await SaidAsync(await world.PersonAsync(id), "ваш номер 8 846 200-00-00?");
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task SameNameAndDevice_WithinThirtyDays_AreWeak()
    {
        var brand = await world.Database.Given.AddAsync(new Brand { TenantId = world.Tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
        var model = await world.Database.Given.AddAsync(new Model { TenantId = world.Tenant, BrandId = brand, Name = "iPhone 13" }, m => m.Id);
        var (anna, near) = (await world.PersonAsync("71"), await world.PersonAsync("72", name: "анна"));
        var (longAgo, another) = (await world.PersonAsync("73"), await world.PersonAsync("74", name: "Пётр"));
        await world.Database.ExecuteAsync($"update appeals set created_at = created_at - interval '29 days' where client_id = '{near}'; update appeals set created_at = created_at - interval '65 days' where client_id = '{longAgo}'");
        foreach (var client in (Guid[])[near, longAgo, another, anna]) await world.Database.ExecuteAsync($"update appeals set model_id = '{model}' where client_id = '{client}'");
        await SearchAsync();

        var found = await OneAsync();
        Assert.Equal((ClientPair.Of(anna, near), Strengths.Weak), (found.Pair, found.Strength));
        Assert.Equal([new Evidence(EvidenceKinds.Device, model.ToString()) { Of = "iPhone 13" }], found.Evidence);

        await world.Database.ExecuteAsync($"update clients set name = 'Инна' where id = '{near}'");
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task OneNumberAndDifferentNames_AreWeak_AndStrongOnceTheNameIsPutRight()
    {
        await world.PersonAsync("71", phone: Phone);
        var ivan = await world.PersonAsync("72", name: "Иван", phone: Phone);
        await SearchAsync();
        Assert.Equal(Strengths.Weak, (await OneAsync()).Strength);

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Database.ExecuteAsync($"update clients set name = 'Анечка' where id = '{ivan}'");
        await SearchAsync();
        Assert.Equal((Strengths.Strong, world.Clock.GetUtcNow()), ((await OneAsync()).Strength, (await OneAsync()).FoundAt));
    }

    [Fact]
    public async Task WhoGaveNoName_OnANumberThatTurnsOutToBeAFamilys_IsStrongNoMore()
    {
        var (anna, nameless) = (await world.PersonAsync("71", phone: Phone), await world.PersonAsync("72", name: null, phone: Phone));
        await SearchAsync();
        Assert.Equal(Strengths.Strong, (await OneAsync()).Strength);

        await world.PersonAsync("73", name: "Иван", phone: Phone);
        await SearchAsync();

        var found = await FoundAsync();
        Assert.Equal(3, found.Count);
        Assert.All(found, f => Assert.Equal(Strengths.Weak, f.Strength));
        Assert.Contains(found, f => f.Pair == ClientPair.Of(anna, nameless));
    }

    [Fact]
    public async Task ValueThatVeryManyHave_TellsNobodyApart()
    {
        for (var i = 0; i <= DuplicateQuery.MostOfOneValue + 1; i++) await world.Database.Given.ClientAsync(world.Tenant, "Анна", Phone);
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task DismissedPair_ComesBackOnlyByWhatNobodyLookedAt()
    {
        var (anna, anya) = (await AnnaAsync(), await world.PersonAsync("72", name: "Аня", phone: Phone));
        await SearchAsync();
        await DismissAsync(await OneAsync());
        await world.Database.ExecuteAsync($"update clients set name = 'Анечка' where id = '{anya}'");
        await SaidAsync(anya, "8 917 123 45 67 это мой");
        await SearchAsync();
        Assert.Empty(await FoundAsync());

        await world.Database.ExecuteAsync($"update clients set email = 'anna@demo.test' where id = '{anya}'");
        await SearchAsync();
        Assert.Equal((ClientPair.Of(anna, anya), 2), ((await OneAsync()).Pair, (await OneAsync()).Evidence.Count));
    }

    [Fact]
    public async Task DismissedPair_StaysDismissed_WhenOneOfThemBecomesAnother()
    {
        var (anna, anya) = (await AnnaAsync(), await world.PersonAsync("72", name: "Аня", phone: Phone));
        await SearchAsync();
        await DismissAsync(await OneAsync());
        var master = await world.PersonAsync("73", name: "Анна К.");
        await world.MergeAsync(master, anya);
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task Family_IsNeverSuggested()
    {
        var (anna, ivan) = (await AnnaAsync(), await world.PersonAsync("72", name: "Иван", phone: Phone));
        var pair = ClientPair.Of(anna, ivan);
        await world.Database.Given.AddAsync(new ClientLink { TenantId = world.Tenant, OneClientId = pair.One, OtherClientId = pair.Other, Kind = ClientLink.Family, OperatorId = world.Operator }, l => l.Id);
        await world.Database.ExecuteAsync($"update clients set email = 'anna@demo.test' where id = '{ivan}'");
        await SearchAsync();
        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task Merge_LeadsTheMergedOnesPairsToTheMaster_AndTheUndoBack()
    {
        var (anna, anya, third) = (await AnnaAsync(), await world.PersonAsync("72", name: "Аня", phone: Phone), await world.PersonAsync("73", name: "Анна"));
        await SearchAsync();
        Assert.Equal(ClientPair.Of(anna, anya), (await OneAsync()).Pair);

        // The number stays in the row of who was merged, and finds his master.
        var merge = (await world.MergeAsync(third, anya, new Dictionary<string, BatteryCrm.Data.Clients.Merging.MergeSide> { ["phone"] = BatteryCrm.Data.Clients.Merging.MergeSide.Master })).MergeId!.Value;
        Assert.Empty(await FoundAsync());
        await SearchAsync();
        Assert.Equal(ClientPair.Of(anna, third), (await OneAsync()).Pair);

        await world.UndoAsync(merge);
        await SearchAsync();
        Assert.Equal(ClientPair.Of(anna, anya), (await OneAsync()).Pair);
    }

    [Fact]
    public async Task TwoTenants_WithOneNumber_AreNeverSuggestedToEachOther()
    {
        await AnnaAsync();
        var other = await world.Database.Given.TenantAsync("Other");
        await world.Database.Given.AddAsync(new Client { TenantId = other, Name = "Анна", Phone = Phone, Email = "anna@demo.test" }, c => c.Id);
        var stranger = await world.Database.Given.ClientAsync(other, "Анна");
        await world.Database.Given.AddAsync(new ClientIdentity { TenantId = other, ClientId = stranger, Platform = "telegram", ExternalId = "71", Username = "anna_k" }, i => i.Id);
        await world.Database.Given.AddAsync(new ClientContact { TenantId = other, ClientId = stranger, Kind = ContactKinds.Email, Value = "anna@demo.test", Typed = "a", Source = ContactSources.Operator }, c => c.Id);
        await SearchAsync();

        Assert.Empty(await FoundAsync());
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from duplicate_candidates where tenant_id = '{other}'"));
    }

    [Fact]
    public async Task TwoNodesAtOnce_FindEachPairOnce_AndLeaveNobodyOut()
    {
        for (var i = 0; i < 150; i++)
            foreach (var name in (string[])["Анна", "Аня"]) await world.Database.Given.ClientAsync(world.Tenant, name, $"+7917000{i:0000}");
        var another = await world.Database.Given.TenantAsync("Other");
        foreach (var name in (string[])["Анна", "Аня"]) await world.Database.Given.ClientAsync(another, name, Phone);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            while (await world.Database.ScalarAsync<long>("select count(*) from duplicate_checks") > 0) await Round().RunAsync(default);
        }));

        Assert.Equal(150, (await FoundAsync()).Count);
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from duplicate_candidates where tenant_id = '{another}'"));
    }

    [Fact]
    public async Task TenantWhoseSearchFails_KeepsItsQueue_AndHindersNobody()
    {
        await AnnaAsync();
        await world.PersonAsync("72", name: "Аня", phone: Phone);
        var another = await world.Database.Given.TenantAsync("Other");
        foreach (var name in (string[])["Анна", "Аня"]) await world.Database.Given.ClientAsync(another, name, Phone);
        await world.Database.ExecuteAsync($"alter table duplicate_candidates add constraint ck_trouble check (tenant_id <> '{world.Tenant}')");

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Round().RunAsync(default));

        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from duplicate_candidates where tenant_id = '{another}'"));
        Assert.True(await world.Database.ScalarAsync<bool>("select count(*) > 0 and bool_and(tenant_id = '" + world.Tenant + "') from duplicate_checks"));
        await world.Database.ExecuteAsync("alter table duplicate_candidates drop constraint ck_trouble");
        await SearchAsync();
        await OneAsync();
    }

    // A young tenant grows faster than its statistics: without the rule every client of a round would read the table through.
    [Fact]
    public async Task Statistics_OfAYoungTable_LeadToNoScan()
    {
        var anna = await AnnaAsync();
        await world.Database.ExecuteAsync($"""
            analyze clients; analyze client_contacts;
            insert into clients (id, tenant_id, name, phone) select gen_random_uuid(), '{world.Tenant}', 'Гость ' || g, '+7927' || lpad(g::text, 7, '0') from generate_series(1, 3000) g
            """);
        await using var connection = await world.Database.Sources.Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var byIndex = new Npgsql.NpgsqlCommand(DuplicateRound.ByIndex, connection)) await byIndex.ExecuteNonQueryAsync();

        var plan = await DuplicatePlansTests.PlanAsync(new Npgsql.NpgsqlCommand("explain " + DuplicateQuery.Hits, connection), world.Tenant, new[] { anna });

        Assert.DoesNotContain("Seq Scan on client", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Hash Join", plan, StringComparison.Ordinal);
    }

    private DuplicateRound Round() => new(world.Database.Sources, world.Clock);

    private async Task SearchAsync()
    {
        while (await Round().RunAsync(default) > 0)
        {
        }
    }

    // Anna with all by which a person is known.
    private async Task<Guid> AnnaAsync()
    {
        var anna = await world.PersonAsync("71", phone: Phone);
        await world.Database.ExecuteAsync($"update clients set email = 'Anna@demo.test' where id = '{anna}'; update client_identities set username = 'anna_k' where client_id = '{anna}'");
        return anna;
    }

    private async Task SaidAsync(Guid client, string text)
    {
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{client}' limit 1");
        var message = await world.Database.Given.MessageAsync(world.Tenant, appeal, text);
        await world.Database.ExecuteAsync($"insert into duplicate_checks (tenant_id, message_id) values ('{world.Tenant}', '{message}')");
    }

    private Task DismissAsync(Found found) => world.Database.ExecuteAsync($"""
        insert into duplicate_dismissals (tenant_id, one_client_id, other_client_id, operator_id, evidence) values ('{world.Tenant}', '{found.Pair.One}', '{found.Pair.Other}', '{world.Operator}', '{Evidence.Write(found.Evidence)}');
        delete from duplicate_candidates
        """);

    private async Task<Found> OneAsync() => Assert.Single(await FoundAsync());

    private async Task<List<Found>> FoundAsync()
    {
        await using var db = world.Database.Db(world.Tenant);
        return [.. (await db.DuplicateCandidates.ToListAsync()).Select(c => new Found(new ClientPair(c.OneClientId, c.OtherClientId), c.Strength, Evidence.Read(c.Evidence), c.FoundAt))];
    }

    private sealed record Found(ClientPair Pair, string Strength, IReadOnlyList<Evidence> Evidence, DateTimeOffset FoundAt);
}
