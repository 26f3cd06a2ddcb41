using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Plans;
using BatteryCrm.Web.People.Import;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.People.Import;

/// <summary>A file of clients is looked at, written in steps and taken back as one.</summary>
public sealed class ClientImportTests : IAsyncLifetime
{
    private const string File = """
        Имя;Телефон;Почта;Telegram;Согласие;Не беспокоить
        Анна;8 917 123-45-67;anna@demo.test;@anna;да;
        Борис;+7 927 000-11-22;;123456789;;да
        Анна ещё раз;79171234567;;;;
        Вера;123;;;;
        Глеб;;gleb@demo.test;;;
        ;;;;;
        """;

    private ImportWorld world = null!;

    public async Task InitializeAsync() => world = await ImportWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Preview_CountsAndShowsWhoIsHere_AndNothingIsWritten()
    {
        await world.Database.Given.ClientAsync(world.Tenant, "Глеб Старый");
        await world.Database.ExecuteAsync("update clients set email = 'Gleb@Demo.test'");

        var id = await world.ReadyAsync(File);

        var import = await world.ImportAsync(id);
        Assert.Equal((ImportStates.Ready, 5, 2, 1, 1, 1), (import.State, import.Total, import.Fresh, import.Known, import.Doubled, import.Unreadable));
        Assert.Equal("Глеб Старый Gleb@Demo.test", await world.ClientsAsync());
        var known = Assert.Single(await world.Desk().RowsAsync(id, ImportVerdicts.Known, 0, 10, default));
        Assert.Equal((6, "email", "Глеб", "Глеб Старый"), (known.Line, known.Reason, known.Name, known.ClientName));
        var doubled = Assert.Single(await world.Desk().RowsAsync(id, ImportVerdicts.Doubled, 0, 10, default));
        Assert.Equal((4, "2"), (doubled.Line, doubled.Reason));
        var unreadable = Assert.Single(await world.Desk().RowsAsync(id, ImportVerdicts.Unreadable, 0, 10, default));
        Assert.Equal((5, "phone", null), (unreadable.Line, unreadable.Reason, unreadable.Name));
    }

    [Fact]
    public async Task Import_WritesClientsTheirIdentitiesAndConsents_AndKeepsNoLine()
    {
        var id = await world.DoneAsync(File);

        Assert.Equal("Анна +79171234567 anna@demo.test; Борис +79270001122 off; Глеб gleb@demo.test", await world.ClientsAsync());
        Assert.Equal("@anna anna, 123456789", await world.Database.ScalarAsync<string>("select string_agg(concat_ws(' ', external_id, username), ', ' order by external_id desc) from client_identities"));
        Assert.Equal("123456789", await world.Database.ScalarAsync<string>("select max(telegram_id) from clients"));
        Assert.Equal("Анна personal_data import", await world.Database.ScalarAsync<string>("select string_agg(concat_ws(' ', c.name, s.kind, s.source), ', ') from client_consents s join clients c on c.id = s.client_id"));
        var import = await world.ImportAsync(id);
        Assert.Equal((ImportStates.Done, 3, 0, 0, null), (import.State, import.Created, import.Filled, import.Skipped, import.FileId));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select (select count(*) from stored_files) + (select count(*) from client_import_rows where coalesce(name, phone, email, telegram) is not null)"));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($"select count(*) from operator_actions where action_type = 'clients_imported' and details = jsonb_build_object('import', '{id}', 'created', 3, 'filled', 0)"));
    }

