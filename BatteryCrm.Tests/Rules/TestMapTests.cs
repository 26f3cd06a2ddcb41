using System.Reflection;
using System.Text.RegularExpressions;

namespace BatteryCrm.Tests.Rules;

/// <summary>docs/tests.md names tests that exist, and there are as many as were promised.</summary>
public sealed partial class TestMapTests
{
    private static readonly HashSet<string> Tests =
    [
        .. typeof(TestMapTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null }).Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
    ];

    [Fact]
    public void Map_EveryTestThatItNames_Exists()
    {
        var named = NameInMap().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "tests.md"))).Select(match => match.Groups["name"].Value).ToList();
        Assert.True(named.Count > 60, $"The map names {named.Count} tests.");
        Assert.All(named, name => Assert.Contains(name, Tests));
    }

    [Fact]
    public void Tests_AreAtLeast150Methods() => Assert.True(Tests.Count >= 150, $"There are {Tests.Count} test methods.");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatteryCrm.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(Tests|Journey)\\.[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameInMap();
}
