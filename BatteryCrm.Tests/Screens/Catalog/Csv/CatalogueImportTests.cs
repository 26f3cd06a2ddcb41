using System.Diagnostics;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Npgsql;
using Xunit.Abstractions;

namespace BatteryCrm.Tests.Screens.Catalog.Csv;

/// <summary>A file is looked at, then written as one change; what does not fit, or no longer fits, is named and left alone.</summary>
public sealed class CatalogueImportTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CatalogueKind Brands = CatalogueKinds.Find("brands")!;
    private static readonly CatalogueKind Models = CatalogueKinds.Find("models")!;
    private static readonly CatalogueKind IssueTypes = CatalogueKinds.Find("issue-types")!;
    private CatalogueWorld world = null!;

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task FiveThousandLines_WithFaultsInForty_NamesTheseAndWritesTheRestByFewStatements()
    {
        for (var b = 0; b < 5; b++) await world.AddAsync(Brands, "Бренд " + b);
        await database.ExecuteAsync($"insert into models (tenant_id, brand_id, name) select '{world.Tenant}', b.id, 'Модель ' || n from brands b, generate_series(1, 200) n where b.tenant_id = '{world.Tenant}'");
        var lines = new List<string> { "Название;Бренд;Другие написания" };
        var faults = new Dictionary<int, string>();
        for (var n = 1; n <= 5000; n++)
        {
            // The first thousand are there; every second of them gets a spelling.
            var (name, brand, spelling) = (n <= 1000 ? "Модель " + (((n - 1) / 5) + 1) : "Новая " + n, "Бренд " + (n % 5), n <= 1000 && n % 2 == 0 ? "другая " + n : string.Empty);
            if (n % 125 == 0)
            {
                (name, brand, var why) = (n / 125 % 4) switch
                {
                    0 => (string.Empty, brand, "Название: Заполните это поле."),
                    1 => ($"Новая {n}", "Никто", "Бренд: В справочнике «Бренды» нет «Никто»."),
                    2 => (new string('ж', 201), brand, "Название: Длиннее 200 знаков."),
                    _ => ("Модель 1", "Бренд 1", "Та же запись, что в строке 2."),
                };
                faults[n + 1] = why;
            }

            lines.Add($"{name};{brand};{spelling}");
        }

        using var sql = new Statements(database);
        var clock = Stopwatch.StartNew();
        var preview = await world.PreviewAsync(Models, [.. lines]);
        output.WriteLine($"Preview of 5,000 lines: {clock.ElapsedMilliseconds} ms, {sql.Count} statements");
        Assert.InRange(sql.Count, 1, 3);
        Assert.Equal(40, faults.Count);
        Assert.Equal(faults.OrderBy(f => f.Key).Select(f => (f.Key, f.Value)), preview.Of(LineVerdict.Refused).Select(l => (l.Number, Assert.Single(l.Reasons))));
        Assert.Equal("3968/496/496/40", preview.Counts());
        Assert.Equal(1000, await database.ScalarAsync<long>($"select count(*) from models where tenant_id = '{world.Tenant}'"));

        sql.Clear();
        clock.Restart();
        var result = await world.Import.ApplyAsync(preview, default);
        output.WriteLine($"Written in {clock.ElapsedMilliseconds} ms, {sql.Count} statements:\n{string.Join('\n', sql.All.Select(s => s.Split('\n')[0][..Math.Min(100, s.Split('\n')[0].Length)]))}");
        Assert.Equal((3968, 496, 0), (result.Added, result.Changed, result.Left.Count));
        Assert.InRange(sql.Count, 1, 8);
        Assert.Equal(4968, await database.ScalarAsync<long>($"select count(*) from models where tenant_id = '{world.Tenant}'"));
        Assert.Equal(496, await database.ScalarAsync<long>($"select count(*) from models where tenant_id = '{world.Tenant}' and aliases <> '[]'"));
        Assert.Equal(4464, await database.ScalarAsync<long>($"select count(*) from settings_versions where change_id = '{result.ChangeId}'"));
        Assert.Equal(1, await database.ScalarAsync<long>($"select count(distinct xmin::text) from settings_versions where change_id = '{result.ChangeId}'"));

        var again = await world.PreviewAsync(Models, [.. lines]);
        Assert.Equal("0/0/4960/40", again.Counts());
        Assert.Equal((0, 0), (await world.Import.ApplyAsync(again, default)) is var none ? (none.Added, none.Changed) : default);
    }

    [Fact]
    public async Task Row_ThatSomebodyChangedOrMadeSinceThePreview_IsNamedAndLeftAlone()
    {
        var (theirs, mine) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Samsung"));
        var preview = await world.PreviewAsync(Brands, "Название;Другие написания", "Apple;эппл", "Samsung;самсунг", "Xiaomi;сяоми", "Huawei;хуавей");
        await world.Actions.SaveAsync(Brands, theirs, new Dictionary<string, string?>(theirs.Values, StringComparer.Ordinal) { ["aliases"] = "яблоко" }, default);
        await world.AddAsync(Brands, "xiaomi");

        var result = await world.Import.ApplyAsync(preview, default);

        Assert.Equal([new LeftLine(2, "Apple", SheetTexts.ChangedSince), new LeftLine(4, "Xiaomi", SheetTexts.MadeSince)], result.Left);
        Assert.Equal((1, 1), (result.Added, result.Changed));
        Assert.Equal(("яблоко", "самсунг"), ((await world.ReadAsync(Brands, theirs.Id))["aliases"], (await world.ReadAsync(Brands, mine.Id))["aliases"]));

        // What was written once is not written twice.
        Assert.Equal((0, 0, 3), (await world.Import.ApplyAsync(preview, default)) is var twice ? (twice.Added, twice.Changed, twice.Left.Count(l => l.Name is "Samsung" or "Huawei" or "Xiaomi")) : default);
    }

    [Fact]
    public async Task Use_OfARowSinceThePreview_IsNoChange()
    {
        var replies = CatalogueKinds.Find("saved-replies")!;
        var row = await world.AddAsync(replies, "Адрес");
        var preview = await world.PreviewAsync(replies, "Заголовок;Текст", "Адрес;Мы на Ленина, 5");
        await database.ExecuteAsync($"update saved_replies set used_count = used_count + 1 where id = '{row.Id}'");
        Assert.Equal(1, (await world.Import.ApplyAsync(preview, default)).Changed);
        Assert.Equal(1, await database.ScalarAsync<int>($"select used_count from saved_replies where id = '{row.Id}'"));
    }

    [Fact]
    public async Task Name_ThatSomebodyTakesWhileItIsWritten_IsNamed_AndTheRestIsWritten()
    {
        var preview = await world.PreviewAsync(IssueTypes, "Название", "Экран", "Батарея");
        await using var other = await database.OwnerSources.App.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand($"insert into issue_types (tenant_id, name) values ('{world.Tenant}', 'Экран')", other, transaction)) await insert.ExecuteNonQueryAsync();

        var applying = world.Import.ApplyAsync(preview, default);
        await database.UntilAsync("select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.datname = current_database() and l.locktype = 'transactionid' and not l.granted", 1);
        await transaction.CommitAsync();

        var result = await applying;
        Assert.Equal([new LeftLine(2, "Экран", SheetTexts.MadeSince)], result.Left);
        Assert.Equal(1, result.Added);
        Assert.Equal(2, await database.ScalarAsync<long>($"select count(*) from issue_types where tenant_id = '{world.Tenant}'"));
    }

    [Fact]
    public async Task Import_TakenBack_IsAsBefore_AndLeavesWhatSomebodyChangedSince()
    {
        var (apple, samsung) = (await world.AddAsync(Brands, "Apple", ("aliases", "эппл")), await world.AddAsync(Brands, "Samsung"));
        var result = await world.ImportAsync(Brands, "Название;Другие написания;Состояние;id", $"Apple Inc;яблоко;в архиве;{apple.Id}", "Samsung;самсунг;;", "Xiaomi;;;");
        Assert.Equal((1, 2), (result.Added, result.Changed));
        await world.Actions.SaveAsync(Brands, await world.ReadAsync(Brands, samsung.Id), new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = "Samsung", ["aliases"] = "сам" }, default);

        var undone = await world.Import.UndoAsync(Brands, result.ChangeId, default);

        Assert.Equal((CatalogueOutcome.Done, 2), (undone.Outcome, undone.Undone));
        Assert.Equal(["Samsung"], undone.Left);
        var now = await world.ReadAsync(Brands, apple.Id);
        Assert.Equal(("Apple", "эппл", true), (now.Name, now["aliases"], now.IsActive));
        Assert.Equal("apple", await database.ScalarAsync<string>($"select normalized_name from brands where id = '{apple.Id}'"));
        Assert.Equal("сам", (await world.ReadAsync(Brands, samsung.Id))["aliases"]);
        Assert.False((await world.Queries.OptionsAsync(Brands, default)).Single(o => o.Name == "Xiaomi").IsActive);
    }

    [Fact]
    public async Task IdOfAnotherTenant_IsUnknown_AndWhoIsNoAdminWritesNothing()
    {
        var other = await CatalogueWorld.MakeAsync(database);
        var theirs = await other.AddAsync(Brands, "Apple");
        var preview = await world.PreviewAsync(Brands, "Название;id", $"Моё;{theirs.Id}", "Своё;");
        Assert.Equal([$"Записи с id {theirs.Id} нет."], Assert.Single(preview.Of(LineVerdict.Refused)).Reasons);

        foreach (var role in (string[])[Roles.Operator, Roles.Manager])
        {
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.ImportOf(role).ApplyAsync(preview, default)).Outcome);
            Assert.Equal(CatalogueOutcome.NotAllowed, (await world.ImportOf(role).UndoAsync(Brands, Ids.New(), default)).Outcome);
        }

        // What was looked at in one shop does nothing in another, nor does the way back.
        var foreign = await other.Import.ApplyAsync(preview with { Lines = [.. preview.Lines.Where(l => l.Verdict == LineVerdict.Added)], Sheet = preview.Sheet with { Lines = [preview.Sheet.Lines[1]] } }, default);
        Assert.Equal(1, foreign.Added);
        Assert.Equal(0, (await world.Import.UndoAsync(Brands, foreign.ChangeId, default)).Undone);
        Assert.Equal("Apple", (await other.ReadAsync(Brands, theirs.Id)).Name);
        Assert.Empty(await world.Queries.OptionsAsync(Brands, default));
    }

    [Fact]
    public async Task RefusedLines_AreGivenOutWithWhy_AndTakenInWhenMended()
    {
        var preview = await world.PreviewAsync(CatalogueKinds.Find("masters")!, "Название;Работает с;Чужое", "'=Игорь;25:00;1", "Олег;9:00;2");
        using var file = new MemoryStream();
        await RefusedLines.WriteAsync(file, preview);
        var text = Encoding.UTF8.GetString(file.ToArray());
        Assert.Equal("\uFEFFНазвание;Работает с;Чужое;Почему не принята\r\n'=Игорь;25:00;1;Работает с: Такое значение сюда не подходит.\r\n", text);

        var mended = await world.PreviewAsync(CatalogueKinds.Find("masters")!, text.TrimStart('\uFEFF').Replace("25:00", "8:00", StringComparison.Ordinal));
        Assert.Equal(["Чужое"], mended.Sheet.Unknown);
        Assert.Equal(("=Игорь", "08:00"), (mended.Lines[0].Name, mended.Lines[0].Values["working_hours_start"]));
        var open = new RefusedLines();
        var id = Ids.New();
        open.Keep(id, world.Tenant, preview);
        Assert.Same(preview, open.Of(id, world.Tenant));
        Assert.Null(open.Of(id, Ids.New()));
        open.Drop(id);
        Assert.Null(open.Of(id, world.Tenant));
    }

    /// <summary>What one database was asked, but for what opens connections and transactions.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> all = new();
        private readonly ActivityListener listener;

        public Statements(TestDatabase database)
        {
            var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.GetTagItem("db.query.text") is string sql && activity.GetTagItem("db.namespace") as string == name && !sql.Contains("app.operator_id", StringComparison.Ordinal)) all.Enqueue(sql);
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IReadOnlyList<string> All => [.. all];

        public int Count => all.Count;

        public void Clear() => all.Clear();

        public void Dispose() => listener.Dispose();
    }
}
