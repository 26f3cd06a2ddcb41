using BatteryCrm.Tests.Cli.Seed;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Cli;

/// <summary>The command as an admin uses it: the real program, lines in, JSON lines out.</summary>
[Collection(Alone.Name)]
public sealed class RecogniseCommandTests(Seeded seeded) : IClassFixture<Seeded>
{
    [Fact]
    public async Task Recognise_LinesOfText_GivesAnObjectForEachByTheTenantsCatalogue()
    {
        var result = await RunAsync(seeded.Shop, "Здравствуйте, сколько стоит поменять экран на айфон 13?\n\niPhone 13 Pro Max, батарея\nв 14 приду\nчиним \"13 про\" и S21\n");

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.Equal(
            [
                """{"brand":"Apple","model":"iPhone 13","repair_type":"Дисплей"}""",
                """{"brand":null,"model":null,"repair_type":null}""",
                """{"brand":"Apple","model":null,"repair_type":"Батарея"}""",
                """{"brand":null,"model":null,"repair_type":null}""",
                """{"brand":null,"model":null,"repair_type":null}""",
            ],
            result.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Recognise_ModelThatTheOtherTenantLacks_IsNull() =>
        Assert.Equal("""{"brand":"Apple","model":null,"repair_type":"Дисплей"}""", (await RunAsync(seeded.OtherShop, "экран на айфон 12")).LastLine);

    [Fact]
    public async Task Recognise_NoText_PrintsNothing()
    {
        var result = await RunAsync(seeded.Shop, string.Empty);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Recognise_UnknownTenant_IsRefused()
    {
        var result = await RunAsync(BatteryCrm.Data.Ids.New(), "экран\n");
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("There is no tenant", result.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(Guid tenant, string input) =>
        WebProcess.RunAsync(seeded.Database.ConnectionString, ["recognise", "--tenant", $"{tenant}"], input: input);
}
