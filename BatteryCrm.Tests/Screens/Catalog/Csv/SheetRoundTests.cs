using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog.Csv;

/// <summary>What is given out of each catalogue is taken in again, here and elsewhere.</summary>
public sealed class SheetRoundTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CatalogueWorld world = null!;

    public static TheoryData<string> Slugs => [.. CatalogueWorld.Editable];

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Slugs))]
    public async Task Export_TakenInElsewhere_GivesEqualRows(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        await FillAsync(kind);
        var other = await CatalogueWorld.MakeAsync(database);
        foreach (var one in SheetWorld.InOrder(kind))
        {
            var file = SheetWorld.WithoutIds(await world.ExportAsync(one));
            // Models need no type of device.
            if (one != kind && file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length == 1) continue;
            var preview = await other.PreviewAsync(one, file);
            Assert.Empty(preview.Of(LineVerdict.Refused).SelectMany(l => l.Reasons));
            Assert.Equal($"{preview.Lines.Count}/0/0/0", preview.Counts());
            var result = await other.Import.ApplyAsync(preview, default);
            Assert.Equal((CatalogueOutcome.Done, preview.Lines.Count, 0, 0), (result.Outcome, result.Added, result.Changed, result.Left.Count));
            Assert.Equal(file, SheetWorld.WithoutIds(await other.ExportAsync(one)));
        }

        Assert.Equal(kind.Folded is null ? 0 : 4, await database.ScalarAsync<long>(kind.Folded is { } folded ? $"select count(*) from {kind.Table} where tenant_id = '{other.Tenant}' and {folded} <> ''" : "select 0::bigint"));
        if (kind.HasCreatedBy) Assert.Equal(other.Admin, await database.ScalarAsync<Guid>($"select min(created_by::text)::uuid from {kind.Table} where tenant_id = '{other.Tenant}'"));
    }

    [Theory, MemberData(nameof(Slugs))]
    public async Task Export_TakenInAgain_ChangesNothing_AndOneCellChangesItsRowAlone(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var row = await FillAsync(kind);
        var file = await world.ExportAsync(kind);
        var before = await database.ScalarAsync<long>("select count(*) from settings_versions");
        foreach (var same in (string[])[file, SheetWorld.WithoutIds(file)])
        {
            var preview = await world.PreviewAsync(kind, same);
            Assert.Equal($"0/0/{preview.Lines.Count}/0", preview.Counts());
            Assert.True(preview.Lines.Count >= 4);
            Assert.Equal((0, 0), (await world.Import.ApplyAsync(preview, default)) is var none ? (none.Added, none.Changed) : default);
        }

        Assert.Equal(before, await database.ScalarAsync<long>("select count(*) from settings_versions"));

        // By the id alone: everything else stays.
        var renamed = await world.ImportAsync(kind, $"id;{kind.Name.Column}", $"{row.Id};Новое имя");
        Assert.Equal((0, 1), (renamed.Added, renamed.Changed));
        var now = await world.ReadAsync(kind, row.Id);
        Assert.Equal("Новое имя", now.Name);
        Assert.All(kind.Fields.Skip(1), f => Assert.Equal(row[f.Column], now[f.Column]));
        if (kind.Folded is { } folded) Assert.Equal(LookAlikes.Fold("Новое имя"), await database.ScalarAsync<string>($"select {folded} from {kind.Table} where id = '{row.Id}'"));
        Assert.Equal("Олег", (await world.Queries.HistoryAsync(kind, row.Id, default))[0].Who);
    }

    [Theory]
    [InlineData("utf-8", ";", "Название;Бренд;Другие написания;Тип устройства")]
    [InlineData("utf-8", ",", "Name,Brand,Other spellings,Device type")]
    [InlineData("windows-1251", ";", "Название;Бренд;Другие написания;Тип устройства")]
    [InlineData("windows-1251", ",", "name,brand_id,aliases,device_type_id")]
    public async Task File_OfEachEncodingAndSeparator_IsRead(string encoding, string separator, string headings)
    {
        await world.AddAsync(CatalogueKinds.Find("brands")!, "Яблоко");
        await world.AddAsync(CatalogueKinds.Find("device-types")!, "Телефон, смартфон");
        var models = CatalogueKinds.Find("models")!;
        var file = $"{headings}\r\n\"Ёлка {separator} 13\"{separator}яблоко{separator}\"ель; ёлочка\"{separator}\"Телефон, смартфон\"\r\n";

        var preview = await world.PreviewAsync(models, (encoding == "utf-8" ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1251)!).GetBytes(file));
        Assert.Empty(preview.Sheet.Unknown);
        Assert.Equal(1, (await world.Import.ApplyAsync(preview, default)).Added);

        var made = (await world.ExportAsync(models)).Split("\r\n")[1];
        Assert.StartsWith(separator == ";" ? "\"Ёлка ; 13\";Яблоко;Телефон, смартфон;\"ель; ёлочка\";действует;" : "Ёлка , 13;Яблоко;Телефон, смартфон;\"ель; ёлочка\";действует;", made, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headings_OfEveryCatalogue_AreKnownInBothLanguages_InAnyOrder()
    {
        foreach (var kind in CatalogueKinds.All.Where(k => !k.IsReadOnly))
        {
            var columns = SheetColumns.Of(kind).Reverse().ToList();
            foreach (var language in (string[])["ru", "en"])
            {
                var own = System.Globalization.CultureInfo.CurrentUICulture;
                System.Globalization.CultureInfo.CurrentUICulture = new System.Globalization.CultureInfo(language);
                var headings = columns.ConvertAll(SheetColumns.HeadingOf);
                System.Globalization.CultureInfo.CurrentUICulture = own;
                Assert.Equal(columns, SheetColumns.Read(kind, headings));
                Assert.Equal(columns, SheetColumns.Read(kind, headings.ConvertAll(h => $" {h.ToUpperInvariant()} *")));
            }

            Assert.Equal(columns, SheetColumns.Read(kind, columns));
        }

        var preview = await world.PreviewAsync(CatalogueKinds.Find("brands")!, "Название;Страна;Примечание", "Apple;США;");
        Assert.Equal(["Страна", "Примечание"], preview.Sheet.Unknown);
    }

    [Fact]
    public async Task Cell_ThatASpreadsheetWouldRun_GoesOutHarmless_AndComesBackAsItWas()
    {
        var types = CatalogueKinds.Find("device-types")!;
        string[] names = ["=cmd|' /C calc'!A0", "+7 917", "-1", "@SUM(A1)", "'=1", "''-1", "'просто"];
        foreach (var name in names) await world.AddAsync(types, name);

        var file = await world.ExportAsync(types);

        Assert.All(file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1), l => Assert.DoesNotContain(l.TrimStart('"')[0], "=+-@"));
        Assert.Contains("\r\n''=1;", file, StringComparison.Ordinal);
        Assert.Equal($"0/0/{names.Length}/0", (await world.PreviewAsync(types, file)).Counts());
        var other = await CatalogueWorld.MakeAsync(database);
        await other.ImportAsync(types, SheetWorld.WithoutIds(file));
        Assert.Equal(names.Order(StringComparer.Ordinal), (await other.Queries.OptionsAsync(types, default)).Select(o => o.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(SheetProblem.Empty, "Название\r\n")]
    [InlineData(SheetProblem.Empty, "")]
    [InlineData(SheetProblem.NoColumns, "Страна;Город\r\nРоссия;Самара")]
    [InlineData(SheetProblem.Doubled, "Название;Name\r\nApple;Apple")]
    [InlineData(SheetProblem.Workbook, "PK\u0003\u0004")]
    public async Task File_ThatIsNoneOfTheCatalogue_IsRefusedAsAWhole(SheetProblem problem, string file) =>
        Assert.Equal(problem, (await CatalogueSheet.ReadAsync(CatalogueKinds.Find("brands")!, Encoding.UTF8.GetBytes(file), null, null, default)).Problem);

    [Fact]
    public async Task File_PastTheLimits_IsRefusedAsAWhole()
    {
        var brands = CatalogueKinds.Find("brands")!;
        async Task<SheetProblem?> OfAsync(byte[] file) => (await CatalogueSheet.ReadAsync(brands, file, null, null, default)).Problem;
        Assert.Equal(SheetProblem.TooLarge, await OfAsync(new byte[CatalogueSheet.MaxBytes + 1]));
        var most = Encoding.UTF8.GetBytes("Название\r\n" + string.Concat(Enumerable.Range(1, CatalogueSheet.MostLines).Select(i => $"Бренд {i}\r\n")));
        Assert.Null(await OfAsync(most));
        Assert.Equal(SheetProblem.TooMany, await OfAsync([.. most, .. "Ещё один\r\n"u8]));
        Assert.Equal(SheetProblem.Broken, await OfAsync(Encoding.UTF8.GetBytes("Название\r\n\"" + string.Concat(Enumerable.Repeat("Apple\r\n", 20_000)))));
    }

    // Four rows: a plain one, one with all that a file can stumble over, one in the archive, one whose every field is given.
    private async Task<CatalogueRow> FillAsync(CatalogueKind kind)
    {
        var parent = await world.ParentAsync(kind);
        (string, string?)[] Keyed(int n) => kind.IsNameUnique ? parent : [.. parent, ("malfunction_category", "Категория " + n)];
        var plain = await world.AddAsync(kind, "Строка", Keyed(1));
        await world.AddAsync(kind, "=1+1; \"кавычки\", запятая", Keyed(2));
        var archived = await world.AddAsync(kind, "В архиве", Keyed(3));
        await world.Actions.SetActiveAsync(kind, archived.Id, isActive: false, default);
        var all = new List<(string, string?)>(parent);
        foreach (var field in kind.Fields.Skip(1).Where(f => f.Column != kind.Parent))
        {
            all.Add((field.Column, field.Kind switch
            {
                FieldKind.Reference when field.Within is not null => (await world.AddAsync(CatalogueKinds.Find(field.To)!, "13 mini", (field.Within, all.Find(a => a.Item1 == field.Within).Item2))).Id,
                FieldKind.Reference => (await world.AddAsync(CatalogueKinds.Find(field.To)!, $"-{field.To}; {Ids.New():N}")).Id,
                FieldKind.Money => "4900.5",
                FieldKind.Minutes => "90",
                FieldKind.Time => field.After is null ? "08:30" : "21:00",
                FieldKind.Aliases => "=эппл\nайфон 13\n\"кавычки\"",
                FieldKind.LongText => "Первая строка\n=вторая; \"строка\"",
                _ => field.IsShortcut ? "адрес" : $"@{field.Column}; 1",
            }));
        }

        await world.AddAsync(kind, "Полная", [.. all]);
        return plain;
    }
}
