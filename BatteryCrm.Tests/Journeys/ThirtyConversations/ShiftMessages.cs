using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>What comes besides words, and what becomes of our own.</summary>
internal static class ShiftMessages
{
    private const string Field = "crm-composer:not(.note) textarea";

    public static async Task RunAsync(Workday day, BuildList list)
    {
        await SeenAndHeardAsync(day.Irina, list);
        await ReadAsync(day.Irina, list);
        await SentAsync(day, list);
    }

    private static async Task SeenAndHeardAsync(KeysOnly irina, BuildList list)
    {
        await list.SeeAsync("2 Pictures, large", async () =>
        {
            await irina.OpenAsync(Workday.No(17).Words);
            await irina.SeesAsync("a[data-picture] img");
            list.Say($"Shift+Tab from the answer to the last picture: {await irina.TabToAsync("a[data-picture]", back: true)}");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("dialog[open] [data-count]", "2 из 2");
            await irina.PressAsync("ArrowLeft");
            await irina.SeesAsync("dialog[open] [data-count]", "1 из 2");
            await irina.PressAsync("Equal");
            await irina.PictureAsync("6-picture");
            await irina.PressAsync("Escape");
            await irina.GoneAsync("dialog[open] [data-count]");
            await irina.FocusedAsync("a[data-picture]");
        });
        await list.SeeAsync("3 O: a file beside the answer", async () =>
        {
            await irina.ChooseAsync(() => irina.CommandAsync("KeyO"), new FilePayload { Name = "после.png", MimeType = "image/png", Buffer = SampleFiles.Png(60, 40, 90, 160, 110) });
            await irina.SeesAsync("crm-files .tray:not(.on-its-way) .put", "после.png");
            await irina.ToAnswerAsync();
            await irina.AnswerAsync("Так будет выглядеть после замены");
            await irina.SeesAsync("li.ours a[data-picture] img");
        });
        await list.SeeAsync("2 A voice message played", async () =>
        {
            await irina.OpenAsync(Workday.No(18).Words);
            await irina.SeesAsync("crm-sound [data-play]");
            await irina.TabToAsync("crm-sound [data-play]", back: true);
            await irina.PressAsync("Space");
            await irina.TrueAsync("() => document.querySelector('crm-sound audio').currentTime > 0.2", null, "a voice that plays");
            await irina.PressAsync("Space");
            await irina.GoneAsync("crm-sound[data-playing]");
        });
        await list.SeeAsync("3 An answer taken back within five seconds", async () =>
        {
            await irina.ToAnswerAsync();
            await irina.AnswerAsync("Это не вам");
            await irina.SeesAsync("[data-action=take-back]");
            list.Say($"Shift+Tab from the answer to «Отменить»: {await irina.TabToAsync("[data-action=take-back]", back: true)}");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("li .tick", "отменено");
            await irina.ToAnswerAsync();
            await irina.AnswerAsync(Workday.No(18).Said[0]);
        });
        await list.StepAsync("19, a contact", async () =>
        {
            await irina.OpenAsync(Workday.No(19).Words);
            await irina.SeesAsync("li.client", "свой номер");
            await irina.SeesAsync(".card-pane a[href^='tel:']", "927");
            await irina.AnswerAsync(Workday.No(19).Said[0]);
        });
    }

    private static async Task ReadAsync(KeysOnly irina, BuildList list)
    {
        await list.SeeAsync("2 U: the first unanswered message", async () =>
        {
            await irina.OpenAsync(Workday.No(21).Words);
            await irina.CommandAsync("KeyU");
            await irina.SeesAsync("li[data-sought]", Eighteen.FirstWords);
        });
        await list.SeeAsync("2 I: words found within the conversation", async () =>
        {
            await irina.CommandAsync("KeyI");
            await irina.FocusedAsync("crm-find input");
            await irina.TypeAsync("аквариумы");
            await irina.SeesAsync("crm-find [data-count]", "1 из 1");
            await irina.SeesAsync("li[data-sought]", "уронил его в аквариум");
            await irina.PictureAsync("7-find");
            await irina.PressAsync("Escape");
            await irina.GoneAsync("crm-find input");
            await irina.ToAnswerAsync();
            await irina.AnswerAsync(Workday.No(21).Said[0]);
        });
        await list.SeeAsync("2 L: all appeals of a client as one line", async () =>
        {
            await irina.OpenAsync(Workday.No(20).Words);
            await irina.SeesAsync("li.client", "Место на карте");
            await irina.CommandAsync("KeyL");
            await irina.SeesAsync("li .appeal.open", "Открытое обращение");
            await irina.PictureAsync("8-timeline");
        });
    }

