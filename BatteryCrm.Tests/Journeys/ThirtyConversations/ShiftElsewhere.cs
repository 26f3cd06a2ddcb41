namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>Channels in which nothing can be answered: why stands where one would write, and there is something else to do.</summary>
internal static class ShiftElsewhere
{
    public static async Task RunAsync(Workday day, BuildList list)
    {
        var irina = day.Irina;
        await list.SeeAsync("3 A note that mentions a colleague", async () =>
        {
            await OpenShutAsync(irina, Workday.No(3).Words, "Ответы в ВКонтакте пока не подключены");
            await irina.NoteAsync("можно ли ставить его дисплей? Напишу завтра с телефона", mention: "пав");
            await day.Pavel.SeesAsync(".bell .count");
        });
        await list.SeeAsync("1 Z: put off", async () =>
        {
            await PutOffAsync(irina, "Завтра утром");
            await irina.OpenAsync(await NameAsync(day, 7));
            await irina.SeesAsync(".composer.shut", "Ответы в ВКонтакте пока не подключены");
            await PutOffAsync(irina, "Через час");
            await OpenShutAsync(irina, Workday.No(9).Words, "Ответы в Авито пока не подключены");
            await irina.SeesAsync(".strip .offer", "17\u00a0900");
            await PutOffAsync(irina, "Через 3 дня");
        });
        await list.SeeAsync("1 D: no reply needed", async () =>
        {
            await OpenShutAsync(irina, Workday.No(5).Words, "Ответы в MAX пока не подключены");
            await irina.NoteAsync("Позвонила: таких сейчас нет");
            await SettleAsync(irina);
        });
        await list.StepAsync("24, a form of today: called, confirmed, settled", async () =>
        {
            await OpenShutAsync(irina, Workday.No(24).Words, "У формы нет обратного канала");
            await irina.SeesAsync(".composer.shut a[href^='tel:']");
            await irina.PictureAsync("12-form");
            await irina.NoteAsync("Позвонила, привезёт сегодня до семи");
            await ShiftPrices.StageAsync(irina, "Клиент подтвердил", "по телефону");
            await SettleAsync(irina);
        });
        await list.StepAsync("12, spam: cancelled and settled", async () =>
        {
            await OpenShutAsync(irina, Workday.No(12).Words, "Ответы в ВКонтакте пока не подключены");
            await ShiftPrices.StageAsync(irina, "Отменено", "Спам");
            await SettleAsync(irina);
        });
    }

    private static async Task OpenShutAsync(KeysOnly irina, string words, string why)
    {
        await irina.OpenAsync(words);
        await irina.SeesAsync(".composer.shut", why);
    }

    private static async Task PutOffAsync(KeysOnly irina, string until)
    {
        await irina.PickAsync("KeyZ", "#snooze-menu", until);
        await irina.SeesAsync(".appeal-header button.opener.on");
        await irina.GoneAsync("#snooze-menu");
    }

    private static async Task SettleAsync(KeysOnly irina)
    {
        await irina.CommandAsync("KeyD");
        await irina.SeesAsync("button.settle", "Вернуть в «Без ответа»");
    }

    private static async Task<string> NameAsync(Workday day, int no) =>
        (await day.Database.ScalarAsync<string>($"select c.name from appeals a join clients c on c.id = a.client_id where a.id = '{Workday.No(no).Appeal}'"))!;
}
