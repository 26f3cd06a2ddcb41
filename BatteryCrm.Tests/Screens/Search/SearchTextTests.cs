using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Screens.Search;

namespace BatteryCrm.Tests.Screens.Search;

public sealed class SearchTextTests
{
    // Which of the five searches are asked: name, phone, order, device, words.
    [Theory]
    [InlineData("Анна", "n..dw")]
    [InlineData("ан", "n..d.")]
    [InlineData("а", ".....")]
    [InlineData("  !? ", ".....")]
    [InlineData("", ".....")]
    [InlineData("13", "...d.")]
    [InlineData("4567", ".podw")]
    [InlineData("№ 1024", ".podw")]
    [InlineData("A-1024", "n.odw")]
    [InlineData("8 917 123-45-67", ".p...")]
    [InlineData("+7(917)1234567", ".p...")]
    [InlineData("тел. 89171234567", ".p...")]
    [InlineData("123-45-67", ".podw")]
    [InlineData("айфон 13 экран", "n..dw")]
    public void Of_Text_AsksForWhatItCanMean(string text, string expected)
    {
        var asked = SearchText.Of(text);

        var marks = new[] { ('n', asked.Name), ('p', asked.Phone), ('o', asked.Order), ('d', asked.Device), ('w', asked.Words) };
        Assert.Equal(expected, string.Concat(marks.Select(m => m.Item2.Length > 0 ? m.Item1 : '.')));
        Assert.Equal(expected == ".....", asked.IsEmpty);
    }

    [Fact]
    public void Of_EndlessText_IsCut() => Assert.Equal(SearchText.MostCharacters, SearchText.Of(new string('я', 5000)).Words.Length);

    [Fact]
    public void Pieces_OfAHeadline_AreInOrderWithoutMarks() =>
        Assert.Equal(
            [("нужна ", false), ("замена", true), (" ", false), ("дисплея", true)],
            Headline.Pieces("нужна \uE000замена\uE001 \uE000дисплея\uE001"));
}
