using BatteryCrm.Web.Assist.Recognition;

namespace BatteryCrm.Tests.Assist.Recognition;

/// <summary>The recogniser's rules, each by sentences that go wrong without it.</summary>
public sealed class RecogniserTests
{
    private readonly DemoNames names = new();

    [Theory]
    [InlineData("экран А54", "Galaxy A54")]
    [InlineData("экран a54", "Galaxy A54")]
    [InlineData("ЭКРАН A-54", "Galaxy A54")]
    [InlineData("honor X8В", "Honor X8b")]
    [InlineData("на ХR", "iPhone XR")]
    [InlineData("на рэдми нот 12", "Redmi Note 12")]
    [InlineData("pocco m5", "POCO M5")]
    [InlineData("iPhone\u200b 13", "iPhone 13")]
    [InlineData("тринадцатый айфон", "iPhone 13")]
    public void Spelling_LookAlikesCaseDoubledLetters_AreOneForm(string text, string model) => Assert.Equal(model, names.Answer(text).Model);

    [Theory]
    [InlineData("айфон13", "iPhone 13")]
    [InlineData("айфон13про", "iPhone 13 Pro")]
    [InlineData("самсунг а 54", "Galaxy A54")]
    [InlineData("p40lite", "P40 Lite")]
    [InlineData("16промакс", "iPhone 16 Pro Max")]
    public void Words_JoinedOrSplit_AreTheSame(string text, string model) => Assert.Equal(model, names.Answer(text).Model);

    [Theory]
    [InlineData("экран айфона 13", "iPhone 13")]
    [InlineData("в айфоне 13", "iPhone 13")]
    [InlineData("с самсунгом а54", "Galaxy A54")]
    [InlineData("пикселя 7", "Pixel 7")]
    [InlineData("айфончик 13", "iPhone 13")]
    [InlineData("экран эпла 13", "iPhone 13")]
    public void Words_WithRussianEndings_AreTheSame(string text, string model) => Assert.Equal(model, names.Answer(text).Model);

    [Theory]
    [InlineData("афон 14", "iPhone 14")]
    [InlineData("Ipone 11", "iPhone 11")]
    [InlineData("самунг с 23", "Galaxy S23")]
    [InlineData("Galaxi S 23", "Galaxy S23")]
    [InlineData("донор 90", null)]
    public void Words_OneSlipAway_AreMeantIfTheyBeginAlike(string text, string? model)
    {
        Assert.Equal(model, names.Answer(text).Model);
        Assert.Equal(model is null, names.Answer(text).Brand is null);
    }

    [Theory]
    [InlineData("зарядка на самсунг с двадцать третьем", "Galaxy S23")]
    [InlineData("айфон двенадцать", "iPhone 12")]
    [InlineData("хонор девяносто", "Honor 90")]
    [InlineData("13-й айфон", "iPhone 13")]
    [InlineData("11 айфон экран", "iPhone 11")]
    [InlineData("четырнадцатый айфон про", "iPhone 14 Pro")]
    [InlineData("двенадцатый айфон про", null)]
    [InlineData("эпл 13", "iPhone 13")]
    [InlineData("асус 15", null)]
    [InlineData("эпл 9", null)]
    [InlineData("в 11 айфон заберу", null)]
    public void Numbers_SpokenOrBeforeTheMaker_AreNames(string text, string? model) => Assert.Equal(model, names.Answer(text).Model);

    [Theory]
    [InlineData("iPhone 13 Pro Max", "Apple")]
    [InlineData("13 про макс", "Apple")]
    [InlineData("iPhone 14 Plus", "Apple")]
    [InlineData("12 мини", "Apple")]
    [InlineData("S23 Ultra", "Samsung")]
    [InlineData("s23+", "Samsung")]
    [InlineData("Galaxy S24", "Samsung")]
    [InlineData("s24", "Samsung")]
    [InlineData("Redmi Note 12 Pro", "Xiaomi")]
    [InlineData("нот 12s", "Xiaomi")]
    [InlineData("пиксель 7а", "Google")]
    [InlineData("хот 40i", "Infinix")]
    [InlineData("p40 pro", "Huawei")]
    [InlineData("watch se 2", "Apple")]
    [InlineData("айфон 8", "Apple")]
    public void Name_LongerOrShorterThanTheCataloguesOwn_IsAnUnknownModelOfTheBrand(string text, string brand)
    {
        var found = names.Recognise(text);
        Assert.Equal((brand, null, DeviceFinding.UnknownModel), (names.Name(found.BrandId), names.Name(found.ModelId), found.Device));
    }

    [Theory]
    [InlineData("Galaxy A54 5G", "Galaxy A54")]
    [InlineData("iPhone 13 128gb", "iPhone 13")]
    [InlineData("айфон 13 про цену скажите", "iPhone 13")]
    [InlineData("айфон 13 про не заряжается", "iPhone 13 Pro")]
    [InlineData("айфон 12 с разбитым экраном", "iPhone 12")]
    public void Name_WithWordsBehindThatAreNotItsOwn_IsItself(string text, string model) => Assert.Equal(model, names.Answer(text).Model);

