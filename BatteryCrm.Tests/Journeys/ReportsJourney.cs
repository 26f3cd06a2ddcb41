using System.Text;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A manager asks where appeals come from, opens a figure, takes the table along and keeps the question; an operator sees no money.</summary>
[Collection(Alone.Name)]
public sealed class ReportsJourney
{
    [Fact]
    public Task A_manager_counts_sources_opens_a_figure_and_takes_the_sheet_along() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Manager, "anna@demo.test", "Анна Громова");
        await shop.Database.ExecuteAsync($"""
            with sold as (insert into sales_channels (id, tenant_id, name) select gen_random_uuid(), '{shop.Tenant}', n from unnest(array['Директ', '=1+1']) n returning *),
                found as (insert into lead_sources (id, tenant_id, sales_channel_id, name, utm_campaign) select gen_random_uuid(), tenant_id, id, 'Источник ' || name, 'кампания' from sold returning *),
                person as (insert into clients (id, tenant_id, name) values (gen_random_uuid(), '{shop.Tenant}', 'Пётр') returning *)
            insert into appeals (id, tenant_id, client_id, ad_channel_id, sales_channel_id, lead_source_id, stage, estimated_cost, created_at)
            select gen_random_uuid(), f.tenant_id, p.id, '{shop.Channel}', f.sales_channel_id, f.id, case when g % 3 = 0 then 'Завершено' when g % 3 = 1 then 'Цена отправлена' else 'Первичный контакт' end, g * 1000.5, now() - interval '10 minutes'
            from found f, person p, generate_series(1, 24) g where f.name like '%Директ' or g <= 6
            """);
        var anna = await browser.SignInAsync(shop.Web.Address, "anna@demo.test");
        await anna.Locator("a[data-key=gr]").ClickAsync();
        await anna.Locator("dl.day").SeenAsync();
        await anna.Locator(".report-nav a", new() { HasText = "Источники" }).ClickAsync();
        var table = anna.Locator(".scroll table");
        await table.SeenAsync();

        // The address holds the question.
        await anna.Locator(".bar select").First.SelectOptionAsync("7d");
        await anna.WaitForURLAsync(url => url.EndsWith("/reports/leads?period=7d", StringComparison.Ordinal));
        await table.SeenAsync();
        var rows = await table.Locator("tr").AllAsync();
        var screen = new List<string>();
        foreach (var row in rows.Skip(1)) screen.Add(string.Join(';', (await row.Locator("td").AllInnerTextsAsync()).Select(Plain)));
        var download = await anna.RunAndWaitForDownloadAsync(() => anna.Locator("a[download]").ClickAsync());
        var sheet = (await File.ReadAllTextAsync(await download.PathAsync(), new UTF8Encoding(false))).TrimStart('\ufeff').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Группа;Обращения;Цена отправлена;", sheet[0], StringComparison.Ordinal);
        Assert.Equal(screen, sheet.Skip(1).Select(l => l[(l.IndexOf(';', StringComparison.Ordinal) + 1)..]));
        Assert.Contains(sheet, l => l.StartsWith("'=1+1;6;", StringComparison.Ordinal));
        Assert.Contains(sheet, l => l.StartsWith("Директ;24;16;", StringComparison.Ordinal));

        // A figure opens as many appeals as it says, and the way back leads to the same question.
        await table.Locator("tr", new() { HasText = "Директ" }).First.Locator("td").Nth(1).Locator("a").ClickAsync();
        await anna.Locator("[role=status]", new() { HasText = "16 обращений" }).SeenAsync();
        Assert.Equal(16, await anna.Locator("ol li").CountAsync());
        await anna.GoBackAsync();
        await table.SeenAsync();

        // Kept for all, and found again.
        await anna.Locator("[popovertarget=report-views]").ClickAsync();
        await anna.Locator("#report-views input[type=text]").FillAsync("Неделя");
        await anna.Locator("#report-views input[type=checkbox]").CheckAsync();
        await anna.Locator("#report-views button[type=submit]").ClickAsync();
        await anna.Locator("#report-views li a[href='/reports/leads?period=7d']").SeenAsync();
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("input[type=date]").First.FillAsync("2015-01-01");
        await anna.Locator("input[type=date]").First.DispatchEventAsync("change");
        await anna.Locator("[role=alert]", new() { HasText = "длиннее двух лет" }).SeenAsync();

        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.GotoAsync("/reports/leads?period=7d");
        await irina.Locator(".scroll table").SeenAsync();
        Assert.DoesNotContain("₽", await irina.Locator(".report").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await irina.Locator("nav a[href='/reports/costs']").CountAsync());
    });

    // As a spreadsheet writes it.
    private static string Plain(string text) => text.Trim().Replace("\u00a0₽", string.Empty, StringComparison.Ordinal).Replace("\u00a0", string.Empty, StringComparison.Ordinal);
}
