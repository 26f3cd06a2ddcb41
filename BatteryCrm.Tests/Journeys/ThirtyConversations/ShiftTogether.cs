namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>Irina and Pavel over the same queue, both without a mouse.</summary>
internal static class ShiftTogether
{
    public static async Task RunAsync(Workday day, BuildList list)
    {
        var (irina, pavel) = (day.Irina, day.Pavel);
        await list.SeeAsync("4 T: taken, and the colleague sees by whom", async () =>
        {
            await irina.OpenAsync(Workday.No(14).Words);
            await irina.SeesAsync(".strip .trouble", "названы два устройства");
            await irina.CommandAsync("KeyT");
            await irina.SeesAsync(".appeal-header button.release");
            await pavel.FindAsync("Остап", "Остап");
            await pavel.OpenedAsync();
            await pavel.SeesAsync(".appeal-header .holder", "Ирина Соколова");
            await irina.ToAnswerAsync();
            await irina.AnswerAsync("Два телефона — две заявки: экран iPhone 13 и камера S21. Начнём с iPhone?");
        });
        await list.SeeAsync("4 Who looks and who types", async () =>
        {
            await irina.OpenAsync(Workday.No(23).Words);
            await pavel.FindAsync("Эльвира", "Эльвира");
            await pavel.OpenedAsync();
            await irina.SeesAsync(".viewer[title='Смотрит: Павел Ветров']");
            await pavel.TypeAsync(Workday.No(23).Said[0]);
            await irina.SeesAsync("p.typing .words", "Павел печатает…");
        });
        await list.SeeAsync("3 An answer stopped once because a colleague was faster", async () =>
        {
            await irina.TypeAsync("Сейчас узнаю");
            await pavel.SendAsync();
            await irina.SeesAsync("li.ours", Workday.No(23).Said[0]);
            await irina.PressAsync("Enter");
            await irina.SeesAsync(".refusal", "добавилось новое");
            await irina.PictureAsync("10-stale");
            await irina.ValueAsync("Сейчас узнаю");
            await irina.PressAsync("Control+KeyA");
            await irina.PressAsync("Delete");
            await irina.ValueAsync(string.Empty);
        });
        await list.SeeAsync("4 A client blocked", async () =>
        {
            await irina.OpenAsync(Workday.No(25).Words);
            list.Say($"Tab from the answer to «Заблокировать клиента»: {await irina.TabToAsync(".card-pane button.block")}");
            await irina.PressAsync("Enter");
            await irina.SeesAsync(".appeal-header .blocked");
        });
        await list.SeeAsync("9 B: a mention heard and followed", async () =>
        {
            await pavel.NoteAsync("ответил Эльвире вместо тебя", mention: "ири");
            await irina.SeesAsync(".bell .count");
            await irina.CommandAsync("KeyB");
            await irina.OpenPanelAsync("#notices");
            await irina.SeesAsync("#notices a", "Павел Ветров: вас упомянули в заметке");
            await irina.PictureAsync("11-bell");
            await irina.TabToAsync("#notices a", "Павел Ветров: вас упомянули в заметке");
            await irina.PressAsync("Enter");
            await irina.OpenedAsync();
            await irina.SeesAsync("li.note", "@Ирина Соколова ответил Эльвире вместо тебя");
        });
        await list.SeeAsync("4 H: handed over with a comment", async () =>
        {
            await irina.OpenAsync(Workday.No(2).Words);
            await irina.SeesAsync(".composer.shut", "Ответы в WhatsApp пока не подключены");
            await irina.CommandAsync("KeyT");
            await irina.SeesAsync(".appeal-header button.release");
            await irina.CommandAsync("KeyH");
            await irina.OpenPanelAsync("#assign-menu");
            await irina.TabToAsync("#assign-menu textarea");
            await irina.TypeAsync("Позвони, пожалуйста: батарея на 14 про");
            await irina.TabToAsync("#assign-menu button", "Павел Ветров");
            await irina.PressAsync("Enter");
            await irina.SeesAsync(".appeal-header .holder", "Павел Ветров");

            await pavel.CommandAsync("KeyB");
            await pavel.OpenPanelAsync("#notices");
            await pavel.TabToAsync("#notices a", "Ирина Соколова: вам передали обращение");
            await pavel.PressAsync("Enter");
            await pavel.OpenedAsync();
            await pavel.SeesAsync(".appeal-header button.release");
            await pavel.NoteAsync("Позвонил: привезёт завтра к 12");
            await pavel.CommandAsync("KeyD");
            await pavel.SeesAsync("button.settle", "Вернуть в «Без ответа»");
        });
    }
}
