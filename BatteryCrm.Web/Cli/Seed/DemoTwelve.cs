using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>The twelve messages of the demo data with what they say about device and repair, and the answers, word for word.</summary>
internal static class DemoTwelve
{
    /// <summary>The one that came by the form; its client was known in Telegram.</summary>
    public const int Form = 11;

    /// <param name="DaysAgo">When it was written.</param>
    /// <param name="Answer">Null = none was given. «…» stands for the shop's address.</param>
    private sealed record Given(
        int No, int DaysAgo, string Platform, string Deal, string Stage, string[] Says, string? Answer, string? Model = null, string? Repair = null, string? Work = null, bool OwnPart = false);

    private static readonly Given[] All =
    [
        new(1, 1, Platforms.Telegram, "repair", Stages.PriceSent, ["Здравствуйте, сколько стоит поменять экран на айфон 13?"],
            "Здравствуйте! Замена дисплея на iPhone 13 — 8 500 ₽, делаем около 40 минут при вас. Гарантия 90 дней. На какое время вас записать?", "iPhone 13", "Дисплей"),
        new(2, 1, Platforms.WhatsApp, "repair", Stages.Gathered, ["батарея не держит, 14 про"],
            "Понял, аккумулятор на iPhone 14 Pro. Подскажите, телефон раньше вскрывали? Точную цену назову сразу после ответа, занимает примерно 30–40 минут.", "iPhone 14 Pro", "Батарея"),
        new(3, 2, Platforms.Vk, "repair", Stages.Gathered, ["Добрый день! У меня есть свой дисплей на А54, поставите?"],
            "Добрый день! Да, поставим вашу деталь. Стоимость работы зависит от состояния дисплея, сначала проверим его на стенде. На деталь клиента гарантию дать не можем, на работу — да. Когда удобно заехать?",
            "Galaxy A54", "Дисплей", OwnPart: true),
        new(4, 2, Platforms.Telegram, "repair", Stages.PriceSent, ["Утопил телефон вчера, редми нот 12, не включается"],
            "Не заряжайте и не пытайтесь включать. Приезжайте как можно скорее: диагностика и чистка 2 500 ₽. Сможете сегодня до 20:00?", "Redmi Note 12", "Залитие"),
        new(5, 3, Platforms.Max, "purchase", Stages.Gathering, ["Есть у вас iPhone 14 в наличии?"],
            "Здравствуйте! Сейчас уточню наличие и варианты по памяти. Какой объём нужен и какой бюджет?", "iPhone 14"),
        new(6, 3, Platforms.Telegram, "sale", Stages.Gathering, ["Возьмёте мой 12 в трейд-ин?"],
            "Да, принимаем. Пришлите, пожалуйста, фото и напишите: сколько памяти, состояние аккумулятора, что уже ремонтировали.", "iPhone 12"),
        new(7, 4, Platforms.Vk, "consultation", Stages.Gathering, ["Здравствуйте"], "Здравствуйте! Чем можем помочь: ремонт, покупка или консультация?"),
        new(8, 4, Platforms.Telegram, "consultation", Stages.Gathering, ["во сколько закрываетесь и где вы?"],
            "Работаем каждый день с 9:00 до 20:00. Вот адрес и карта: … Вам на ремонт? Подскажу цену заранее."),
        new(9, 1, Platforms.Avito, "repair", Stages.PriceSent, ["Актуально? ремонт дисплея s23"],
            "Да, актуально. Дисплей на Galaxy S23, оригинал — 17 900 ₽, около полутора часов. Сохраняем данные. Запишу на завтра?", "Galaxy S23", "Дисплей", "Замена дисплея (оригинал)"),
        new(10, 2, Platforms.Telegram, "repair", Stages.PriceSent, ["🎤 Алло, тут это, зарядка на самсунг с двадцать третьем только под углом работает"],
            "Поняли, разъём зарядки на Galaxy S23. Замена — 2 500 ₽, около часа. Иногда хватает чистки, проверим бесплатно. Когда подъедете?", "Galaxy S23", "Зарядка"),
        new(Form, 3, Platforms.Form, "repair", Stages.PriceSent, ["Модель: iPhone 11\nСадится за 3 часа"],
            "Здравствуйте! По вашей заявке: замена аккумулятора на iPhone 11 — 2 900 ₽, 30 минут. Сегодня свободно в 16:00 и 18:30, какое время подходит?", "iPhone 11", "Батарея"),
        new(12, 2, Platforms.Vk, "spam", Stages.Cancelled, ["Здравствуйте", "Спам-реклама: продвинем ваш сайт"], null),
    ];

    private static readonly Dictionary<int, string> Issues = new()
    {
        [1] = "Разбито стекло, изображение есть", [2] = "Быстро разряжается", [4] = "Попала вода, не включается", [10] = "Заряжается только в одном положении", [11] = "Быстро разряжается",
    };

    public static IEnumerable<DemoAppeal> Plan(DemoScope scope) => All.Select(g => new DemoAppeal
    {
        Given = g.No, Deal = g.Deal, Stage = g.Stage, Platform = g.Platform, Start = scope.Day(g.DaysAgo, scope.Minutes(10 * 60, 15 * 60)),
    });

    /// <summary>What the message is about, once its channel and client are chosen.</summary>
    public static void Fill(DemoAppeal appeal, DemoCatalog catalog)
    {
        var given = All[appeal.Given - 1];
        appeal.Model = given.Model is null ? null : catalog.Model(given.Model);
        (appeal.Repair, appeal.OwnPart) = (given.Repair, given.OwnPart);
        appeal.Service = given is { Repair: not null, OwnPart: false } ? catalog.Price(appeal.Model!, given.Repair, given.Work) : null;
        appeal.Issue = Issues.TryGetValue(given.No, out var issue) ? catalog.Issue(issue) : null;
    }

    public static void Compose(DemoAppeal appeal, DemoShop shop)
    {
        var given = All[appeal.Given - 1];
        foreach (var text in given.Says)
        {
            var line = appeal.Say(Speaker.Client, text);
            if (given.No == 10) line.File = "voice";
            if (appeal.Lines.Count > 1) line.GapSeconds = 3;
        }

        if (given.Answer is null) return;
        var answer = appeal.Say(Speaker.Operator, given.Answer.Replace("…", shop.File.Address + ".", StringComparison.Ordinal));
        answer.Reaches = given.Stage;

        // A form has no way back: its client is known in Telegram as well.
        if (given.No == Form) (answer.Channel, answer.GapSeconds) = (shop.Channels[Platforms.Telegram], 300);
    }
}
