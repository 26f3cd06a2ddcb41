using System.Globalization;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>The morning: what is there, how it is looked at, which keys there are.</summary>
internal static class ShiftQueue
{
    /// <summary>The view that Irina keeps: the bot where clients say thanks.</summary>
    public const string View = "Благодарности";

    private const string Row = "a[data-appeal]";
    private const string Panel = "#queue-filter";

    public static async Task RunAsync(Workday day, BuildList list)
    {
        var irina = day.Irina;
        await list.SeeAsync("1 Tabs, and counters that are right", async () =>
        {
            await CountedAsync(day);
            await irina.TabToAsync("nav.tabs a", "Мои");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("nav.tabs a[aria-current=page]", "Мои");
            await EveryRowAsync(irina, ".holder[title='Ведёте вы']");
            await irina.TabToAsync("nav.tabs a", "Все");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("nav.tabs a[aria-current=page]", "Все");
            await irina.SeesAsync(Row + ":first-of-type", "Альбина");
            await irina.TabToAsync("nav.tabs a", "Без ответа", back: true);
            await irina.PressAsync("Enter");
            await irina.SeesAsync("nav.tabs a[aria-current=page]", "Без ответа");
            await EveryRowAsync(irina, ".wait");
        });
        await irina.PictureAsync("1-morning");

        await list.SeeAsync("6 ?: the list of keys", async () =>
        {
            await irina.LeaveFieldAsync();
            await irina.PressAsync("KeyJ");
            await irina.FocusedAsync(Row);
            await irina.RingAsync();
            await irina.PressAsync("Shift+Slash");
            await irina.SeesAsync("dl.keys", "Напомнить позже");
            await irina.PictureAsync("2-keys");
            await irina.TrueAsync("() => !!document.activeElement.closest('.mud-dialog-container')", null, "the focus in the dialog");
            await irina.PressAsync("Escape");
            await irina.GoneAsync("dl.keys");
            await irina.FocusedAsync(Row); // a dialog gives the focus back
        });

        await list.SeeAsync("6 J, K and Enter", async () =>
        {
            await irina.LeaveFieldAsync();
            await irina.TrueAsync("() => document.querySelectorAll('[data-walk]').length > 3", null, "rows");
            await irina.PressAsync("KeyJ");
            await irina.FocusedAsync("[data-walk]");
            var first = await HereAsync(irina);
            await irina.PressAsync("KeyJ");
            await irina.PressAsync("KeyJ");
            await irina.PressAsync("KeyK");
            await irina.PressAsync("KeyK");
            Assert.Equal(first, await HereAsync(irina));
            await irina.PressAsync("Enter");
            await irina.OpenedAsync();
            await irina.LeaveFieldAsync();
            Assert.Equal(first, await HereAsync(irina));
            await irina.PressAsync("Enter");
            await irina.OpenedAsync();
        });

        await list.SeeAsync("6 Ctrl+K: an appeal, a screen", async () =>
        {
            await irina.FindAsync("профиль", "Профиль");
            await irina.SeesAsync("h1", "Профиль");
            await irina.PressAsync("KeyG");
            await irina.PressAsync("KeyI");
            await irina.SeesAsync(Row);
            await irina.FindAsync("Гульназ", "Гульназ");
            await irina.OpenedAsync();
            await irina.SeesAsync(".appeal-header .name", "Гульназ");
        });

        await list.SeeAsync("1 The queue narrowed by F", async () =>
        {
            await irina.CommandAsync("KeyF");
            await irina.OpenPanelAsync(Panel);
            list.Say($"Tab to a channel in the panel of filters: {await irina.TabToAsync(Panel + " a.pick", "Бот выдачи")}");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("a.narrowed", "Бот выдачи");
            await irina.TrueAsync("() => document.querySelectorAll('a[data-appeal]').length === 4", null, "the four of the second bot");
            await irina.PictureAsync("3-filter");
        });

        await list.SeeAsync("1 A view saved and opened", async () =>
        {
            await irina.TabToAsync(Panel + " input[type=text]", back: true);
            await irina.TypeAsync(View);
            await irina.PressAsync("Enter");
            await irina.SeesAsync(Panel + " a.view", View);
            await irina.PressAsync("Escape");
            await irina.GoneAsync(Panel);
            await irina.TabToAsync(".chips a.clear");
            await irina.PressAsync("Enter");
            await irina.GoneAsync("a.narrowed");
            await OpenViewAsync(irina);
            await irina.TabToAsync(".chips a.clear");
            await irina.PressAsync("Enter");
            await irina.GoneAsync("a.narrowed");
        });

        await list.SeeAsync("1 The order changed", async () =>
        {
            var longest = await irina.TextAsync(Row + " .name");
            await irina.CommandAsync("KeyF");
            await irina.OpenPanelAsync(Panel);
            await irina.TabToAsync(Panel + " a.pick", "Новые сверху");
            await irina.PressAsync("Enter");
            await irina.SeesAsync(Row + ":first-of-type", "Альбина");
            await irina.TabToAsync(Panel + " a.pick", "Дольше ждут", back: true);
            await irina.PressAsync("Enter");
            await irina.SeesAsync(Row + ":first-of-type", longest);
            await irina.PressAsync("Escape");
            await irina.GoneAsync(Panel);
        });
    }

    /// <summary>Opens the view that was kept.</summary>
    public static async Task OpenViewAsync(KeysOnly irina)
    {
        await irina.PickAsync("KeyF", Panel, View);
        await irina.SeesAsync("a.narrowed", "Бот выдачи");
        await irina.GoneAsync(Panel);
    }

    /// <summary>The first tab says how many wait.</summary>
    public static async Task CountedAsync(Workday day) =>
        await day.Irina.SeesAsync("nav.tabs a:first-of-type .count", (await day.WaitingAsync()).ToString(CultureInfo.InvariantCulture));

    private static Task EveryRowAsync(KeysOnly irina, string css) =>
        irina.TrueAsync("css => { const rows = [...document.querySelectorAll('a[data-appeal]')]; return rows.length > 0 && rows.every((r) => r.querySelector(css)); }", css, $"rows that all have {css}");

    private static async Task<string> HereAsync(KeysOnly irina)
    {
        await irina.FocusedAsync(Row);
        return await irina.TextAsync(Row + ":focus");
    }
}
