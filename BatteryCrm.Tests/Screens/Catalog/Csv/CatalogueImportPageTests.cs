using System.Text;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Catalog.Csv;

/// <summary>The import of a catalogue as an admin sees it: the file, what it would do, what it did.</summary>
public sealed class CatalogueImportPageTests : BunitContext, IAsyncLifetime
{
    private static readonly CatalogueKind Brands = CatalogueKinds.Find("brands")!;
    private readonly RefusedLines refused = new();
    private TestDatabase database = null!;
    private CatalogueWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await CatalogueWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant, world.Admin);
        Services.AddSingleton(tenant).AddSingleton(world.Import).AddSingleton(refused);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void Page_IsForAdminsAlone() =>
        Assert.Equal(Policies.Admin, typeof(CatalogueImportPage).GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task File_IsShownFirst_ThenWritten_ThenTakenBack()
    {
        var apple = await world.AddAsync(Brands, "Apple", ("aliases", "эппл"));
        await world.AddAsync(Brands, "Samsung");
        var page = Open("brands");
        Assert.Equal("Файл", page.Find("[aria-current=step]").TextContent[1..]);
        Choose(page, "Название;Другие написания;Страна\r\nApple;яблоко;США\r\nSamsung;;Корея\r\nXiaomi;сяоми;Китай\r\n;кто;?\r\n");

        page.WaitForElement("[data-count=added]");
        Assert.Equal(["1", "1", "1", "1"], page.FindAll(".number strong").Select(n => n.TextContent));
        Assert.Equal("Другие написания: эппл → яблоко", page.Find("[data-list=changed] .what > .small").TextContent);
        Assert.Contains("Xiaomi", page.Find("[data-list=added] .what").TextContent, StringComparison.Ordinal);
        Assert.Equal("Название: Заполните это поле.", page.Find("[data-list=refused] .why").TextContent);
        Assert.Equal("строка 5", page.Find("[data-list=refused] .line").TextContent);
        Assert.Equal("Не прочитаны столбцы: Страна.", page.Find(".unknown").TextContent);
        Assert.Equal("эппл", (await world.ReadAsync(Brands, apple.Id))["aliases"]);
        Assert.Equal("Записать 2 строки", page.Find(".write").TextContent);
        var link = page.Find("[data-list=refused] a").GetAttribute("href")!;
        Assert.NotNull(refused.Of(Guid.Parse(link.Split('/')[4]), world.Tenant));

        await page.InvokeAsync(() => page.Find(".write").Click());
        page.WaitForAssertion(() => Assert.Equal(["Добавлена 1 запись.", "Изменена 1 запись."], page.FindAll(".sums li").Select(l => l.TextContent)));
        Assert.Equal("яблоко", (await world.ReadAsync(Brands, apple.Id))["aliases"]);
        Assert.Null(refused.Of(Guid.Parse(link.Split('/')[4]), world.Tenant));

        await page.InvokeAsync(() => page.Find(".undo").Click());
        page.WaitForAssertion(() => Assert.Equal("Отменено: 2 записи.", page.Find(".sums li").TextContent.Trim()));
        Assert.Equal("эппл", (await world.ReadAsync(Brands, apple.Id))["aliases"]);
        Assert.Empty(page.FindAll(".undo"));
    }

    [Fact]
    public async Task Preview_GoesWithThePageAndWithItsCatalogue_AlsoOneThatComesLate()
    {
        var page = Open("brands");
        async Task<Guid> ShownAsync()
        {
            Choose(page, "Название;Другие написания\r\nApple;\r\n;кто\r\n");
            page.WaitForElement(".write");
            var id = Guid.Parse(page.Find("[data-list=refused] a").GetAttribute("href")!.Split('/')[4]);
            await page.InvokeAsync(() => Assert.NotNull(refused.Of(id, world.Tenant)));
            return id;
        }

        var first = await ShownAsync();
        page.Render(p => p.Add(c => c.Slug, "repair-types"));
        page.WaitForElement("input[type=file]:not([disabled])");
        Assert.Null(refused.Of(first, world.Tenant));

        // Its catalogue is read while the page goes on to another.
        page.Render(p => p.Add(c => c.Slug, "brands"));
        await using var writer = await database.OwnerSources.App.OpenConnectionAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("lock table brands in access exclusive mode", writer)) await command.ExecuteNonQueryAsync();
        // It comes back only when the file is compared.
        var chosen = Task.Run(() => Choose(page, "Название;Другие написания\r\nApple;\r\n;кто\r\n"));
        await database.UntilAsync("select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.datname = current_database() and l.locktype = 'relation' and not l.granted", 1);
        page.Render(p => p.Add(c => c.Slug, "repair-types"));
        await transaction.RollbackAsync();
        await chosen;
        page.WaitForElement("input[type=file]:not([disabled])");
        Assert.Null(refused.Of(first, world.Tenant));

        page.Render(p => p.Add(c => c.Slug, "brands"));
        var last = await ShownAsync();
        await DisposeComponentsAsync();
        Assert.Null(refused.Of(last, world.Tenant));
    }

    [Fact]
    public async Task Row_ThatSomebodyChangedMeanwhile_IsNamedInTheResult()
    {
        var apple = await world.AddAsync(Brands, "Apple");
        var page = Open("brands");
        Choose(page, "Название;Другие написания\r\nApple;яблоко\r\n");
        page.WaitForElement(".write");
        await world.Actions.SaveAsync(Brands, apple, new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = "Apple", ["aliases"] = "эппл" }, default);
        await page.InvokeAsync(() => page.Find(".write").Click());
        page.WaitForAssertion(() => Assert.Equal("AppleКоллега изменил запись после просмотра.", page.Find("[data-list=left] .what").TextContent));
        Assert.Empty(page.FindAll(".undo"));
    }

    [Fact]
    public async Task File_ReadWrongly_IsReadAnewByAnotherEncoding()
    {
        var page = Open("brands");
        Choose(page, [.. "Name\r\n"u8, .. CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("Ёлка\r\n")]);
        page.WaitForElement(".write");
        await page.InvokeAsync(() => page.FindAll("select")[0].Change("utf-8"));
        page.WaitForAssertion(() => Assert.DoesNotContain("Ёлка", page.Find("[data-list=added]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindAll("select")[0].Change("windows-1251"));
        page.WaitForAssertion(() => Assert.Contains("Ёлка", page.Find("[data-list=added]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_ThatCannotBeTaken_AndADatabaseThatIsGone_SaySo()
    {
        var page = Open("brands");
        Choose(page, "PK\u0003\u0004");
        page.WaitForAssertion(() => Assert.Contains("книга Excel", page.Find(".trouble").TextContent, StringComparison.Ordinal));
        Choose(page, "Название\r\nApple\r\n");
        page.WaitForElement(".write");
        await database.GoAwayAsync();
        await page.InvokeAsync(() => page.Find(".write").Click());
        page.WaitForAssertion(() => Assert.Contains("Ничего не записано", page.Find(".import > .trouble").TextContent, StringComparison.Ordinal));
        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find(".write").Click());
        page.WaitForAssertion(() => Assert.Equal("Добавлена 1 запись.", page.Find(".sums li").TextContent));
    }

    [Fact]
    public void CatalogueOfThePlatform_IsNotTakenIn()
    {
        var page = Open("deal-types");
        Assert.Empty(page.FindAll("input[type=file]"));
        Assert.Contains("не загружается", page.Find(".import").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<CatalogueImportPage> Open(string slug) => Render<CatalogueImportPage>(p => p.Add(c => c.Slug, slug));

    private static void Choose(IRenderedComponent<CatalogueImportPage> page, string file) => Choose(page, Encoding.UTF8.GetBytes(file));

    private static void Choose(IRenderedComponent<CatalogueImportPage> page, byte[] file) => page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file, "бренды.csv"));
}
