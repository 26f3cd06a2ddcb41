using System.Globalization;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Tests.Parts;

public sealed class TextsTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 20, 12, 0, 0, TimeSpan.FromHours(4));

    [Theory]
    [InlineData(-5, "сейчас")]
    [InlineData(0.9, "сейчас")]
    [InlineData(1, "1 мин")]
    [InlineData(59.9, "59 мин")]
    [InlineData(60, "1 ч")]
    [InlineData(61, "1 ч 1 мин")]
    [InlineData(611, "10 ч")]
    [InlineData(1440, "1 дн")]
    [InlineData(4000, "2 дн")]
    public void Waiting_IsAsShortAsCanBe(double minutes, string words) => Assert.Equal(words, WaitingText.Of(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(4.99, "fine")]
    [InlineData(5, "amber")]
    [InlineData(14.99, "amber")]
    [InlineData(15, "red")]
    public void Waiting_BecomesAmberThenRed(double minutes, string level) => Assert.Equal(level, WaitingText.LevelOf(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(1, "1 новое")]
    [InlineData(2, "2 новых")]
    [InlineData(11, "11 новых")]
    [InlineData(21, "21 новое")]
    [InlineData(112, "112 новых")]
    public void Plural_InRussian_FollowsTheNumber(int number, string words) => Assert.Equal(words, Plural.Of(number, "{0} новое|{0} новых|{0} новых"));

    [Theory]
    [InlineData(1, "1 day")]
    [InlineData(5, "5 days")]
    public void Plural_OfTwoForms_IsEnglish(int number, string words) => Assert.Equal(words, Plural.Of(number, "{0} day|{0} days"));

    [Theory]
    [InlineData(0, "12:00")]
    [InlineData(-12, "00:00")]
    [InlineData(-13, "вчера")]
    [InlineData(-37, "18.11")]
    [InlineData(-24 * 365, "20.11.24")]
    public void Brief_IsAsShortAsTheDayAllows(int hours, string words) => Assert.Equal(words, TimeText.Brief(Now.AddHours(hours), Now));

    [Fact]
    public void Day_IsNamedInTheOperatorsLanguage()
    {
        Assert.Equal(["Сегодня", "Вчера", "12 ноября", "12 ноября 2024"], DaysIn("ru"));
        Assert.Equal(["Today", "Yesterday", "November 12", "November 12, 2024"], DaysIn("en"));
    }

    [Theory]
    [InlineData("+79171234567", "+7 917 123-45-67")]
    [InlineData("79171234567", "+7 917 123-45-67")]
    [InlineData("89171234567", "+7 917 123-45-67")]
    [InlineData("+491711234567", "+491711234567")]
    [InlineData("491711234567", "491711234567")]
    [InlineData("8 (917) 1", "8 (917) 1")]
    public void Phone_OfRussia_IsGrouped(string stored, string shown) => Assert.Equal(shown, PhoneText.Of(stored));

    [Theory]
    [InlineData(640L, "640 Б")]
    [InlineData(48_000L, "47 КБ")]
    [InlineData(1_345_000L, "1,3 МБ")]
    [InlineData(null, null)]
    public void Size_IsShort(long? bytes, string? words) => Assert.Equal(words, In("ru", () => SizeText.OfBytes(bytes)));

    [Theory]
    [InlineData("Ирина Соколова", "ИС")]
    [InlineData("анна", "А")]
    [InlineData("🦊 Лисёнок ✨", "Л")]
    [InlineData("محمد عبد الله", "مع")]
    [InlineData("  ", "·")]
    [InlineData(null, "·")]
    public void Initials_AreTheFirstLettersOfTwoWords(string? name, string letters) => Assert.Equal(letters, Initials.Of(name));

    [Fact]
    public void Stages_AllOfThem_HaveANameInBothLanguages()
    {
        Assert.Equal(Stages.All, In("ru", () => Stages.All.Select(StageText.Of).ToList()));
        Assert.DoesNotContain(In("en", () => Stages.All.Select(StageText.Of).ToList()), Stages.All.Contains);
    }

    private static List<string> DaysIn(string language) =>
        In(language, () => new List<string> { TimeText.Day(Now, Now), TimeText.Day(Now.AddDays(-1), Now), TimeText.Day(Now.AddDays(-8), Now), TimeText.Day(Now.AddDays(-8).AddYears(-1), Now) });

    private static T In<T>(string language, Func<T> read)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return read();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }
}
