using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Cli.Seed;

/// <summary>The command as scripts call it, in a process of its own.</summary>
[Collection(Alone.Name)]
public sealed class SeedCommandTests
{
    [Fact]
    public async Task Seed_OnceAndAgain_WritesThenRefuses()
    {
        await using var database = await TestDatabase.CreateAsync();
        var first = await WebProcess.RunAsync(database.ConnectionString, ["seed"]);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(string.Empty, first.Output);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from tenants"));

        var again = await WebProcess.RunAsync(database.ConnectionString, ["seed"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("tenant", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await WebProcess.RunAsync(database.ConnectionString, ["seed", "--if-empty"])).ExitCode);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from tenants"));
    }
}
