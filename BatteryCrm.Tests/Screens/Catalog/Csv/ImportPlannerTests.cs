using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog.Csv;

/// <summary>Which row a line means, and why it is not taken.</summary>
public sealed class ImportPlannerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CatalogueKind Brands = CatalogueKinds.Find("brands")!;
    private static readonly CatalogueKind Models = CatalogueKinds.Find("models")!;
    private static readonly CatalogueKind Services = CatalogueKinds.Find("services")!;
    private static readonly CatalogueKind Replies = CatalogueKinds.Find("saved-replies")!;
    private CatalogueWorld world = null!;

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Row_IsFoundByItsNameUnderItsParent_AndWhatTheFileDoesNotSayStays()
    {
        var (apple, samsung) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Samsung"));
        var model = await world.AddAsync(Models, "13", ("brand_id", apple.Id), ("aliases", "айфон"));
        await world.AddAsync(Models, "13", ("brand_id", samsung.Id));

        var preview = await world.PreviewAsync(Models, "Бренд;Название", "apple; 13 ", "Apple;14", "Samsung");
        Assert.Equal("1/0/1/1", preview.Counts());
        Assert.Equal((model.Id, "айфон"), (preview.Lines[0].Row!.Id, preview.Lines[0].Values["aliases"]));
        Assert.Equal(["Название: Заполните это поле."], preview.Lines[2].Reasons);

        // Without the brand it may be either.
        Assert.Equal([SheetTexts.Ambiguous], (await world.PreviewAsync(Models, "Название;Другие написания", "13;x")).Lines[0].Reasons);
    }

    [Fact]
    public async Task Price_IsFoundByAllThatItIsFor_AndBroughtByItsIdAlone()
    {
        var (apple, repair) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(CatalogueKinds.Find("repair-types")!, "Дисплей"));
        var model = await world.AddAsync(Models, "iPhone 13", ("brand_id", apple.Id));
        (string, string?)[] key = [("malfunction_category", "Экран"), ("repair_type_id", repair.Id), ("brand_id", apple.Id)];
        var general = await world.AddAsync(Services, "Замена", [.. key, ("price_rub", "5000")]);
        var own = await world.AddAsync(Services, "Замена", [.. key, ("model_id", model.Id), ("price_rub", "9000")]);

        const string heads = "Услуга;Категория;Вид ремонта;Бренд;Модель;Цена, ₽;Минут";
        var preview = await world.PreviewAsync(
            Services, heads, "замена;экран;дисплей;apple;iPhone 13;9 500,50 ₽;60", "Замена;Экран;Дисплей;Apple;;5000;60", "Замена;Экран;Дисплей;;;4000;60", "Замена;Экран;Дисплей;Apple;Apple / iPhone 13;1;60", "Замена;Экран;;;;дорого;-1");
        Assert.Equal([own.Id, general.Id, null, own.Id, null], preview.Lines.Select(l => l.Row?.Id));
        Assert.Equal("1/1/1/2", preview.Counts());
        Assert.Equal([("malfunction_type", "Замена", "замена"), ("malfunction_category", "Экран", "экран"), ("price_rub", "9000", "9500.5")], preview.Lines[0].Changes(Services));
        Assert.Equal(["Та же запись, что в строке 2."], preview.Lines[3].Reasons);
        Assert.Equal(["Цена, ₽: Такое значение сюда не подходит.", "Минут: Не может быть меньше нуля."], preview.Lines[4].Reasons);

        Assert.Equal(2, (await world.ImportAsync(Services, "id;Цена, ₽", $"{own.Id};9900", $"{general.Id};5500")).Changed);
        Assert.Equal(("9900", model.Id), ((await world.ReadAsync(Services, own.Id))["price_rub"], (await world.ReadAsync(Services, own.Id))["model_id"]));
    }

    [Fact]
    public async Task Reference_IsByName_FoldedAndWithItsParent_AndWhatIsUnknownOrAnothersIsSaid()
    {
        var (apple, samsung) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Samsung"));
        var a13 = await world.AddAsync(Models, "13", ("brand_id", apple.Id));
        var s13 = await world.AddAsync(Models, "13", ("brand_id", samsung.Id));
        var preview = await world.PreviewAsync(
            Services, "Услуга;Категория;Бренд;Модель;Цена, ₽",
            "А;Экран;АРРLЕ;13;1", "Б;Экран;;samsung /  13;1", "В;Экран;;13;1", "Г;Экран;Apple;Samsung / 13;1", "Д;Экран;Apple;14;1", "Е;Экран;Nokia;;1");
        Assert.Equal([a13.Id, s13.Id], preview.Of(LineVerdict.Added).Select(l => l.Values["model_id"]));
        Assert.Equal(
            ["Модель: «13» подходит к нескольким записям. Напишите так: «Бренд / Модель».", "Модель: «Samsung / 13» не относится к «Apple».", "Модель: В справочнике «Модели» нет «14».", "Бренд: В справочнике «Бренды» нет «Nokia»."],
            preview.Of(LineVerdict.Refused).Select(l => Assert.Single(l.Reasons)));
    }

    [Fact]
    public async Task SavedReply_IsFoundByItsShortcut_ThenByItsTitle()
    {
        var (address, hours) = (await world.AddAsync(Replies, "Адрес", ("shortcut", "адрес")), await world.AddAsync(Replies, "Часы"));
        var preview = await world.PreviewAsync(Replies, "Заголовок;Набирается после «/»;Текст", "Где мы;/Адрес;Ленина, 5", "Часы;часы;10–20", "Новый;часы;x", "Цены;ц ены;x", "Адрес;где;x");
        Assert.Equal([address.Id, hours.Id, null, null, address.Id], preview.Lines.Select(l => l.Row?.Id));
        Assert.Equal("0/2/0/3", preview.Counts());
        Assert.Equal(["То же сокращение, что в строке 3."], preview.Lines[2].Reasons);
        Assert.Equal(["Набирается после «/»: Такое значение сюда не подходит."], preview.Lines[3].Reasons);
        Assert.Equal(["Та же запись, что в строке 2."], preview.Lines[4].Reasons);
    }

    [Fact]
    public async Task Name_OfAnotherRowOrLine_IsTaken_ASpellingOfAnotherOnlyWarns()
    {
        var (apple, samsung) = (await world.AddAsync(Brands, "Apple", ("aliases", "айфон")), await world.AddAsync(Brands, "Samsung"));
        var gone = await world.AddAsync(Brands, "Nokia");
        await world.Actions.SetActiveAsync(Brands, gone.Id, isActive: false, default);
        var preview = await world.PreviewAsync(
            Brands, "Название;Другие написания;id", $"Samsung;;{apple.Id}", $"nokia;;{samsung.Id}", "Xiaomi;Айфон;", "xiaomi;;", "Nokia;нокиа;");
        Assert.Equal(
            ["Название: Такая запись уже есть: «Samsung».", "Название: Такая запись есть в архиве: «Nokia». Её можно вернуть.", "Та же запись, что в строке 4."],
            preview.Of(LineVerdict.Refused).Select(l => Assert.Single(l.Reasons)));
        Assert.Equal(["«айфон» уже ведёт к «Apple»"], preview.Lines[2].Warnings);
        Assert.Equal((gone.Id, false), (preview.Lines[4].Row!.Id, preview.Lines[4].IsActive));
        Assert.Equal(["Запись в архиве и останется там. Чтобы вернуть её, напишите «действует» в столбце «Состояние»."], preview.Lines[4].Warnings);
    }

    [Fact]
    public async Task State_ArchivesAndRestores_AndAWordThatIsNoneIsSaid()
    {
        var (apple, samsung) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Samsung"));
        await world.Actions.SetActiveAsync(Brands, samsung.Id, isActive: false, default);
        var preview = await world.PreviewAsync(Brands, "Название,Состояние", "Apple,архив", "Samsung,действует", "Xiaomi,нет", "Huawei,", "Sony,когда-то");
        Assert.Equal("2/2/0/1", preview.Counts());
        Assert.Equal(["Состояние: «когда-то» — не состояние: пишите «действует» или «в архиве»."], preview.Lines[4].Reasons);
        Assert.Equal(4, (await world.Import.ApplyAsync(preview, default)) is var done ? done.Added + done.Changed : 0);
        Assert.Equal((false, true), ((await world.ReadAsync(Brands, apple.Id)).IsActive, (await world.ReadAsync(Brands, samsung.Id)).IsActive));
        Assert.Equal([("Huawei", true), ("Xiaomi", false)], (await world.Queries.OptionsAsync(Brands, default)).Where(o => o.Name is "Huawei" or "Xiaomi").Select(o => (o.Name, o.IsActive)));
    }

    [Fact]
    public async Task Line_WithCellsTooManyOrABrokenQuote_IsRefused_AndAnIdThatIsNoneToo()
    {
        var masters = CatalogueKinds.Find("masters")!;
        var preview = await world.PreviewAsync(masters, "id,Название,Работает до", ",Игорь,20:00,5", "12x,Олег,20:00", ",Пётр \"Петя\",20:00", ",Анна,8:00", ",Иван,\"19:30:00\"");
        Assert.Equal("1/0/0/4", preview.Counts());
        Assert.Equal([SheetTexts.TooManyCells, "Записи с id 12x нет.", SheetTexts.BadQuotes, "Работает до: Конец должен быть позже начала."], preview.Of(LineVerdict.Refused).Select(l => Assert.Single(l.Reasons)));
        Assert.Equal(("09:00", "19:30"), (preview.Lines[4].Values["working_hours_start"], preview.Lines[4].Values["working_hours_end"]));
    }
}
