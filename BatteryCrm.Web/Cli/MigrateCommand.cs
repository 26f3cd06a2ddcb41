using System.CommandLine;
using BatteryCrm.Data.Setup;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Cli;

/// <summary><c>migrate</c>: roles, extensions, tables, the platform's own rows, the first key. Runs any number of times.</summary>
internal static class MigrateCommand
{
    public static Command Make()
    {
        var command = new Command("migrate", "Creates the database or brings it up to date.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var services = CommandServices.Create();
            await DatabaseSetup.MigrateAsync(services.ConnectionString, cancellation);
            await KeyRingSetup.EnsureKeyAsync(services.Services, cancellation);
            return 0;
        });
        return command;
    }
}