    [Fact]
    public async Task Import_LeavesTheColumnsOfClientsAsTheirIdentitiesSay()
    {
        await world.DoneAsync(File);

        Assert.Equal(0, await Data.Clients.PrimaryIdentitiesTests.WrongAsync(world.Database));
        Assert.Equal("Анна -, Борис 123456789 telegram, Глеб -", await world.Database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', name, coalesce(telegram_id, '-'), case when has_telegram then 'telegram' end), ', ' order by name) from clients"));
    }

    [Fact]
    public async Task NotesAndTags_ComeWithAClient_AndGoWithTheUndoUnlessSomebodyAddedOne()
    {
        var id = await world.DoneAsync("Имя;Телефон;Заметка;Метки\nАнна;89171234567;звонить вечером;VIP, опт\nБорис;89171234568;;опт\n");
        Assert.Equal("Анна звонить вечером", await world.Database.ScalarAsync<string>("select string_agg(c.name || ' ' || n.body, ', ') from client_notes n join clients c on c.id = n.client_id"));
        Assert.Equal("Анна VIP, Анна опт, Борис опт", await world.Database.ScalarAsync<string>("select string_agg(c.name || ' ' || t.tag, ', ' order by c.name, t.tag_key) from client_tags t join clients c on c.id = t.client_id"));
        await world.Database.ExecuteAsync($"insert into client_notes (tenant_id, client_id, body, operator_id, created_at) select tenant_id, id, 'пришёл', '{world.Operator}', created_at + interval '1 hour' from clients where name = 'Борис'");

        await world.UndoAsync(id);

        Assert.Equal("Борис +79171234568", await world.ClientsAsync());
        Assert.Equal("пришёл", await world.Database.ScalarAsync<string>("select string_agg(body, ', ') from client_notes"));
        Assert.Equal("опт", await world.Database.ScalarAsync<string>("select string_agg(tag, ', ') from client_tags"));
    }

    [Fact]
    public async Task Undo_TakesAllBackThatNobodyHasTouched_AndCountsTheRest()
    {
        var id = await world.DoneAsync(File);
        var anna = await world.Database.ScalarAsync<Guid>("select id from clients where name = 'Анна'");
        await world.Database.Given.AppealAsync(world.Tenant, anna);

        await world.UndoAsync(id);

        Assert.Equal("Анна +79171234567 anna@demo.test", await world.ClientsAsync());
        var import = await world.ImportAsync(id);
        Assert.Equal((ImportStates.Undone, 2, 1), (import.State, import.Undone, import.Kept));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from client_identities"));
        Assert.False(await world.Desk().UndoAsync(id, default));
    }

    [Theory]
    [InlineData("update clients set name = 'Анна Кузнецова', updated_at = created_at + interval '1 hour' where name = 'Анна'")]
    [InlineData("insert into client_identities (tenant_id, client_id, platform, external_id, created_at) select tenant_id, id, 'vk', '9', created_at + interval '1 hour' from clients where name = 'Анна'")]
    [InlineData("insert into client_merges (tenant_id, master_client_id, merged_client_id) select a.tenant_id, a.id, b.id from clients a, clients b where a.name = 'Анна' and b.name = 'Старый'")]
    public async Task Undo_WhoWasChangedOrCameByHimselfSince_Stays(string since)
    {
        await world.Database.Given.ClientAsync(world.Tenant, "Старый");
        var id = await world.DoneAsync(File);
        await world.Database.ExecuteAsync(since);

        await world.UndoAsync(id);

        Assert.StartsWith("Анна", await world.ClientsAsync(), StringComparison.Ordinal);
        Assert.Equal((2, 1), ((await world.ImportAsync(id)).Undone, (await world.ImportAsync(id)).Kept));
    }

    [Fact]
    public async Task Fill_WritesOnlyWhatIsEmpty_AndUndoTakesItBackUnlessChangedSince()
    {
        await world.Database.ExecuteAsync($"""
            insert into clients (tenant_id, name, phone, email) values ('{world.Tenant}', 'Аня', '+79171234567', null), ('{world.Tenant}', null, '+79270001122', null), ('{world.Tenant}', 'Глеб', null, 'gleb@demo.test')
            """);
        var before = await world.ClientsAsync();
        var id = await world.DoneAsync(File, fills: true);

        Assert.Equal("Аня +79171234567 anna@demo.test; Борис +79270001122 off; Глеб gleb@demo.test", await world.ClientsAsync());
        Assert.Equal((0, 2, 1), ((await world.ImportAsync(id)).Created, (await world.ImportAsync(id)).Filled, (await world.ImportAsync(id)).Skipped));
        await world.Database.ExecuteAsync("update clients set email = 'new@demo.test' where name = 'Аня'");

        await world.UndoAsync(id);

        Assert.Equal(before.Replace("+79171234567", "+79171234567 new@demo.test", StringComparison.Ordinal), await world.ClientsAsync());
        Assert.Equal((1, 1), ((await world.ImportAsync(id)).Undone, (await world.ImportAsync(id)).Kept));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from client_consents"));
    }

    [Fact]
    public async Task Leave_WhoIsHere_StaysAsHeIs()
    {
        await world.Database.Given.ClientAsync(world.Tenant, "Аня", "+79171234567");
        var id = await world.DoneAsync(File);

        Assert.Equal("Аня +79171234567; Борис +79270001122 off; Глеб gleb@demo.test", await world.ClientsAsync());
        Assert.Equal((2, 1), ((await world.ImportAsync(id)).Created, (await world.ImportAsync(id)).Skipped));
    }

    [Fact]
    public async Task Known_OverAMerge_IsTheMaster_AndOfSeveralWithOneNumberNobodyIsFilled()
    {
        var master = await world.Database.Given.ClientAsync(world.Tenant, "Мастер");
        var merged = await world.Database.Given.ClientAsync(world.Tenant, "Аня", "+79171234567");
        await world.Database.ExecuteAsync($"insert into client_merges (tenant_id, master_client_id, merged_client_id) values ('{world.Tenant}', '{master}', '{merged}')");
        await world.Database.Given.ClientAsync(world.Tenant, "Борис", "+79270001122");
        await world.Database.Given.ClientAsync(world.Tenant, "Жена Бориса", "+79270001122");

        var id = await world.ReadyAsync(File);

        var known = await world.Desk().RowsAsync(id, ImportVerdicts.Known, 0, 10, default);
        Assert.Equal([("Мастер", "phone"), ("several", "several")], known.Select(k => (k.Reason is "several" ? "several" : k.ClientName, k.Reason)));
        Assert.True(await world.Desk().StartAsync(id, fills: true, default));
        await world.RunAsync();
        Assert.Equal((1, 1, 1), ((await world.ImportAsync(id)).Created, (await world.ImportAsync(id)).Filled, (await world.ImportAsync(id)).Skipped));
        Assert.Equal("anna@demo.test", await world.Database.ScalarAsync<string>($"select email from clients where id = '{master}'"));
    }

    [Fact]
    public async Task SomebodyComesBetweenPreviewAndImport_IsNotDoubled()
    {
        var id = await world.ReadyAsync(File);
        await world.Database.Given.ClientAsync(world.Tenant, "Анна сама", "+79171234567");

        Assert.True(await world.Desk().StartAsync(id, fills: false, default));
        await world.RunAsync();

        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from clients where phone = '+79171234567'"));
        Assert.Equal((2, 1), ((await world.ImportAsync(id)).Created, (await world.ImportAsync(id)).Skipped));
    }

    [Fact]
    public async Task Steps_OfSeveralNodesAtOnce_WriteEachLineOnce_AndGoOnAfterOneDied()
    {
        var csv = "Имя;Телефон\n" + string.Concat(Enumerable.Range(0, (2 * ImportSteps.StepSize) + 7).Select(i => $"Клиент {i};+7917{i:0000000}\n"));
        var id = await world.ReadyAsync(csv);
        Assert.True(await world.Desk().StartAsync(id, fills: false, default));

        // One step, then its node is gone; then three nodes.
        Assert.Equal(1, await world.Worker().RoundAsync(default));
        Assert.Equal((ImportStates.Running, ImportSteps.StepSize), ((await world.ImportAsync(id)).State, (await world.ImportAsync(id)).Created));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.RunAsync()));