    [Theory]
    [InlineData("айпад 13")]
    [InlineData("макбук 13 про")]
    [InlineData("самсунг нот 12")]
    [InlineData("MacBook Pro m5")]
    [InlineData("oneplus 13 pro")]
    [InlineData("tecno camon 17 pro")]
    [InlineData("редми 13")]
    public void Name_BehindAnotherMakerOrLine_IsNotItsModel(string text) => Assert.Null(names.Answer(text).Model);

    [Theory]
    [InlineData("14")]
    [InlineData("в 14 приду")]
    [InlineData("с 21 ноября")]
    [InlineData("с 21 буду свободен")]
    [InlineData("айфон с 12 до 15 отдам")]
    [InlineData("айфон 13 числа сдавал")]
    [InlineData("айфон 12.11 сдавал")]
    [InlineData("айфон 14:30 заберу")]
    [InlineData("за айфон 13 000 дадите?")]
    [InlineData("айфон 11 лет служит")]
    [InlineData("айфон 13т стоит")]
    [InlineData("трасса М5")]
    [InlineData("заказ s21")]
    [InlineData("13т просят")]
    [InlineData("мой 14 заказ")]
    public void Numbers_ThatCountDateOrCost_AreNoModel(string text) => Assert.Null(names.Answer(text).Model);

    [Theory]
    [InlineData("iPhone 13 экран и S21 камера", null)]
    [InlineData("самсунг и айфон 13", null)]
    [InlineData("айфон 11 или 12", "Apple")]
    [InlineData("меняю айфон 11 на 13", "Apple")]
    [InlineData("айфон 12 или 12 про", "Apple")]
    [InlineData("13 про и 13 мини", "Apple")]
    public void Devices_TwoInOneMessage_AreSaidToBeTwo(string text, string? brand)
    {
        var found = names.Recognise(text);
        Assert.Equal((brand, null, DeviceFinding.TwoDevices), (names.Name(found.BrandId), names.Name(found.ModelId), found.Device));
    }

    [Fact]
    public void Devices_SameOneTwice_IsOne() => Assert.Equal("iPhone 12", names.Answer("Айфон 12. iPhone 12, приду в 14").Model);

    [Theory]
    [InlineData("стекло камеры", "Камера")]
    [InlineData("заднее стекло", "Задняя крышка")]
    [InlineData("не держит заряд", "Батарея")]
    [InlineData("не заряжается", "Зарядка")]
    [InlineData("утопил, не заряжается, экран мигает", "Залитие")]
    [InlineData("экран цел, не заряжается", "Зарядка")]
    [InlineData("заднее стекло разбито, камера цела", "Задняя крышка")]
    [InlineData("влагозащита останется?", null)]
    [InlineData("экран и батарея", null)]
    [InlineData("по экрану", "Дисплей")]
    [InlineData("перенести данные", "ПО")]
    [InlineData("плата за ремонт", null)]
    public void Repair_OfSeveralWords_TheLongerPhraseAndTheCauseDecide(string text, string? repair) => Assert.Equal(repair, names.Answer(text).Repair);

    [Fact]
    public void Repair_WordsOfTheTenant_TakeThePlaceOfTheBuiltIn()
    {
        var own = new DemoNames(RecognitionCatalogue.Words("""{"дисплей": ["глазок"], "Батарея": 3}"""));
        Assert.Equal(("Дисплей", null, "Батарея"), (own.Answer("разбил глазок").Repair, own.Answer("экран").Repair, own.Answer("акб").Repair));
    }

    // Whatever tenants call it: the words of a name find its group.
    [Fact]
    public void Repair_TypeOfAnotherName_HasTheWordsOfItsGroup()
    {
        var (screen, board, antenna) = (BatteryCrm.Data.Ids.New(), BatteryCrm.Data.Ids.New(), BatteryCrm.Data.Ids.New());
        var recogniser = new Recogniser(new RecognitionCatalogue(
            [], [], [new(screen, "Замена экрана"), new(board, "Ремонт платы"), new(antenna, "Антенна")], new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)));

        Assert.Equal((screen, board, antenna), (recogniser.Recognise("разбил дисплей").RepairTypeId, recogniser.Recognise("нужна пайка").RepairTypeId, recogniser.Recognise("сломал антенну").RepairTypeId));
    }

    [Fact]
    public void Spans_OfWhatDecided_AreThePlacesInTheText()
    {
        const string text = "Почём экран на айфон13 про?";
        var found = names.Recognise(text);
        Assert.Equal(["экран", "айфон13 про"], found.Spans.Select(s => text.Substring(s.Start, s.Length)));
        Assert.Equal([SpanKind.Repair, SpanKind.Model], found.Spans.Select(s => s.Kind));
        Assert.Equal([found.RepairTypeId, found.ModelId], found.Spans.Select(s => s.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \u200b ")]
    [InlineData("🙂🙂")]
    [InlineData("ъь + - % \ud800")]
    [InlineData("айфон")]
    [InlineData("мой 12")]
    [InlineData("айфон 99999999999999999999999999999")]
    public void Recognise_LittleOrStrangeText_GivesNoModel(string text) => Assert.Null(names.Recognise(text).ModelId);
}
