using System.Diagnostics.CodeAnalysis;
using BatteryCrm.Bench.Memory;

/// <summary>
/// The runtime calls this in a program that is started with DOTNET_STARTUP_HOOKS naming this assembly, before the program's own first line: so the program under
/// measurement is the built one, and knows nothing of it.
/// </summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for this name.")]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    public static void Initialize() => HeapProbe.Serve();
}