        Assert.Equal(((2 * ImportSteps.StepSize) + 7L, (2 * ImportSteps.StepSize) + 7L), (await world.Database.ScalarAsync<long>("select count(*) from clients"), await world.Database.ScalarAsync<long>("select count(distinct phone) from clients")));
        Assert.Equal(((2 * ImportSteps.StepSize) + 7, ImportStates.Done), ((await world.ImportAsync(id)).Created, (await world.ImportAsync(id)).State));

        await world.UndoAsync(id);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from clients"));
    }

    [Fact]
    public async Task Stop_LeavesWhatIsWritten_AndThatCanBeUndone()
    {
        var csv = "Имя;Телефон\n" + string.Concat(Enumerable.Range(0, ImportSteps.StepSize + 5).Select(i => $"Клиент {i};+7917{i:0000000}\n"));
        var id = await world.ReadyAsync(csv);
        Assert.True(await world.Desk().StartAsync(id, fills: false, default));
        await world.Worker().RoundAsync(default);

        Assert.True(await world.Desk().StopAsync(id, default));
        await world.RunAsync();

        Assert.Equal((ImportStates.Done, "stopped", ImportSteps.StepSize), ((await world.ImportAsync(id)).State, (await world.ImportAsync(id)).Problem, (await world.ImportAsync(id)).Created));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from client_import_rows where name is not null"));
        await world.UndoAsync(id);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from clients"));
    }

    [Fact]
    public async Task WhatNobodyGoesOnWith_IsForgottenAfterADay_AndSoIsWhatIsDropped()
    {
        var (waiting, ready, dropped) = (await world.UploadedAsync(File), await world.ReadyAsync(File), await world.ReadyAsync(File));
        Assert.True(await world.Desk().DropAsync(dropped, default));
        await world.RunAsync();
        Assert.Equal(2L, await world.Database.ScalarAsync<long>("select count(*) from stored_files"));

        world.Clock.Advance(ImportSteps.Patience + TimeSpan.FromSeconds(1));
        await world.RunAsync();

        foreach (var id in new[] { waiting, ready }) Assert.Equal((ImportStates.Dropped, "expired", null), ((await world.ImportAsync(id)).State, (await world.ImportAsync(id)).Problem, (await world.ImportAsync(id)).FileId));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select (select count(*) from stored_files) + (select count(*) from client_import_rows)"));
    }

    [Fact]
    public async Task FileThatCannotBeRead_IsGivenUp_WithTheReason()
    {
        var endless = await world.ReadyAsync("Имя;Телефон\n\"" + string.Concat(Enumerable.Repeat("Анна\n", 20_000)));
        Assert.Equal((ImportStates.Dropped, "quotes", null), ((await world.ImportAsync(endless)).State, (await world.ImportAsync(endless)).Problem, (await world.ImportAsync(endless)).FileId));

        var tooLong = await world.ReadyAsync("Имя\n" + string.Concat(Enumerable.Repeat("Анна\n", ImportReading.MostLines + 1)));
        Assert.Equal((ImportStates.Dropped, "tooMany"), ((await world.ImportAsync(tooLong)).State, (await world.ImportAsync(tooLong)).Problem));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from client_import_rows"));
    }

    [Fact]
    public async Task Change_IsTheOwnersAndManagers_AndOnlyFromWhatWasSeen()
    {
        var id = await world.ReadyAsync(File);
        var pavel = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел");

        Assert.False(await world.Desk(pavel).StartAsync(id, fills: false, default));
        Assert.False((await world.Desk(pavel).ReadAsync(id, default))!.MayChange);
        Assert.True(await world.Desk(pavel, Roles.Manager).BackAsync(id, default));
        Assert.False(await world.Desk().StartAsync(id, fills: false, default));
        Assert.Equal(ImportStates.Columns, (await world.ImportAsync(id)).State);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from client_import_rows"));
    }

    [Fact]
    public async Task Undo_AfterThirtyDays_IsNotOffered()
    {
        var id = await world.DoneAsync(File);
        world.Clock.Advance(ImportDesk.UndoTime + TimeSpan.FromMinutes(1));

        Assert.False(world.Desk().CanBeUndone(await world.ImportAsync(id)));
        await world.Desk().UndoAsync(id, default);
        Assert.Equal(ImportStates.Done, (await world.ImportAsync(id)).State);
    }

    [Fact]
    public async Task Undo_WhoWasErasedSince_IsNeitherBroughtBackNorInTheWay()
    {
        var id = await world.DoneAsync(File);
        var anna = await world.Database.ScalarAsync<Guid>("select id from clients where name = 'Анна'");
        Assert.NotNull(await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), anna, world.Operator, string.Empty, default));

        await world.UndoAsync(id);

        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from clients where erased_at is not null"));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from clients"));
    }

    [Fact]
    public async Task OtherTenants_WithTheSameNumber_AreNotFound()
    {
        var other = await world.Database.Given.TenantAsync("Other");
        await world.Database.Given.ClientAsync(other, "Чужая", "+79171234567");

        Assert.Equal(0, (await world.ImportAsync(await world.ReadyAsync(File))).Known);
    }

    /// <summary>Few statements, however many lines, and the times are printed.</summary>
    [Fact]
    public async Task TwentyThousandLines_AreReadAndWritten_WithFewStatements()
    {
        const int Lines = 20_000;
        await OldClientsAsync();
        var before = world.Database.Sql.Count;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var id = await world.ReadyAsync(Csv(Lines));
        var read = clock.Elapsed;
        clock.Restart();
        Assert.True(await world.Desk().StartAsync(id, fills: true, default));
        await world.RunAsync();
        var written = clock.Elapsed;
        var statements = world.Database.Sql.Count - before;
        clock.Restart();
        await world.UndoAsync(id);

        Console.WriteLine($"{Lines} lines: read and compared in {read.TotalSeconds:0.0} s, written in {written.TotalSeconds:0.0} s, taken back in {clock.Elapsed.TotalSeconds:0.0} s; {statements} statements to read and write.");
        var import = await world.ImportAsync(id);
        Assert.Equal((18_000, 2_000, 18_000, 2_000), (import.Fresh, import.Known, import.Created, import.Filled));
        Assert.Equal((20_000, 0), (import.Undone, import.Kept));
        Assert.Equal(20_000L, await world.Database.ScalarAsync<long>("select count(*) from clients"));
        Assert.InRange(statements, 1, 300);
    }

    /// <summary>Clients whom nobody has counted yet: a portion is looked up line by line all the same, never line by line among all.</summary>
    [Theory]
    [InlineData("phone", "ix_clients_tenant_phone")]
    [InlineData("telegram", "ux_client_identities_person")]
    public async Task Portion_OfAYoungTable_IsLookedUpByItsIndex(string reason, string index)
    {
        await world.Database.ExecuteAsync("alter table clients set (autovacuum_enabled = off); alter table client_import_rows set (autovacuum_enabled = off)");
        await OldClientsAsync();
        var id = await world.ReadyAsync(Csv(4000));

        await using var db = world.Database.Db(world.Tenant);
        await db.Database.OpenConnectionAsync();
        var sql = ImportMatching.Statement(reason, isOfAll: false).Replace("{0}", "$1", StringComparison.Ordinal).Replace("{1}", "$2", StringComparison.Ordinal).Replace("{2}", "$3", StringComparison.Ordinal);
        var plan = await DuplicatePlansTests.PlanAsync(new NpgsqlCommand("explain " + sql, (NpgsqlConnection)db.Database.GetDbConnection()), world.Tenant, id, Enumerable.Range(2, 2000).ToArray());

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Join Filter: (c.phone", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on clients", plan, StringComparison.Ordinal);
    }

    private Task OldClientsAsync() => world.Database.ExecuteAsync(
        $"insert into clients (id, tenant_id, name, phone) select gen_random_uuid(), '{world.Tenant}', 'Старый ' || g, '+7927' || lpad(g::text, 7, '0') from generate_series(1, 20000) g");

    // A tenth is known by the phone.
    private static string Csv(int lines) =>
        "Имя;Телефон;Почта\n" + string.Concat(Enumerable.Range(1, lines).Select(i => $"Клиент {i};8 {(i <= lines / 10 ? 927 : 917)} {i:0000000};k{i}@demo.test\n"));
}
