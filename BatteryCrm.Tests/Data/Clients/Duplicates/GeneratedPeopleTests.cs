namespace BatteryCrm.Tests.Data.Clients.Duplicates;

/// <summary>The truth by which the search for duplicates is measured is itself what it says.</summary>
public sealed class GeneratedPeopleTests
{
    [Fact]
    public void People_AreThreeHundred_TheSameEachTime_WithAllThatMakesThemHardToTellApart()
    {
        var people = GeneratedPeople.All();

        Assert.Equal(people, GeneratedPeople.All());
        Assert.Equal(GeneratedPeople.Count, people.Select(p => p.Person).Distinct().Count());
        var same = Pairs(people).Where(p => p.One.Person == p.Other.Person && p.One.SharesContact(p.Other)).ToList();
        var family = Pairs(people).Where(p => p.One.Person != p.Other.Person && p.One.Digits is not null && p.One.Digits == p.Other.Digits).ToList();
        Assert.True(same.Count > 150, $"{same.Count} pairs are one person");
        Assert.True(same.Count(p => p.One.Name != p.Other.Name) > 100, "names differ");
        Assert.True(family.Count > 60, $"{family.Count} pairs share a number and are two people");
        Assert.True(people.GroupBy(p => p.Name).Count(g => g.Key is not null && g.Select(p => p.Person).Distinct().Count() > 1) >= 5, "strangers with one name");
        Assert.True(people.Count(p => p.ChatText is not null) > 30, "numbers in conversations");
    }

    internal static IEnumerable<(GeneratedClient One, GeneratedClient Other)> Pairs(IReadOnlyList<GeneratedClient> people) =>
        people.SelectMany((one, at) => people.Skip(at + 1).Select(other => (one, other)));
}
