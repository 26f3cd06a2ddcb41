using BatteryCrm.Data.Messages;

namespace BatteryCrm.Tests.Data.Messages;

public sealed class TextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  Два\r\n\r\n слова\t ", "Два слова")]
    [InlineData("a\u0001\u2028b", "a b")]
    public void Previews_Of_IsOneLine(string text, string expected) => Assert.Equal(expected, Previews.Of(text));

    [Fact]
    public void Previews_Of_LongText_IsCutBetweenCharacters()
    {
        Assert.Equal(new string('я', 160), Previews.Of(new string('я', 4096)));

        // The pair would stand on both sides of the limit.
        var cut = Previews.Of(new string('я', 159) + "🔋🔋");
        Assert.Equal(new string('я', 159), cut);
        Assert.Equal(160, Previews.Of(string.Concat(Enumerable.Repeat("🔋", 4096))).Length);
        Assert.Equal(new string('я', 159), Previews.Of(new string('я', 159) + " слово"));
    }
}
