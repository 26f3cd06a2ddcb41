using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What a journey waits to become true.</summary>
internal static class Assertions
{
    /// <summary>The composer of the open appeal holds this text.</summary>
    public static Task ValueAsync(IPage page, string text) =>
        page.WaitForFunctionAsync("t => document.querySelector('crm-composer textarea')?.value === t", text, new() { Timeout = 15_000 });

    /// <summary>The statement gives this number; asked anew until it does.</summary>
    public static async Task UntilAsync(this TestDatabase database, string sql, long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await database.ScalarAsync<long>(sql) != expected) await pace.WaitForNextTickAsync(patience.Token);
    }
}