    private static async Task SentAsync(Workday day, BuildList list)
    {
        var irina = day.Irina;
        await list.SeeAsync("3 An own message withdrawn", async () =>
        {
            await irina.ToAnswerAsync();
            await irina.AnswerAsync(Workday.No(20).Said[0]);
            await ArrivedAsync(irina, Workday.No(20).Said[0]);
            list.Say($"Shift+Tab from the answer to the pencil: {await irina.TabToAsync("[data-action=change]", back: true)}");
            await irina.PressAsync("Enter");
            await irina.FocusedAsync("#change-form textarea");
            await irina.TabToAsync("button.withdraw");
            await irina.PressAsync("Enter");
            await irina.SeesAsync("li.ours", "Сообщение удалено у клиента");
            await irina.GoneAsync("#change-form");
            await irina.ToAnswerAsync();
            await irina.AnswerAsync(Workday.No(20).Said[1]);
        });
        await list.SeeAsync("3 An own message edited", async () =>
        {
            await irina.OpenAsync(Workday.No(6).Words);
            await irina.AnswerAsync("Да, принимаем. Пришлите, пожалуйста, фото");
            await ArrivedAsync(irina, "Да, принимаем.");
            await irina.TabToAsync("[data-action=change]", back: true);
            await irina.PressAsync("Enter");
            await irina.FocusedAsync("#change-form textarea");
            await irina.PressAsync("Control+End");
            await irina.TypeAsync(" и напишите: сколько памяти, что уже ремонтировали.");
            await irina.PressAsync("Control+Enter");
            await irina.GoneAsync("#change-form");
            await irina.SeesAsync("li.ours .edits", "изменено");
            Assert.Contains(day.Bot.Requests, r => r.Method == "editMessageText" && r.Text!.EndsWith("что уже ремонтировали.", StringComparison.Ordinal));
        });
        await list.SeeAsync("2 An answer that failed, with the platform's words, sent again", async () =>
        {
            var refused = 0;
            day.Bot.Decide = r => r.Text == Workday.No(27).Said[0] && Interlocked.Increment(ref refused) == 1 ? BotAnswer.BlockedByUser : null;
            await irina.OpenAsync(Workday.No(27).Words);
            await irina.AnswerAsync(Workday.No(27).Said[0]);
            await irina.SeesAsync("li .failed", Eighteen.Unreachable);
            await irina.PictureAsync("9-failed");
            list.Say($"Shift+Tab from the answer to «Отправить ещё раз»: {await irina.TabToAsync("[data-action=send-again]", back: true)}");
            await irina.PressAsync("Enter");
            await ArrivedAsync(irina, Workday.No(27).Said[0]);
        });
        await list.SeeAsync("3 The channel of the answer chosen", async () =>
        {
            await irina.OpenAsync(Workday.No(28).Words);
            await irina.SeesAsync(Field + "[placeholder*='Бот выдачи']");
            await irina.TabToAsync("crm-composer select");
            await irina.PressAsync("ArrowDown");
            await irina.SeesAsync(Field + "[placeholder*='Telegram «РемТочка»']");
            await irina.TabToAsync(Field, back: true);
            await irina.AnswerAsync(Workday.No(28).Said[0]);
        });
    }

    // The pencil comes when the platform has taken it.
    private static Task ArrivedAsync(KeysOnly irina, string words) => irina.SeesAsync("li.ours:has(.tick[title='Отправлено'])", words);
}
