namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>Questions about prices and devices: answered from the strip, from saved replies, or by asking back.</summary>
internal static class ShiftPrices
{
    public static async Task RunAsync(Workday day, BuildList list)
    {
        var irina = day.Irina;
        await list.SeeAsync("5 P: the price into the answer, which moves the stage", async () =>
        {
            await irina.OpenAsync(Workday.No(1).Words);
            await irina.SeesAsync("[data-offer]", "8\u00a0500");
            await irina.CommandAsync("KeyP");
            await irina.FocusedAsync("crm-composer textarea");
            await irina.TypeAsync(" Гарантия 90 дней. На какое время вас записать?");
            await irina.PictureAsync("4-price");
            await irina.SendAsync();
            await irina.SeesAsync(".card-pane .stage", "Цена отправлена");
        });
        await list.StepAsync("13, slips and an alias: the price while writing", async () =>
        {
            await irina.OpenAsync(Workday.No(13).Words);
            await irina.SeesAsync(".strip", "Galaxy A54 · Дисплей");
            await irina.TypeAsync("Здравствуйте!");
            await irina.PressAsync("Alt+KeyP");
            await irina.SendAsync();
        });
        await list.StepAsync("22, a message that was edited: the dearer and the cheaper display", async () =>
        {
            await irina.OpenAsync(Workday.No(22).Words);
            await irina.SeesAsync("li.client .edits", "изменено");
            await irina.SeesAsync("[data-offer]", "8\u00a0900");
            await irina.CommandAsync("KeyP");
            await irina.SendAsync();
        });
        await list.SeeAsync("5 The device by its alias, and the kind of repair", async () =>
        {
            await irina.OpenAsync(Workday.No(10).Words);
            list.Say($"Tab from the answer to the device: {await FieldAsync(irina, "Device", "с23", "Samsung Galaxy S23")}");
            await FieldAsync(irina, "RepairType", "заряд", "Зарядка");
            await FieldAsync(irina, "Cost", "2500", "2\u00a0500");
            await FieldAsync(irina, "Time", "60", "1\u00a0ч");
        });
        await list.SeeAsync("3 A saved reply by its shortcut, filled in", async () =>
        {
            await irina.ToAnswerAsync();
            await ReplyAsync(irina, "/цена", "Цена и срок");
            await irina.PictureAsync("5-card-and-reply");
            await irina.SendAsync();
        });
        await list.SeeAsync("5 S: the stage, with a comment", async () =>
        {
            // The price in the reply has moved the stage; the client's word moves it on.
            await irina.SeesAsync(".card-pane .stage", "Цена отправлена");
            await StageAsync(irina, "Клиент подтвердил", "приедет к шести");
        });
        await list.StepAsync("4 and 8, by saved replies alone", async () =>
        {
            await irina.OpenAsync(Workday.No(4).Words);
            await ReplyAsync(irina, "/вода", "После воды");
            await irina.SendAsync();
            await irina.OpenAsync(Workday.No(8).Words);
            await ReplyAsync(irina, "/адрес", "Адрес и часы");
            await irina.SendAsync();
        });
        await list.SeeAsync("3 A draft after a reload", async () =>
        {
            await irina.OpenAsync(await ClientAsync(day, 15));
            Assert.Equal(0, await irina.CountAsync(".strip", "iPhone 14"));
            await irina.TypeAsync("Здравствуйте, Аристарх! Это Ирина, «РемТочка». ");
            await irina.ReloadAsync();
            await irina.OpenedAsync();
            await irina.ValueAsync("Здравствуйте, Аристарх! Это Ирина, «РемТочка». ");
            await irina.AnswerAsync("Какая у вас модель?");
        });
        await list.SeeAsync("3 Emoji", async () =>
        {
            await irina.OpenAsync(Workday.No(16).Words);
            Assert.Equal(0, await irina.CountAsync(".strip", "iPhone 14"));
            await irina.AnswerAsync("Ждём вас в 14:00 👍");
            await irina.SeesAsync(".card-pane .stage", "Сбор информации");
            await StageAsync(irina, "Клиент подтвердил", "придёт в 14:00");
        });
        await list.StepAsync("11, a form whose client has a bot", async () =>
        {
            await irina.OpenAsync(Workday.No(11).Words);
            await irina.SeesAsync(".composer.shut", "У формы нет обратного канала");
            list.Say($"Tab to another channel from the queue: {await irina.TabToAsync(".composer.shut button", "Ответить: Telegram «РемТочка»")}");
            await irina.PressAsync("Enter");
            await irina.FocusedAsync("crm-composer textarea");
            await irina.SeesAsync("[data-offer]", "2\u00a0900");
            await irina.PressAsync("Alt+KeyP");
            await irina.SendAsync();
        });
    }

    /// <summary>Moves the stage by S, arrows and, from the comment, Ctrl+Enter.</summary>
    public static async Task StageAsync(KeysOnly irina, string stage, string comment)
    {
        await irina.CommandAsync("KeyS");
        await irina.FocusedAsync("#stage-form input[type=radio]");
        for (var pressed = 0; pressed < 12 && !(await irina.TextAsync("#stage-form label:focus-within")).Contains(stage, StringComparison.Ordinal); pressed++) await irina.PressAsync("ArrowDown");
        await irina.TabToAsync("#stage-form textarea");
        await irina.TypeAsync(comment);
        await irina.PressAsync("Control+Enter");
        await irina.GoneAsync("#stage-form");
        await irina.SeesAsync(".card-pane .stage", stage);
    }

    private static async Task<string> ClientAsync(Workday day, int no) =>
        (await day.Database.ScalarAsync<string>($"select c.name from appeals a join clients c on c.id = a.client_id where a.id = '{Workday.No(no).Appeal}'"))!;

    private static async Task<int> FieldAsync(KeysOnly irina, string field, string typed, string shown)
    {
        var pressed = await irina.TabToAsync($"[data-field={field}]");
        await irina.PressAsync("Enter");
        await irina.FocusedAsync(".editor input");
        await irina.TypeAsync(typed);
        await irina.PressAsync("Enter");
        await irina.SeesAsync($"[data-field={field}]", shown);
        await irina.FocusedAsync($"[data-field={field}]");
        return pressed;
    }

    private static async Task ReplyAsync(KeysOnly irina, string shortcut, string title)
    {
        await irina.FocusedAsync("crm-composer textarea");
        await irina.TypeAsync(shortcut);
        await irina.SeesAsync("#reply-rows [aria-selected=true]", title);
        await irina.PressAsync("Enter");
        await irina.GoneAsync("#reply-rows");
    }
}
