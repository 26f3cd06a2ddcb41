using System.Text.RegularExpressions;

namespace BatteryCrm.Tests.Rules;

/// <summary>The files of this repository as they are committed: for rules about text.</summary>
internal static class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files of a project (or all four), without what the build makes.</summary>
    public static IEnumerable<SourceFile> Files(string pattern, params string[] projects) =>
        (projects.Length > 0 ? projects : ["BatteryCrm.Data", "BatteryCrm.Web", "BatteryCrm.Tests", "BatteryCrm.Bench"])
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, project), pattern, SearchOption.AllDirectories))
        .Select(path => new SourceFile(Path.GetRelativePath(Root, path), path))
        .Where(file => !file.Name.Split('/', '\\').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults"));

    public static string Read(string name) => File.ReadAllText(Path.Combine(Root, name));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BatteryCrm.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The rules read the sources, and there is no BatteryCrm.sln above " + AppContext.BaseDirectory);
    }
}

/// <summary>One file; the name is relative to the repository.</summary>
internal sealed record SourceFile(string Name, string Path)
{
    private readonly Lazy<string[]> lines = new(() => File.ReadAllLines(Path));

    public IReadOnlyList<string> Lines => lines.Value;

    /// <summary>"name:line text" of every line that matches.</summary>
    public IEnumerable<string> Matches(Regex pattern) =>
        Lines.Select((text, i) => (text, i)).Where(l => pattern.IsMatch(l.text)).Select(l => $"{Name}:{l.i + 1} {l.text.Trim()}");
}
