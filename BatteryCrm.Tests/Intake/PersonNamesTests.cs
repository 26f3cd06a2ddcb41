using BatteryCrm.Web.Intake.Duplicates;

namespace BatteryCrm.Tests.Intake;

public sealed class PersonNamesTests
{
    [Theory]
    [InlineData("Анна Петрова", "петрова анна")]
    [InlineData("Анна Петрова", "Аня")]
    [InlineData("Анна Петрова", "А. Петрова")]
    [InlineData("Анна Петрова", "Anna Petrova")]
    [InlineData("Анна Петрова", "Анна Питрова")]
    [InlineData("Анна Петрова", "Аннна")]
    [InlineData("Пётр Семёнов", "Петр семенов 🔧")]
    [InlineData("Наталья", "Natalia")]
    [InlineData("Александр", "Саша")]
    [InlineData("Александра", "Саша")]
    [InlineData("Юлия Яковлева", "Yuliya Yakovleva")]
    [InlineData("Анна", null)]
    [InlineData("Анна", "+7 917")]
    [InlineData("Рамиль Хабиров", "Рамиль")]
    [InlineData("Анна Петрова", "Анна Иванова")] // she married
    public void Names_OfOnePerson_CanBeOne(string one, string? other)
    {
        Assert.True(PersonNames.CanBeOne(one, other));
        Assert.True(PersonNames.CanBeOne(other, one));
    }

    [Theory]
    [InlineData("Анна Петрова", "Иван Петров")]
    [InlineData("Мария", "Марина")]
    [InlineData("Александр", "Александра")]
    [InlineData("Саша Петров", "Саша Петрова")]
    [InlineData("Анна Петрова", "И. Петров")]
    [InlineData("Рамиль Хабиров", "Ильгиз Хабиров")]
    public void Names_OfTwoPeople_CannotBeOne(string one, string other)
    {
        Assert.False(PersonNames.CanBeOne(one, other));
        Assert.False(PersonNames.CanBeOne(other, one));
    }
}
