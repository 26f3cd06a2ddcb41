using System.CommandLine;
using BatteryCrm.Data.Setup;

namespace BatteryCrm.Web.Cli;

/// <summary>The program as a command: the first argument names it. Standard output holds the result only, all else goes to standard error.</summary>
public static class Commands
{
    /// <summary>Whether the arguments are a command; otherwise the program serves. Settings of a serving process begin with <c>--</c>.</summary>
    public static bool Handles(string[] args) => args is [var first, ..] && (!first.StartsWith('-') || first is "--help" or "-h" or "-?" or "--version");

    public static Task<int> RunAsync(string[] args)
    {
        var migrate = new Command("migrate", "Brings the database up to date.");
        migrate.SetAction(async (_, cancellation) =>
        {
            await DatabaseSetup.MigrateAsync(Environment.GetEnvironmentVariable("ConnectionStrings__Default")!, cancellation);
            return 0;
        });
        return new RootCommand("BatteryCRM") { migrate }.Parse(args).InvokeAsync();
    }
}
