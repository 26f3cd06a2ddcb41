using System.Text.Json.Nodes;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Tests.Faults;
using BatteryCrm.Tests.Intake;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>Eighteen conversations of our own: what clients do besides asking politely for a price. Each comes by the webhook of its platform.</summary>
internal static class Eighteen
{
    /// <summary>Telegram's ids of the clients: this and the number of the conversation.</summary>
    public const long Client = 91_000;

    /// <summary>The number of whoever shares it.</summary>
    public const string Phone = "+79271234577";

    public const string Unreachable = "Forbidden: bot was blocked by the user";

    /// <summary>What 21 wrote first; far above what stands at the end.</summary>
    public const string FirstWords = "Начну издалека: телефон покупал жене на день рождения";

    public static readonly IReadOnlyList<Conversation> All =
    [
        new(13, "скока стоит екран поменять на сасунг а54", Ending.Answered, Stages.PriceSent, "Замена дисплея на Galaxy A54 — 8\u00a0900\u00a0₽"),
        new(14, "iPhone 13 экран и S21 камера", Ending.Answered, Stages.Gathering, "Два телефона — две заявки"),
        new(15, "14", Ending.Answered, Stages.Gathering, "Здравствуйте, Аристарх! Это Ирина, «РемТочка». Какая у вас модель?"),
        new(16, "в 14 приду", Ending.Answered, Stages.Confirmed, "Ждём вас в 14:00 👍"),
        new(17, "Вот так разбита крышка", Ending.Answered, Stages.Gathering, "Так будет выглядеть после замены"),
        new(18, "🎤 0:08", Ending.Answered, Stages.Gathering, "Хрипит динамик, понял. Приезжайте, проверим бесплатно."),
        new(19, "👤 Мария Белкина", Ending.Answered, Stages.Gathering, "Спасибо, номер записали, перезвоним в течение часа."),
        new(20, "📍", Ending.Answered, Stages.Gathering, "От вас 5 минут пешком.", "От вас 15 минут на 20-м трамвае."),
        new(21, "Так сколько за всё?", Ending.Answered, Stages.Gathering, "За всё вместе — 11 800 ₽, с гарантией."),
        new(22, "Сколько экран на айфон 11?", Ending.Answered, Stages.PriceSent, "Замена дисплея (копия) на iPhone 11 — 4\u00a0500\u00a0₽"),
        new(23, "Есть дисплей на хонор 90?", Ending.Answered, Stages.Gathering, "Есть, привезли сегодня."),
        new(24, "Перезвоните, пожалуйста, чайник на клавиатуру", Ending.Settled, Stages.Confirmed),
        new(25, "ВЫ ЖУЛИКИ", Ending.Blocked, Stages.FirstContact),
        new(26, "Спасибо, забрал, всё работает", Ending.Settled, Stages.FirstContact),
        new(27, "разъём на поко х5 про не держит кабель", Ending.Answered, Stages.Gathering, "Разъём поменяем за час.", "Разъём поменяем за час."),
        new(28, "пишу и сюда: готов мой планшет?", Ending.Answered, Stages.Gathering, "Планшет готов, ждём вас."),
        new(29, "ок, завтра зайду", Ending.Settled, Stages.FirstContact),
        new(30, "👍", Ending.Settled, Stages.FirstContact),
    ];

