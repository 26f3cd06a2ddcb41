namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>Words of clients that mean one kind of repair, whatever a tenant calls it.</summary>
/// <param name="Phrases">As <see cref="RepairWords"/> reads them; a repair type whose name has one of them gets all.</param>
/// <param name="IsCause">Liquid: what else is broken came of it.</param>
/// <param name="Name">A name of repair types that is too common a word to be looked for in sentences.</param>
internal sealed record RepairGroup(IReadOnlyList<string> Phrases, bool IsCause = false, string? Name = null);

/// <summary>What every tenant starts with; the setting <c>recognition_words</c> replaces the words of a repair type by the tenant's own.</summary>
internal static class RepairVocabulary
{
    public static readonly IReadOnlyList<RepairGroup> Groups =
    [
        new([
            "дисплей", "диспле*", "экран*", "стекл*", "тач", "тача", "тачскрин*", "сенсор*", "модул*", "матриц*", "изображен*", "паутин*", "битый пиксель", "бит* пиксел*",
            "screen*", "display*", "lcd", "touchscreen*", "glass",
        ]),
        new([
            "батаре*", "аккум*", "акум*", "акб", "не держит", "держит заряд*", "не держ* заряд*", "разряжа*", "разряди*", "садит*", "быстро сел", "быстро сад*", "вздул*", "вздут*", "вспух*",
            "выключается холод*", "выключается мороз*", "максимальн* емкост*", "batter*", "drain*", "swollen",
        ]),
        new([
            "не заряж*", "заряж*", "не заряд*", "заряд* не", "зарядк*", "плат* зарядк*", "разъем*", "разьем*", "гнезд*", "порт заряд*", "type c", "usb", "lightning", "лайтнинг",
            "charg*", "wont charg*", "charging port",
        ]),
        new([
            "крышк*", "задн* крышк*", "задн* стекл*", "стекл* сзади", "стекл* задн*", "задник*", "спинк*", "сзади трещин*", "сзади разбит*", "корпус*", "стекл* корпус*", "back glass", "back cover*", "rear glass", "housing",
        ]),
        new(["камер*", "стекл* камер*", "камер* стекл*", "мутн* фото", "фотк* мутн*", "фокус*", "camera*", "camera glass", "lens"]),
        new(["звук*", "динамик*", "микрофон*", "не слыш*", "плохо слыш*", "хрип*", "speaker*", "sound", "microphone*", "cant hear"]),
        new([
            "прошив*", "прошит*", "прошей*", "перепрош*", "разблок*", "забыл* парол*", "сброс* парол*", "завис*", "виснет", "перезагруж*", "перенос* данн*", "перенест* данн*", "перенес* данн*",
            "перенест* контакт*", "перенест* фото", "настроить", "восстанов* данн*", "гугл аккаунт*", "google аккаунт*", "айклауд*", "icloud", "software", "unlock*", "data transfer",
        ], Name: "по"),
        new([
            "залит*", "залил*", "залив*", "утоп*", "утон*", "вода", "воды", "воде", "воду", "водой", "влага", "влаги", "влагу", "влаге", "влагой", "раковин*", "унитаз*", "бассейн*", "намок*", "промок*", "пролил*", "жидкост*", "water", "liquid", "spill*", "wet",
        ], IsCause: true),
        new(["плата", "плату", "платы", "плате", "платой", "материнк*", "пайк*", "перепая*", "пропая*", "motherboard*", "logic board*"]),
        new(["кнопк*", "шлейф*", "button*"]),
    ];

    /// <summary>What has a word of a repair and speaks of none.</summary>
    public static readonly IReadOnlyList<string> Nothing =
        ["экран* цел*", "цел* экран*", "стекл* цел*", "дисплей цел*", "защитн* стекл*", "стекл* защитн*", "камер* цел*", "цел* камер*", "дом корпус*", "плата за", "плату за", "платы за", "удержан* кнопк*", "отош* экран*", "экран* отош*"];
}
