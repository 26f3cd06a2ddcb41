using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An empty database with its node, ready before it is asked for: the next one starts while a journey runs, since a start is mostly one core's work.</summary>
internal static class SpareNode
{
    private static Task<(TestDatabase Database, WebProcess Web)>? next;

    /// <summary>The caller ends both. Journeys run one at a time, so does this.</summary>
    public static async Task<(TestDatabase Database, WebProcess Web)> TakeAsync()
    {
        if (next is null) TestRun.AtEnd(EndAsync);
        var taken = next ?? StartAsync();
        try
        {
            return await taken;
        }
        finally
        {
            next = StartAsync();
        }
    }

    private static async Task<(TestDatabase Database, WebProcess Web)> StartAsync()
    {
        var database = await TestDatabase.CreateAsync();
        return (database, await WebProcess.StartAsync(database.ConnectionString));
    }

    private static async Task EndAsync()
    {
        var (database, web) = await next!;
        await web.DisposeAsync();
        await database.DisposeAsync();
    }
}
