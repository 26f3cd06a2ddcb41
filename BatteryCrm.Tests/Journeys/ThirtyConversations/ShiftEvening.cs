using System.Globalization;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>The evening: thanks settled in one go, something looked up, what was done looked back at.</summary>
internal static class ShiftEvening
{
    public static async Task RunAsync(Workday day, BuildList list)
    {
        var irina = day.Irina;
        await list.SeeAsync("8 V: rows picked, then all of the filter, one deed and its undoing", async () =>
        {
            await irina.LeaveFieldAsync();
            await ShiftQueue.OpenViewAsync(irina);
            await irina.TrueAsync("() => document.querySelectorAll('a[data-appeal]').length === 3", null, "the three that say thanks");
            await PickAllAsync(irina);
            await irina.PictureAsync("13-picked");
            await DoAsync(irina, ".bar button", "Ответ не требуется");
            await irina.SeesAsync(".said", "Готово: 3.");
            await DoAsync(irina, ".said button", "Отменить");
            await irina.SeesAsync(".said", "Возвращено: 3.");
            await irina.TrueAsync("() => document.querySelectorAll('a[data-appeal]').length === 3", null, "the three again");
            await PickAllAsync(irina);
            await DoAsync(irina, ".bar button", "Ответ не требуется");
            await irina.SeesAsync(".said", "Готово: 3.");
            await irina.TabToAsync(".chips a.clear");
            await irina.PressAsync("Enter");
            await irina.GoneAsync("a.narrowed");
        });
        await list.SeeAsync("7 Found by a part of the name", () => FoundAsync(irina, "вениам", "Вениамин"));
        await list.SeeAsync("7 Found by the last digits of the phone", () => FoundAsync(irina, Eighteen.Phone[^4..], "Мария"));
        await list.SeeAsync("7 Found by another form of a word, and opened there", async () =>
        {
            await irina.FindAsync("карбюраторы", "карбюратор");
            await irina.OpenedAsync();
            await irina.SeesAsync("li[data-sought]", "вместе с кабелем и карбюратором");
        });
        await list.SeeAsync("10 The card's history", async () =>
        {
            await irina.FindAsync("двадцать третьем", "двадцать третьем");
            await irina.OpenedAsync();
            list.Say($"Tab from the answer to the history: {await irina.TabToAsync(".history .toggle")}");
            await irina.RingAsync();
            await irina.PressAsync("Enter");
            await irina.SeesAsync(".deeds li", "→ Цена отправлена");
            await irina.SeesAsync(".deeds li .comment", "приедет к шести");
            await irina.SeesAsync(".deeds li", "Изменено: Устройство");
            await irina.SeesAsync(".deeds li", "Ответ клиенту");
            await irina.PictureAsync("14-history");
        });
        await list.StepAsync("the counters are right at the end as well", () => ShiftQueue.CountedAsync(day));
    }

    private static async Task PickAllAsync(KeysOnly irina)
    {
        await irina.CommandAsync("KeyV");
        await irina.SeesAsync("a[role=checkbox]");
        await irina.PressAsync("KeyJ");
        await irina.PressAsync("Space");
        await irina.SeesAsync(".bar", "Выбрано: 1");
        await DoAsync(irina, ".bar button", "Все по фильтру");
        await irina.SeesAsync(".bar", string.Create(CultureInfo.InvariantCulture, $"Выбрано: {3}"));
    }

    private static async Task DoAsync(KeysOnly irina, string css, string words)
    {
        await irina.TabToAsync(css, words);
        await irina.PressAsync("Enter");
    }

    private static async Task FoundAsync(KeysOnly irina, string words, string client)
    {
        await irina.FindAsync(words, client);
        await irina.OpenedAsync();
        await irina.SeesAsync(".appeal-header .name", client);
    }
}