    /// <summary>All of them write. 28 writes to both bots; 20 is somebody who was here before.</summary>
    /// <param name="bot">The shop's bot.</param>
    /// <param name="second">The bot that says what is ready; thanks come there.</param>
    /// <param name="form">Posts the site's form.</param>
    /// <param name="returning">Telegram's id of a client with a finished appeal.</param>
    public static async Task WriteAsync(Sender bot, Sender second, Func<JsonObject, Task> form, long returning)
    {
        var update = 1;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        await SayAsync(13, "Гульназ", "скока стоит екран поменять на сасунг а54 ?");
        await SayAsync(14, "Остап", "iPhone 13 экран и S21 камера, сколько выйдет?");
        await SayAsync(15, "Аристарх", "14");
        await SayAsync(16, "Лариса", "в 14 приду");
        await PostAsync(bot, Updates.Text(update++, Client + 17, 1, string.Empty, date: now, first: "Ринат", more: m => Photo(m, "back-1")));
        await PostAsync(bot, Updates.Text(update++, Client + 17, 2, string.Empty, date: now, first: "Ринат", more: m => Photo(m, "back-2", "Вот так разбита крышка")));
        await PostAsync(bot, Updates.Text(update++, Client + 18, 1, string.Empty, date: now, first: "Зинаида", more: m => m["voice"] = new JsonObject { ["file_id"] = "voice-18", ["duration"] = 8, ["mime_type"] = "audio/ogg", ["file_size"] = 4000 }));
        await PostAsync(bot, Updates.Text(update++, Client + 19, 1, string.Empty, date: now, first: "Мария", more: m => m["contact"] = new JsonObject { ["phone_number"] = Phone[1..], ["first_name"] = "Мария", ["last_name"] = "Белкина", ["user_id"] = Client + 19 }));
        await PostAsync(bot, Updates.Text(update++, returning, 900_001, string.Empty, date: now, first: null, more: m => m["location"] = new JsonObject { ["latitude"] = 53.2001, ["longitude"] = 50.15 }));
        await LongAsync();
        await SayAsync(22, "Кирилл", "Сколько экран на айфон 12?");
        await PostAsync(bot, Updates.Edit(update++, Client + 22, 1, "Сколько экран на айфон 11?", now));
        await SayAsync(23, "Эльвира", "Есть дисплей на хонор 90?");
        await form(new JsonObject { ["form_key"] = "demo-form", ["submission_id"] = "thirty-24", ["name"] = "Пётр Ильич", ["phone"] = "8 (927) 000-24-24", ["model"] = "VivoBook 15", ["message"] = "Перезвоните, пожалуйста, чайник на клавиатуру" });
        await SayAsync(25, "Мститель", "ВЫ ЖУЛИКИ!!! Верните деньги!!! И купите крипту: t.me/scam");
        await SayAsync(26, "Сергей", "Спасибо, забрал, всё работает", second);
        await SayAsync(27, "Фёдор", "разъём на поко х5 про не держит кабель");
        await SayAsync(28, "Жанна", "Здравствуйте, сдавала планшет", message: 1);
        await SayAsync(28, "Жанна", "пишу и сюда: готов мой планшет?", second, message: 1);
        await SayAsync(29, "Пётр", "ок, завтра зайду", second);
        await SayAsync(30, "Альбина", "👍", second);

        async Task LongAsync()
        {
            var story = string.Join(' ', Enumerable.Range(1, 45).Select(i => $"Потом он упал в {i}-й раз, и мы снова его включали, заряжали и надеялись."));
            await SayAsync(21, "Вениамин", $"{FirstWords}. {story}");
            await SayAsync(21, "Вениамин", "А вчера ребёнок уронил его в аквариум, вместе с кабелем и карбюратором от модели.", message: 2);
            await SayAsync(21, "Вениамин", story, message: 3);
            await SayAsync(21, "Вениамин", "Так сколько за всё?", message: 4);
        }

        Task SayAsync(int no, string name, string text, Sender? to = null, long message = 1) => PostAsync(to ?? bot, Updates.Text(update++, Client + no, message, text, date: now, first: name));

        Task PostAsync(Sender to, string body) => to.DeliverAsync(body, body);
    }

    private static void Photo(JsonObject message, string file, string? caption = null)
    {
        message["photo"] = new JsonArray(new JsonObject { ["file_id"] = file, ["width"] = 600, ["height"] = 400, ["file_size"] = 2000 });
        message["media_group_id"] = "album-17";
        if (caption is not null) message["caption"] = caption;
    }
}
