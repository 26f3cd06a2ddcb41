using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Web.Cli.Seed;

namespace BatteryCrm.Bench.Workspace;

/// <summary>The two databases of the workspace's measurements. Their names hold a hash of all that makes their rows, so that they are made once and anew when that changes.</summary>
internal static class WorkspaceDatabase
{
    private static readonly string Hash = HashOfGenerator();

    /// <summary>Those that this program would use; others of the kind are out of date.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal) { NameOf(Scale.Full), NameOf(Scale.Tenth) };

    /// <summary>The superuser's connection string to it.</summary>
    public static Task<string> OpenAsync(BenchServer server, Scale scale) => server.KeptAsync(NameOf(scale), database => new Generator(database, scale).RunAsync());

    private static string NameOf(Scale scale) => string.Create(CultureInfo.InvariantCulture, $"{BenchServer.Prefix}inbox_{Hash}_{scale.Appeals / 1000}k");

    // The sources of the generator lie in this assembly, the catalogue in the program's.
    private static string HashOfGenerator()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var own = typeof(WorkspaceDatabase).Assembly;
        foreach (var name in own.GetManifestResourceNames().Where(n => n.StartsWith("generator.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)) Add(own, name);
        Add(typeof(DemoFiles).Assembly, "seed.remtochka.catalog.json");
        return Convert.ToHexStringLower(hash.GetHashAndReset()[..4]);

        void Add(Assembly assembly, string name)
        {
            using var bytes = new MemoryStream();
            using var resource = assembly.GetManifestResourceStream(name);
            resource!.CopyTo(bytes);
            hash.AppendData(bytes.ToArray());
        }
    }
}
