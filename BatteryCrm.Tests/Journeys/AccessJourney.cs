using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>axe finds no serious fault on any screen, in both colours, wide and on a phone: what colours spoil does not hang on the width, so two walks see all.</summary>
[Collection(Alone.Name)]
public sealed class AccessJourney
{
    [Theory]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    public Task Every_screen_panel_and_dialog_has_no_serious_fault(ColorScheme colors, bool isPhone) => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var look = (isPhone ? PageLook.Phone : PageLook.Wide) with { Colors = colors };
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "anna@demo.test", "Анна Громова");
        for (var i = 1; i <= 3; i++) await shop.Telegram.DeliverAsync(Updates.Text(i, 700 + i, 1, "экран " + i), "экран " + i);
        var signIn = await browser.NewPageAsync(shop.Web.Address, look);
        await signIn.GotoAsync("/sign-in");
        await Axe.CheckAsync(signIn, "sign-in");

        var anna = await browser.SignInAsync(shop.Web.Address, "anna@demo.test", look: look);
        await anna.Row("экран 1").SeenAsync();
        await Axe.CheckAsync(anna, "inbox");
        foreach (var panel in (string[])["queue-filter", "notices", "operator-menu"]) await InPanelAsync(anna, panel);
        await anna.Locator("[popovertarget=notices]").ClickAsync();
        await anna.Locator("#notices .head [aria-pressed]").ClickAsync();
        await anna.Locator("#notices .switch input").CheckAsync();
        await anna.Locator("#notices input[type=time]").First.SeenAsync();
        await Axe.CheckAsync(anna, "what sounds");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("[data-key=v]").ClickAsync();
        await anna.Locator("a[role=checkbox]").SeenAsync();
        await anna.Row("экран 1").ClickAsync();
        await anna.Locator(".bar button:not([disabled])").SeenAsync();
        await Axe.CheckAsync(anna, "picking");
        await InPanelAsync(anna, "bulk-stages");
        await anna.Locator("[data-key=v]").ClickAsync();
        await anna.Keyboard.PressAsync("Control+KeyK");
        await anna.Locator("dialog[open]").SeenAsync();
        await Axe.CheckAsync(anna, "palette");
        await anna.Keyboard.PressAsync("Escape");

        await MediaAsync(shop, "экран 2");
        await anna.Row("экран 2").ClickAsync();
        await anna.Locator("button.take").ClickAsync();
        await anna.Locator("button.release").SeenAsync();
        await anna.Locator("crm-composer textarea").SeenAsync();
        await Axe.CheckAsync(anna, "appeal");
        await anna.Locator("[data-action=quote]").First.ClickAsync();
        await anna.Locator("crm-composer .quote").SeenAsync();
        await Axe.CheckAsync(anna, "quotation");
        foreach (var panel in (string[])["snooze-menu", "assign-menu"]) await InPanelAsync(anna, panel);
        await InDialogsAsync(anna, isPhone);
        await anna.Locator("a[data-picture]").ClickAsync();
        await anna.Locator("dialog[open] [data-large]").SeenAsync();
        await Axe.CheckAsync(anna, "picture");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("[data-key=l]").ClickAsync();
        await anna.Locator("li .appeal.open").SeenAsync();
        await Axe.CheckAsync(anna, "timeline");
        await anna.Locator("[data-find-here]").ClickAsync();
        await anna.Locator("crm-find input").FillAsync("экран");
        await anna.Locator("crm-find[data-state=found]").SeenAsync();
        await Axe.CheckAsync(anna, "find");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("crm-composer [data-key=n]").ClickAsync();
        await anna.Locator("crm-mentions").SeenAsync();
        await Axe.CheckAsync(anna, "note");
        await PeopleAsync(shop, anna);
        await DuplicatesAsync(shop, anna);
        await MergeAsync(shop, anna);
        await ClientsAsync(shop, anna);
        await CatalogueAsync(anna);
        await LeadSourcesAsync(shop, anna);
        await PricesAsync(shop, anna);
        await ReportsAsync(shop, anna);
        await anna.GotoAsync("/profile");
        await anna.Locator("h1").SeenAsync();
        await Axe.CheckAsync(anna, "profile");
    });

    private static async Task MergeAsync(Shop shop, IPage page)
    {
        var ids = (await shop.Database.ScalarAsync<string>("select string_agg(id::text, '/') from (select id from clients where telegram_id is not null order by created_at limit 2) c"))!;
        await page.GotoAsync("/merge/" + ids);
        await page.Locator(".moves", new() { HasText = "обращени" }).SeenAsync();
        await Axe.CheckAsync(page, "merge");
        await page.Locator(".merge button[type=submit]").ClickAsync();
        await page.Locator(".merged .what").SeenAsync();
        await Axe.CheckAsync(page, "merged");
        await page.GotoAsync("/merges");
        await page.Locator(".merges a.row").First.SeenAsync();
        await page.Locator(".all button").ClickAsync();
        await Axe.CheckAsync(page, "merges");
    }

    private static async Task LeadSourcesAsync(Shop shop, IPage page)
    {
        var sales = await shop.Database.Given.AddAsync(new BatteryCrm.Data.Channels.SalesChannel { TenantId = shop.Tenant, Name = "Реклама" }, s => s.Id);
        await shop.Database.Given.AddAsync(new BatteryCrm.Data.Channels.LeadSource { TenantId = shop.Tenant, SalesChannelId = sales, Name = "Листовки", Code = "flyer", UtmSource = "print" }, s => s.Id);
        await shop.Telegram.DeliverAsync(Updates.Text(90, 790, 1, "/start unheard-of"), "/start unheard-of");
        await page.GotoAsync("/lead-sources/marks");
        await page.Locator("button.make").First.ClickAsync();
        await page.Locator(".reach:not(:empty)").SeenAsync();
        await Axe.CheckAsync(page, "unknown marks");
        await page.Locator("button.hide").First.ClickAsync();
        await page.Locator(".deeds li").SeenAsync();
        await Axe.CheckAsync(page, "decided marks");
        await page.GotoAsync("/lead-sources/links");
        await page.Locator("#site").FillAsync("shop.test");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".way img").SeenAsync();
        await Axe.CheckAsync(page, "links");
    }

    private static async Task ClientsAsync(Shop shop, IPage page)
    {
        var client = await shop.Database.ScalarAsync<Guid>("select id from clients order by created_at limit 1");
        await shop.Database.ExecuteAsync($"""
            update clients set phone = '+79270001122', email = 'a@demo.test'; update clients set has_phone = true, unsubscribed = true, blocked_at = now() where id = '{client}';
            insert into client_tags (tenant_id, client_id, tag) values ('{shop.Tenant}', '{client}', 'VIP');
            insert into client_notes (tenant_id, client_id, body, operator_id) select '{shop.Tenant}', '{client}', 'Звонить вечером', id from operators where email = 'anna@demo.test'
            """);
        await page.GotoAsync("/clients");
        await page.Locator("a[data-client]").SeenAsync();
        await Axe.CheckAsync(page, "clients");
        await InPanelAsync(page, "clients-filter");
        await page.GotoAsync("/clients?mark=blocked&tag=vip");
        await page.Locator(".narrowed").SeenAsync();
        await Axe.CheckAsync(page, "clients narrowed");
        await page.GotoAsync("/clients/" + client);
        await page.Locator("button[aria-label^='Телефон']").ClickAsync();
        await page.Locator("input[type=tel]").FillAsync("12");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".editor .trouble:not(:empty)").SeenAsync();
        await Axe.CheckAsync(page, "client");
        await page.GotoAsync("/clients/new");
        await page.Locator("input[type=tel]").FillAsync("89270001122");
        await page.Locator(".same").SeenAsync();
        await Axe.CheckAsync(page, "new client");
    }

    private static async Task CatalogueAsync(IPage page)
    {
        await page.GotoAsync("/catalog/brands/import");
        await page.Locator("input[type=file]").SeenAsync();
        await Axe.CheckAsync(page, "catalogue import: the file");
        await page.ChooseFileAsync(new FilePayload { Name = "бренды.csv", MimeType = "text/csv", Buffer = "Название;Страна\nApple;США\n;Китай\n"u8.ToArray() });
        await page.Locator("[data-list=refused] li").SeenAsync();
        await Axe.CheckAsync(page, "catalogue import: what would happen");
        await page.Locator(".write").ClickAsync();
        await page.Locator(".undo").SeenAsync();
        await Axe.CheckAsync(page, "catalogue import: the result");
        await page.GotoAsync("/catalog/brands");
        await page.Locator("[data-walk]").SeenAsync();
        await Axe.CheckAsync(page, "catalogue");
    }

    private static async Task PricesAsync(Shop shop, IPage page)
    {
        await shop.Database.ExecuteAsync($"""
            with brand as (insert into brands (tenant_id, name, normalized_name) values ('{shop.Tenant}', 'Google', 'google') returning id), repair as (insert into repair_types (tenant_id, name) values ('{shop.Tenant}', 'Дисплей') returning id),
                models as (insert into models (tenant_id, brand_id, name) select '{shop.Tenant}', id, 'Pixel 7' from brand)
            insert into services (tenant_id, brand_id, repair_type_id, malfunction_category, malfunction_type, price_rub, duration_minutes) select '{shop.Tenant}', brand.id, repair.id, 'Экран', 'Замена дисплея', 8500, 40 from brand, repair
            """);
        await page.GotoAsync("/catalog/services/prices");
        await page.Locator("[data-cell].own").ClickAsync();
        await page.Locator(".pane .days").SeenAsync();
        await Axe.CheckAsync(page, "prices");
        await page.Locator(".pane .close").ClickAsync();
        await page.Locator("[data-key=c]").ClickAsync();
        await page.Locator("#bulk-value").FillAsync("10");
        await page.Locator("#bulk-value").PressAsync("Enter");
        await page.Locator(".preview").SeenAsync();
        await Axe.CheckAsync(page, "many prices");
    }

    private static async Task ReportsAsync(Shop shop, IPage page)
    {
        await shop.Database.ExecuteAsync($"""
            with sold as (insert into sales_channels (id, tenant_id, name) values (gen_random_uuid(), '{shop.Tenant}', 'Директ') returning *),
                found as (insert into lead_sources (id, tenant_id, sales_channel_id, name, utm_campaign, utm_term) select gen_random_uuid(), tenant_id, id, 'Поиск', 'display', 'дисплей' from sold returning *),
                paid as (insert into lead_costs (tenant_id, lead_source_id, day, amount_rub) select tenant_id, id, (now() at time zone 'Europe/Samara')::date, 1000 from found)
            update appeals set lead_source_id = f.id, sales_channel_id = f.sales_channel_id from found f
            """);
        foreach (var report in (string[])["day", "leads", "costs", "funnel", "channels", "operators", "devices"])
        {
            await page.GotoAsync("/reports/" + report);
            await page.Locator(report == "day" ? "dl.day" : ".scroll table").SeenAsync();
            await Axe.CheckAsync(page, "report " + report);
        }

        await InPanelAsync(page, "report-filter");
        await InPanelAsync(page, "report-views");
        await page.GotoAsync("/reports/leads?from=2025-11-20&until=2025-11-01");
        await page.Locator(".report [role=alert]:visible").SeenAsync();
        await Axe.CheckAsync(page, "report refused");
        await page.GotoAsync("/reports/leads/appeals?figure=appeals");
        await page.Locator("ol li").First.SeenAsync();
        await Axe.CheckAsync(page, "appeals of a figure");
        await page.GotoAsync("/reports/costs/days");
        await page.Locator(".costs table").SeenAsync();
        await Axe.CheckAsync(page, "costs");
        await page.Locator(".costs input[type=month]").FillAsync("2020-01");
        await page.Locator(".costs .none").SeenAsync();
        await Axe.CheckAsync(page, "no costs");
    }

    private static async Task PeopleAsync(Shop shop, IPage anna)
    {
        await anna.GotoAsync("/clients/import");
        await anna.Locator("input[type=file]").SeenAsync();
        await Axe.CheckAsync(anna, "import: the file");
        const string csv = "Имя;Телефон\nИван;89270001122\nИван;89270001122\nПётр;12\nЭкран 1;89170000001\n";
        await shop.Database.ExecuteAsync("update clients set phone = '+79170000001' where telegram_id = '701'");
        await anna.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "клиенты.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        await anna.Locator("form[action] button[type=submit]").ClickAsync();
        await anna.Locator(".columns select").First.SeenAsync();
        await Axe.CheckAsync(anna, "import: the columns");
        await anna.Locator(".box button[type=submit]").ClickAsync();
        await anna.Locator(".numbers").SeenAsync();
        await anna.Locator("details summary").First.ClickAsync();
        await anna.Locator("details li").First.SeenAsync();
        await Axe.CheckAsync(anna, "import: what will happen");
        await anna.Locator("form button[type=submit]").ClickAsync();
        await anna.GetByRole(AriaRole.Button, new() { Name = "Отменить импорт" }).ClickAsync();
        await Axe.CheckAsync(anna, "import: the result");
        await anna.GotoAsync($"/clients/{await shop.Database.ScalarAsync<Guid>("select id from clients where telegram_id = '701'")}/erase");
        await anna.Locator("#confirm").FillAsync("0");
        await anna.Locator(".btn.danger:not([disabled])").ClickAsync();
        await anna.Locator("#trouble:not(:empty)").SeenAsync();
        await Axe.CheckAsync(anna, "erase");
    }

    private static async Task MediaAsync(Shop shop, string words)
    {
        var appeal = await shop.Database.ScalarAsync<Guid>($"select appeal_id from messages_history where message_text = '{words}'");
        var given = shop.Database.Given;
        var before = await given.AppealAsync(shop.Tenant, await shop.Database.ScalarAsync<Guid>($"select client_id from appeals where id = '{appeal}'"), shop.Channel);
        await given.MessageAsync(shop.Tenant, before, "другой экран", createdAt: TimeProvider.System.GetUtcNow().AddDays(-3));
        await given.MessageWithFileAsync(shop.Tenant, appeal, "photo", "image/png", SampleFiles.Png(60, 40, 90, 110, 160));
        await given.MessageWithFileAsync(shop.Tenant, appeal, "audio", "audio/ogg", SampleFiles.Voice(5), "стук.ogg", seconds: 5);
        await given.MessageWithFileAsync(shop.Tenant, appeal, "voice", "audio/unheard-of", [1], seconds: 5);
        await given.MessageWithFileAsync(shop.Tenant, appeal, "document", "application/pdf", [1], "чек.pdf");
        await shop.Database.ExecuteAsync($$$"""
            with sent as (
                insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel_id, external_chat_id, external_message_id, operator_id, sent_at)
                select gen_random_uuid(), m.tenant_id, m.appeal_id, 'operator', 'сделаем', m.channel_id, m.external_chat_id, '9001', o.id, now()
                from messages_history m, operators o where m.message_text = '{{{words}}}' and o.email = 'anna@demo.test' returning *)
            insert into outbound_messages (id, tenant_id, message_id, appeal_id, channel_id, external_chat_id, client_key, state, not_before, sent_at)
            select gen_random_uuid(), tenant_id, id, appeal_id, channel_id, external_chat_id, 'k1', 'sent', now(), now() from sent;
            update messages_history set extra = '{"contact":{"phone":"+79270001122","name":"Мария"},"location":{"lat":53.2,"lon":50.15}}' where message_text = '{{{words}}}'
            """);
    }

    private static async Task DuplicatesAsync(Shop shop, IPage page)
    {
        await page.GotoAsync("/duplicates");
        await page.Locator(".duplicates .notice").SeenAsync();
        await Axe.CheckAsync(page, "no duplicates");
        await shop.Database.ExecuteAsync("update clients set phone = '+79171234567'; update clients set name = 'Пётр' where telegram_id = '703'");
        await page.Locator(".pair .chip.strong").SeenAsync();
        await Axe.CheckAsync(page, "duplicates");
        await page.Locator(".pair button").First.ClickAsync();
        await page.Locator(".pair.done").SeenAsync();
        await Axe.CheckAsync(page, "a duplicate that is none");
    }

    private static async Task InDialogsAsync(IPage page, bool isPhone)
    {
        await page.Keyboard.PressAsync("Escape");
        // A phone has no keys to list, and its card is a drawer.
        if (!isPhone)
        {
            await InDialogAsync(page, "Shift+Slash", "keys");
            await InDialogAsync(page, "KeyS", "stage");
        }

        await page.Message("сделаем").Locator("button.change").FocusAsync();
        await InDialogAsync(page, "Enter", "change");
        await page.Locator("crm-composer [data-replies]").ClickAsync();
        await page.Locator("crm-replies [data-window]").SeenAsync();
        await Axe.CheckAsync(page, "replies");
        await page.Keyboard.PressAsync("Shift+F2");
        await page.Locator(".mud-dialog-container").SeenAsync();
        await Axe.CheckAsync(page, "reply");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".mud-dialog-container").GoneAsync();
    }

    private static async Task InDialogAsync(IPage page, string key, string what)
    {
        await page.Keyboard.PressAsync(key);
        await page.Locator(".mud-dialog-container").SeenAsync();
        await Axe.CheckAsync(page, what);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".mud-dialog-container").GoneAsync();
    }

    private static async Task InPanelAsync(IPage page, string panel)
    {
        await page.Locator($"[popovertarget={panel}]").ClickAsync();
        await page.Locator($"#{panel}").SeenAsync();
        await Axe.CheckAsync(page, panel);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator($"#{panel}").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }
}
