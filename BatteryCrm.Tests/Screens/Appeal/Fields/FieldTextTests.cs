using BatteryCrm.Web.Parts.Cards;
using System.Globalization;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal.Fields;

/// <summary>Values of the card: how they are read, and how people type them.</summary>
public sealed class FieldTextTests
{
    [Theory]
    [InlineData("8500", "8500")]
    [InlineData(" 8 500 ₽", "8500")]
    [InlineData("8500,50", "8500.5")]
    [InlineData("0", "0")]
    [InlineData("-5", null)]
    [InlineData("8500,555", null)]
    [InlineData("8,500", "8500")]
    [InlineData("8.500", "8500")]
    [InlineData("8\u00a0500 ₽", "8500")]
    [InlineData("1.234,50", "1234.5")]
    [InlineData("8,5", "8.5")]
    [InlineData("8 50", null)]
    [InlineData("1e5", null)]
    [InlineData("", null)]
    [InlineData("10 000 000", null)]
    [InlineData("дорого", null)]
    public void Sum_AsTyped_IsReadOrRefused(string typed, string? value) => Assert.Equal(value, FieldText.Sum(typed));

    [Theory]
    [InlineData("40", "40")]
    [InlineData("40 мин", "40")]
    [InlineData("1:20", "80")]
    [InlineData("1 ч 20 мин", "80")]
    [InlineData("2ч", "120")]
    [InlineData("2 h", "120")]
    [InlineData("1 20", null)]
    [InlineData("скоро", null)]
    [InlineData("5 дней", null)]
    [InlineData("99999", "99999")]
    [InlineData("144001", null)]
    [InlineData("1 ч 20 мин 5", null)]
    public void Minutes_AsTyped_AreReadOrRefused(string typed, string? value) => Assert.Equal(value, FieldText.Minutes(typed));

    [Theory]
    [InlineData("appeal.estimated_cost", "currency", "3\u00a0500\u00a0₽")]
    [InlineData("appeal.estimated_time", "duration", "1\u00a0ч\u00a020\u00a0мин")]
    [InlineData("appeal.appointment_datetime", "date", "20.11.2025 12:30")]
    [InlineData("client.has_telegram", "boolean", "Да")]
    [InlineData("client.has_avito", "boolean", "Нет")]
    [InlineData("appeal.parts_owner", "text", "Клиента")]
    [InlineData("deal_type.name", "text", "Ремонт")]
    [InlineData("brand.name + model.name", "text", "Apple iPhone 13")]
    [InlineData("appeal.livesklad_order_id", "text", null)]
    [InlineData("appeal.something_new", "text", null)]
    public void Of_EachFormat_IsAsTheSpecificationHasIt(string source, string format, string? shown)
    {
        var card = Messages.Card() with
        {
            Facts = new CardFacts
            {
                Cost = 3500, Minutes = 80, AppointmentAt = new DateTimeOffset(2025, 11, 20, 12, 30, 0, TimeSpan.Zero), PartsOwner = "client", DealCode = "repair", DealType = "Ремонт",
                Brand = "Apple", Model = "iPhone 13", Has = new ClientMarks(Telegram: true),
            },
        };

        Assert.Equal(shown, FieldText.Of(new CardParameter("x", "X", "appeal", source, format), card, Zones.Utc));
    }

    [Fact]
    public void Label_OfAPlatformsParameter_IsTranslatedAndARenamedOneIsAsItWasWritten()
    {
        var (before, english) = (CultureInfo.CurrentUICulture, CultureInfo.GetCultureInfo("en"));
        try
        {
            CultureInfo.CurrentUICulture = english;
            Assert.Equal("Cost", FieldText.LabelOf(new CardParameter("estimated_cost", "Стоимость", "appeal", "appeal.estimated_cost", "currency")));
            Assert.Equal("Смета", FieldText.LabelOf(new CardParameter("estimated_cost", "Смета", "appeal", "appeal.estimated_cost", "currency")));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    // Every parameter that the platform comes with has a name in both languages and a source that the card can read.
    [Fact]
    public void Labels_OfThePlatformsParameters_AreAllThere() =>
        Assert.All(
            (string[])["stage", "deal_type", "sales_channel", "lead_source", "created_at", "repair_type", "issue_type", "issue", "parts_owner", "estimated_cost", "estimated_time", "appointment", "client_name",
                "client_phone", "has_telegram", "has_whatsapp", "has_phone", "has_yandex", "has_google", "has_instagram", "has_avito", "brand_model", "device_type", "livesklad_order"],
            id => Assert.Equal(BatteryCrm.Data.Setup.PlatformRows.LabelOf(id), BatteryCrm.Web.CardTexts.ResourceManager.GetString("Label_" + id, CultureInfo.InvariantCulture)));
}
