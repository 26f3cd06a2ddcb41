using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BatteryCrm.Tests.Rules;

/// <summary>What can be seen from the text of the files alone.</summary>
public sealed partial class TextTests
{
    [Theory]
    [InlineData("*.cs", 350)]
    [InlineData("*.razor", 150)]
    [InlineData("*.razor.cs", 250)]
    [InlineData("*.css", 350)]
    public void Files_Always_AreShort(string pattern, int limit) =>
        AssertNone(Source.Files(pattern).Where(f => !f.Name.Contains("/Migrations/", StringComparison.Ordinal) && f.Lines.Count > limit).Select(f => $"{f.Name} has {f.Lines.Count} lines, {limit} at most"));

    [Fact]
    public void Program_Always_IsATableOfContents() =>
        Assert.InRange(Source.Files("Program.cs", "BatteryCrm.Web").Single().Lines.Count, 1, 79);

    [Fact]
    public void Readme_Always_IsShort() => Assert.InRange(Source.Read("README.md").Split('\n').Length, 1, 150);

    // What people read comes from .resx, in both languages.
    [Fact]
    public void Razor_Never_HoldsRussian() => AssertNone(Source.Files("*.razor", "BatteryCrm.Web").SelectMany(f => f.Matches(Cyrillic())));

    [Fact]
    public void Texts_InBothLanguages_HaveTheSameKeys()
    {
        var wrong = new List<string>();
        foreach (var russian in Source.Files("*.resx", "BatteryCrm.Web").Where(f => !f.Name.EndsWith(".en.resx", StringComparison.Ordinal)))
        {
            var english = russian.Path[..^".resx".Length] + ".en.resx";
            if (!File.Exists(english)) wrong.Add(russian.Name + " has no .en.resx beside it");
            else
            {
                var (ru, en) = (Keys(russian.Path), Keys(english));
                wrong.AddRange(ru.Except(en, StringComparer.Ordinal).Select(k => $"{russian.Name}: '{k}' has no English"));
                wrong.AddRange(en.Except(ru, StringComparer.Ordinal).Select(k => $"{russian.Name}: '{k}' has no Russian"));
            }
        }

        AssertNone(wrong);
    }

    [Fact]
    public void Parts_Never_AskForMoreThanSevenThings() =>
        AssertNone(Source.Files("*.razor", "BatteryCrm.Web").Select(f => (f.Name, Count: f.Matches(InjectDirective()).Count() + CodeBehindOf(f).Sum(c => c.Matches(InjectProperty()).Count())))
            .Where(f => f.Count > 7).Select(f => $"{f.Name} injects {f.Count}"));

    [Fact]
    public void Tests_Never_WaitForTimeToPassOrSkip() =>
        AssertNone(Source.Files("*.cs", "BatteryCrm.Tests").Where(f => !f.Name.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal)).SelectMany(f => f.Matches(SleepOrSkip())));

    [Fact]
    public void Web_Never_LeavesTheCircuitsContext() => AssertNone(Source.Files("*.cs", "BatteryCrm.Web").SelectMany(f => f.Matches(LeavesContext())));

    [Fact]
    public void Code_Never_HasRegionsOrLooseTodos() =>
        AssertNone(Source.Files("*.cs").Concat(Source.Files("*.razor")).Where(f => !f.Name.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal)).SelectMany(f => f.Matches(RegionOrTodo())));

    [Fact]
    public void BannedSymbols_Always_AreWiredAsErrors()
    {
        var props = Source.Read("Directory.Build.props");
        Assert.Contains("<AdditionalFiles Include=\"$(MSBuildThisFileDirectory)BannedSymbols.txt\"", props, StringComparison.Ordinal);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props, StringComparison.Ordinal);
        var banned = Source.Read("BannedSymbols.txt");
        foreach (var symbol in (string[])["P:System.DateTime.Now;", "P:System.DateTimeOffset.UtcNow;", "P:System.Threading.Tasks.Task`1.Result;", "M:System.Threading.Thread.Sleep(System.Int32);", "M:System.Guid.NewGuid();"])
            Assert.Contains(symbol, banned, StringComparison.Ordinal);

        AssertNone(new[] { ".editorconfig", "Directory.Build.props" }.Where(f => Source.Read(f).Contains("RS0030", StringComparison.Ordinal)).Select(f => f + " turns the ban off"));
        AssertNone(Source.Files("*.csproj").Where(f => f.Lines.Any(l => l.Contains("TreatWarningsAsErrors", StringComparison.Ordinal) || l.Contains("NoWarn", StringComparison.Ordinal))).Select(f => f.Name + " has rules of its own"));
        AssertNone(Source.Files("*.cs").Where(f => !f.Name.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal)).SelectMany(f => f.Matches(TurnsBanOff())));
    }

    [Fact]
    public void Packages_Always_HaveCentralVersionsAndALock()
    {
        AssertNone(Source.Files("*.csproj").SelectMany(f => f.Matches(OwnVersion())));
        AssertNone(Source.Files("*.csproj").Where(f => !File.Exists(Path.Combine(Path.GetDirectoryName(f.Path)!, "packages.lock.json"))).Select(f => f.Name + " has no packages.lock.json"));
    }

    private static void AssertNone(IEnumerable<string> wrong)
    {
        var all = wrong.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static HashSet<string> Keys(string resx) => [.. XDocument.Load(resx).Root!.Elements("data").Select(d => d.Attribute("name")!.Value)];

    private static IEnumerable<SourceFile> CodeBehindOf(SourceFile razor) => File.Exists(razor.Path + ".cs") ? [new SourceFile(razor.Name + ".cs", razor.Path + ".cs")] : [];

    [GeneratedRegex(@"\p{IsCyrillic}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cyrillic();

    [GeneratedRegex("^@inject ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InjectDirective();

    [GeneratedRegex(@"\[Inject\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InjectProperty();

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay)\(|\bSkip ?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SleepOrSkip();

    [GeneratedRegex(@"\.ConfigureAwait\(false\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LeavesContext();

    [GeneratedRegex(@"^\s*#region|\bTODO\b(?!.*#\d+)|\bFIXME\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RegionOrTodo();

    [GeneratedRegex("(disable|SuppressMessage).*RS0030", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TurnsBanOff();

    [GeneratedRegex("<PackageReference .*Version=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnVersion();
}
