using System.Text;
using System.Text.Json;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Tests.Data.Messages;

public sealed class StorableTextTests
{
    // Built here: an attribute's strings are stored as UTF-8, which has no half pairs.
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "обычный 😀", "обычный 😀" },
        { "a\0b", "a\uFFFDb" },
        { "a" + (char)0xD83D, "a\uFFFD" },
        { (char)0xDE00 + "a", "\uFFFDa" },
        { (char)0xD83D + "😀", "\uFFFD😀" },
        { "😀\0" + (char)0xDE00 + "😀", "😀\uFFFD\uFFFD😀" },
        { "\0", "\uFFFD" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Of_WhatPostgresRefuses_IsReplaced(string given, string expected) => Assert.Equal(expected, StorableText.Of(given));

    [Theory]
    [InlineData("коротко", 7, "коротко")]
    [InlineData("длинно", 4, "длин")]
    [InlineData("два слова", 4, "два")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData(null, 4, null)]
    public void Cut_LongText_IsItsBeginningWithoutHalfACharacter(string? text, int max, string? expected) => Assert.Equal(expected, StorableText.Cut(text, max));

    [Fact]
    public void Of_Null_StaysNull() => Assert.Null(StorableText.Of(null));

    [Theory]
    [InlineData("""{"t":"\ud83d"}""", "\uFFFD")]
    [InlineData("""{"t":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"t":"\ud83d\u0041"}""", "\uFFFDA")]
    [InlineData("""{"t":"\\ud83d"}""", "\\ud83d")]
    [InlineData("""{"t":"\\\ud83d"}""", "\\\uFFFD")]
    [InlineData("""{"t":"\u041f\u0440"}""", "Пр")]
    public void Json_HalfOfASurrogatePairEscaped_IsReplacedAndNothingElse(string json, string expected)
    {
        using var document = JsonDocument.Parse(StorableText.Json(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(expected, document.RootElement.GetProperty("t").GetString());
    }

    [Fact]
    public void Json_ByteOrderMark_IsDropped() => Assert.Equal("{}", Encoding.UTF8.GetString(StorableText.Json([0xEF, 0xBB, 0xBF, .. "{}"u8]).Span));
}
