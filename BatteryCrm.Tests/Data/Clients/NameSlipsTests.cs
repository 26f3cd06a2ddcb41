using BatteryCrm.Data.Clients;

namespace BatteryCrm.Tests.Data.Clients;

public sealed class NameSlipsTests
{
    [Theory]
    [InlineData("котова", "Анна Котова")]
    [InlineData("отов", "Анна Котова")]
    [InlineData("котва", "Анна Котова")] // lost
    [InlineData("коттова", "Анна Котова")] // added
    [InlineData("катова", "Анна Котова")] // another
    [InlineData("коотва", "Анна Котова")] // swapped
    [InlineData("сменеова", "Алёна Семёнова")] // two in a longer word
    [InlineData("симен", "Алёна Семёнова")] // not typed to its end
    [InlineData("Мирия", "Анна-Мария")]
    public void CanBe_SlipOfTheName_IsTrue(string typed, string name) => Assert.True(NameSlips.CanBe(typed, name));

    [Theory]
    [InlineData("петрова", "Анна Котова")]
    [InlineData("анна орлова", "Анна Котова")]
    [InlineData("яна", "Анна Котова")]
    [InlineData("ир", "Анна Котова")]
    [InlineData("анна", null)]
    public void CanBe_AnotherName_IsFalse(string typed, string? name) => Assert.False(NameSlips.CanBe(typed, name));
}
