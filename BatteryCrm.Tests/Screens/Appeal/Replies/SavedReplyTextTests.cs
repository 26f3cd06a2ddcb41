using BatteryCrm.Web.Screens.Appeal.Replies;

namespace BatteryCrm.Tests.Screens.Appeal.Replies;

/// <summary>What becomes of the variables of a saved reply.</summary>
public sealed class SavedReplyTextTests
{
    private static readonly ReplyValues Known = new("Анна", "Ирина", "Apple iPhone 13", "Дисплей", "8\u00a0500\u00a0₽", "40\u00a0мин", "ул. Ленина, 1", "ежедневно с 9:00 до 20:00", "РемТочка");

    private static readonly ReplyValues Nothing = new(null, null, null, null, null, null, null, null, null);

    [Theory]
    [InlineData("{client}, это {operator} из «{shop}».", "Анна, это Ирина из «РемТочка».")]
    [InlineData("{клиент}, это {оператор} из «{мастерская}».", "Анна, это Ирина из «РемТочка».")]
    [InlineData("{device}: {repair} — {price}, {time}", "Apple iPhone 13: Дисплей — 8\u00a0500\u00a0₽, 40\u00a0мин")]
    [InlineData("{устройство}: {ремонт} — {цена}, {время}", "Apple iPhone 13: Дисплей — 8\u00a0500\u00a0₽, 40\u00a0мин")]
    [InlineData("{address}, {hours} / {адрес}, {часы}", "ул. Ленина, 1, ежедневно с 9:00 до 20:00 / ул. Ленина, 1, ежедневно с 9:00 до 20:00")]
    [InlineData("{PRICE} и {Цена}", "8\u00a0500\u00a0₽ и 8\u00a0500\u00a0₽")]
    [InlineData("{скидка} {} { price } {price", "{скидка} {} { price } {price")]
    public void Fill_KnownValues_StandInTheText(string text, string filled) => Assert.Equal(filled, ReplyText.Fill(text, Known));

    [Theory]
    [InlineData("Цена {price}, адрес {адрес}.")]
    [InlineData("{operator} {device} {repair} {time} {hours} {shop}")]
    public void Fill_UnknownValues_StayVisibleInTheirBraces(string text) => Assert.Equal(text, ReplyText.Fill(text, Nothing));

    [Theory]
    [InlineData("Здравствуйте, {client}!", "Здравствуйте!")]
    [InlineData("Добрый день, {клиент}, ваш телефон готов.", "Добрый день, ваш телефон готов.")]
    [InlineData("{client}, ваш телефон готов.", "Ваш телефон готов.")]
    [InlineData("{client}! Ваш телефон готов.", "Ваш телефон готов.")]
    [InlineData("Здравствуйте! {client}, ваш телефон готов.", "Здравствуйте! Ваш телефон готов.")]
    [InlineData("Здравствуйте!\n{client}, ваш телефон готов.", "Здравствуйте!\nВаш телефон готов.")]
    [InlineData("{client}, {shop} на связи", "{shop} на связи")]
    [InlineData("Спасибо {client}, что пришли", "Спасибо, что пришли")]
    [InlineData("Спасибо, {client}", "Спасибо")]
    [InlineData("Ждём вас! {client}", "Ждём вас!")]
    [InlineData("{client}", "")]
    public void Fill_ClientWithoutAName_ReadsAsIfNoNameHadBeenMeant(string text, string filled) => Assert.Equal(filled, ReplyText.Fill(text, Nothing));

    [Fact]
    public void Fill_ValueThatLooksLikeAVariable_IsPlainText() =>
        Assert.Equal("{price}, цена 8\u00a0500\u00a0₽", ReplyText.Fill("{client}, цена {price}", Known with { Client = "{price}" }));

    [Theory]
    [InlineData("Цена {price}.", "{price}")]
    [InlineData("Цена {ЦЕНА}, срок {time}.", "{ЦЕНА}")]
    [InlineData("Формат {скидка} и {price", null)]
    [InlineData("Цена 8 500 ₽", null)]
    public void Unfilled_KnownVariable_IsFoundAndOtherBracesAreTheOperatorsOwn(string text, string? found) => Assert.Equal(found, ReplyText.Unfilled(text));

    [Theory]
    [InlineData("Анна Котова", "Анна")]
    [InlineData("  Анна  ", "Анна")]
    [InlineData("🌸 Оля", "Оля")]
    [InlineData("+7 917", null)]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public void FirstName_OfWhatAPlatformGave_IsItsFirstWordOfLetters(string? name, string? first) => Assert.Equal(first, ReplyValues.FirstName(name));

    [Theory]
    [InlineData("""{"start":"09:00","end":"20:00","days":[1,2,3,4,5,6,7]}""", "ежедневно с 9:00 до 20:00")]
    [InlineData("""{"start":"10:00","end":"19:30","days":[1,2,3,4,5]}""", "пн–пт с 10:00 до 19:30")]
    [InlineData("""{"start":"10:00","end":"19:00","days":[1,3,5,6,7]}""", "пн, ср, пт–вс с 10:00 до 19:00")]
    [InlineData("""{"start":"10:00","end":"19:00","days":[6,7]}""", "сб, вс с 10:00 до 19:00")]
    [InlineData("""{"start":"10:00","end":"19:00","days":[]}""", null)]
    [InlineData("""{"start":10,"end":"19:00","days":[1]}""", null)]
    [InlineData("\"круглосуточно\"", null)]
    [InlineData(null, null)]
    public void Hours_OfTheSetting_AreSaidInWords(string? json, string? words) => Assert.Equal(words, ReplyValues.HoursIn(json));
}
