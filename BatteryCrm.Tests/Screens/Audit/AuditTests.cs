using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Screens.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Changes;
using BatteryCrm.Web.Screens.Audit;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Audit;

/// <summary>The log shows who changed what, from the newest back, in people's words.</summary>
public sealed class AuditTests : BunitContext, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly TestDatabase database;
    private readonly ManyLive live = new();
    private Guid tenant;
    private Guid oleg;
    private AuditQueries queries = null!;

    public AuditTests(TestDatabase database)
    {
        this.database = database;
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    async Task IAsyncLifetime.InitializeAsync()
    {
        tenant = await database.Given.TenantAsync();
        oleg = await database.Given.OperatorAsync(tenant, Roles.Admin, name: "Олег");
        var current = new CurrentTenant();
        current.Set(tenant);
        var zone = await Zones.OfAsync(database, tenant);
        queries = new AuditQueries(database.Factory(tenant), zone);
        Services.AddSingleton<ILive>(live).AddSingleton(current).AddSingleton(zone).AddSingleton<TimeProvider>(new Clock()).AddSingleton(queries);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task Changes_OfEachKind_AreNamedInPeoplesWords_NewestFirst()
    {
        await using (var db = database.Db(tenant, oleg))
        {
            var brand = new Brand { Id = Ids.New(), Name = "Apple", NormalizedName = "apple" };
            var type = new DeviceType { Id = Ids.New(), Name = "Телефон" };
            db.AddRange(brand, type);
            await db.SaveChangesAsync();
            var model = new Model { Id = Ids.New(), BrandId = brand.Id, Name = "iPhone 13" };
            db.Add(model);
            await db.SaveChangesAsync();
            (model.Aliases, model.DeviceTypeId) = (["айфон 13", "13-й"], type.Id);
            await db.SaveChangesAsync();
            var repair = new RepairType { Id = Ids.New(), Name = "Дисплей" };
            var price = new Service { Id = Ids.New(), ModelId = model.Id, RepairTypeId = repair.Id, MalfunctionCategory = "Экран", MalfunctionType = "Разбит", PriceRub = 8000, DurationMinutes = 60 };
            db.AddRange(repair, price);
            await db.SaveChangesAsync();
            price.PriceRub = 8500;
            await db.SaveChangesAsync();
            var deal = await db.DealTypes.Where(d => d.Code == "repair").Select(d => d.Id).SingleAsync();
            db.Add(new AppealMetaVisibility { ConfigId = "issue", DealTypeId = deal, IsVisible = false });
            await db.SaveChangesAsync();
            await db.Operators.Where(o => o.Id == oleg).ExecuteUpdateAsync(s => s.SetProperty(o => o.Role, Roles.Manager));
        }

        var told = await ToldAsync(new AuditView());

        Assert.Equal(
            [
                "Олег: Сотрудник · Олег изменено; Роль администратор→менеджер",
                "Олег: Поле карточки · Неисправность · Ремонт создано; Показывается —→Нет",
                "Олег: Цена · Apple iPhone 13 · Дисплей изменено; Цена 8\u00a0000\u00a0₽→8\u00a0500\u00a0₽",
            ],
            told.Take(3));
        Assert.Contains("Олег: Модель · Apple iPhone 13 изменено; Синонимы —→айфон 13, 13-й; Тип устройства —→Телефон", told);
        Assert.Contains("Олег: Бренд · Apple создано; Название —→Apple; Действует —→Да", told);
        Assert.Equal("Система: Сотрудник · Олег создано", told[^1].Split(';')[0]);
    }

    [Fact]
    public async Task Secret_IsShownAsDots()
    {
        await using (var db = database.Db(tenant, oleg))
        {
            db.Add(new Channel { Id = Ids.New(), Name = "Бот", Platform = Platforms.Telegram, Credentials = """{"bot_token":{"sealed":"CfDJ8"}}""" });
            await db.SaveChangesAsync();
        }

        Assert.Contains("Ключи —→bot_token: •••", Assert.Single(await ToldAsync(new AuditView("channels"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_OverChangesAndDeedsOfOneMoment_ShowEachOnceInOrder()
    {
        await database.ExecuteAsync($"""
            insert into repair_types (id, tenant_id, name) select gen_random_uuid(), '{tenant}', 'Вид ' || g from generate_series(1, 130) g;
            insert into operator_actions (id, tenant_id, operator_id, action_type, created_at) select gen_random_uuid(), '{tenant}', '{oleg}', 'signed_in', (select max(made_at) from settings_versions where tenant_id = '{tenant}') from generate_series(1, 130);
            insert into operator_actions (id, tenant_id, operator_id, action_type, created_at) select gen_random_uuid(), '{tenant}', '{oleg}', 'send_response', now() from generate_series(1, 5)
            """);

        var all = new List<AuditRow>();
        await foreach (var (row, _) in queries.AllAsync(new AuditView(), default)) all.Add(row);

        Assert.Equal(261, all.Count);
        Assert.Equal(261, all.Select(r => r.Key).Distinct().Count());
        Assert.Equal(all.OrderByDescending(r => r.Key.At).ThenByDescending(r => r.Key.VersionId).ThenByDescending(r => r.Key.ActionId), all);
        Assert.Equal(130, all.Count(r => r.Deed is not null));
    }

    [Fact]
    public async Task View_IsNarrowedByKindPersonAndDay()
    {
        await using (var db = database.Db(tenant, oleg))
        {
            db.Add(new TenantConfig { Key = "address", Value = "\"ул. Ленина\"" });
            await db.SaveChangesAsync();
        }

        await database.ExecuteAsync($"insert into operator_actions (id, tenant_id, operator_id, action_type, details, created_at) values (gen_random_uuid(), '{tenant}', '{oleg}', 'client_erased', '{{\"client\":\"{oleg}\"}}', '2026-11-01T19:59:00Z'), (gen_random_uuid(), '{tenant}', null, 'signed_in', null, '2026-11-01T20:00:00Z')");

        Assert.Equal(["Олег: Настройка · Адрес создано; Значение —→ул. Ленина"], await ToldAsync(new AuditView("settings")));
        Assert.Equal(["Олег: Данные клиента удалены"], await ToldAsync(new AuditView(AuditView.People)));
        Assert.Equal(["Система: Вход в систему"], await ToldAsync(new AuditView(AuditView.SignIns)));
        // Samara's midnight lies between the two.
        Assert.Equal(["Олег: Данные клиента удалены"], await ToldAsync(new AuditView(From: new DateOnly(2026, 11, 1), Until: new DateOnly(2026, 11, 1))));
        Assert.Equal(2, (await ToldAsync(new AuditView(OperatorId: oleg))).Count);
    }

    [Fact]
    public async Task Log_OfAnotherTenant_IsEmpty()
    {
        var other = await database.Given.TenantAsync();
        var theirs = new AuditQueries(database.Factory(other), await Zones.OfAsync(database, other));
        Assert.Empty((await theirs.ReadAsync(new AuditView(OperatorId: oleg), null, default)).Rows);
    }

    [Fact]
    public async Task Export_IsTheLogALineAField_AndRunsNoFormula()
    {
        await using (var db = database.Db(tenant, oleg))
        {
            db.Add(new RepairType { Name = "=1+1", Description = "@sum" });
            await db.SaveChangesAsync();
        }

        using var file = new MemoryStream();
        await new AuditExport(queries, await Zones.OfAsync(database, tenant)).WriteAsync(file, new AuditView("catalogues"), default);

        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimStart('\ufeff').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Когда;Кто;Объект;Действие;Поле;Было;Стало", lines[0]);
        Assert.Equal(["Действует;—;Да", "Название;—;'=1+1", "Описание;—;'@sum"], lines.Skip(1).Select(l => l.Split(';', 5)[4]).Order(StringComparer.Ordinal));
        Assert.All(lines.Skip(1), l => Assert.Contains(";Олег;Тип ремонта · =1+1;создано;", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_ShowsChangesOfOneWishTogether_TheLargeFolded()
    {
        await database.ExecuteAsync($"insert into repair_types (id, tenant_id, name) select gen_random_uuid(), '{tenant}', 'Вид ' || g from generate_series(1, 9) g");
        Open("?kind=catalogues");
        var page = Render<AuditPage>();
        page.WaitForAssertion(() => Assert.Equal(3, Assert.Single(page.FindAll(".entry")).QuerySelectorAll(".row").Length));

        await page.InvokeAsync(() => page.Find(".entry .rows > button").Click());

        Assert.Equal(9, page.FindAll(".entry .row").Count);
    }

    [Fact]
    public async Task Page_WhatComesMeanwhile_IsCountedAndShownOnAPress()
    {
        Open("?kind=settings");
        var page = Render<AuditPage>();
        page.WaitForAssertion(() => Assert.Contains("по этим условиям ничего нет", page.Find(".none").TextContent, StringComparison.Ordinal));
        await database.ExecuteAsync($"insert into tenant_configs (tenant_id, key, value) values ('{tenant}', 'address', '\"ул. Ленина\"')");
        Open("?kind=settings&by=");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".entry")));
        await database.ExecuteAsync($"insert into tenant_configs (tenant_id, key, value) values ('{tenant}', 'warranty_days', '90')");
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(BatteryCrm.Data.Live.LiveKinds.SettingsChanged, null, null, null)], Resync: false));

        page.WaitForAssertion(() => Assert.Equal("1 новое изменение", page.Find("button.news").TextContent));
        await page.InvokeAsync(() => page.Find("button.news").Click());

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".entry").Count));
        Assert.Empty(page.FindAll("button.news"));
    }

    [Fact]
    public void Page_OfAPeriodThatEndsBeforeItBegins_SaysSo()
    {
        Open("?from=2026-11-02&until=2026-11-01");
        Assert.Contains("позже конца", Render<AuditPage>().Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private void Open(string query) => Services.GetRequiredService<NavigationManager>().NavigateTo("/settings/log" + query);

    private async Task<List<string>> ToldAsync(AuditView view)
    {
        var told = new List<string>();
        await foreach (var (row, names) in queries.AllAsync(view, default))
        {
            var fields = row.Change?.Fields.OrderBy(f => f.Column == "name" ? 0 : 1).Select(f => $"; {ChangeText.Column(row.Change.Subject, f.Column)} {ChangeText.Value(row.Change.Subject, f.Column, f.Before, names)}→{ChangeText.Value(row.Change.Subject, f.Column, f.After, names)}") ?? [];
            told.Add($"{AuditText.By(row)}: {AuditText.What(row, names)}{(AuditText.How(row) is { } how ? " " + how : null)}{string.Concat(fields)}");
        }

        return told;
    }
}
