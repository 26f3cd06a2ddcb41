using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What axe-core, from npm, finds on a page.</summary>
internal static class Axe
{
    private static readonly string Script = File.ReadAllText(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "Peers", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Fails with every serious fault of what is on the page now.</summary>
    public static async Task CheckAsync(IPage page, string what)
    {
        await page.EvaluateAsync(Script);
        var faults = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => ['serious', 'critical'].includes(v.impact))
                .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`))
            """);
        Assert.True(faults.Length == 0, $"On '{what}':\n" + string.Join('\n', faults));
    }
}
