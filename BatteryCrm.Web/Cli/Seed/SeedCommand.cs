using System.CommandLine;
using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary><c>seed [--if-empty]</c>: the demo data, into an installation that has no tenant yet.</summary>
internal static class SeedCommand
{
    public static Command Make()
    {
        var ifEmpty = new Option<bool>("--if-empty") { Description = "When there is a tenant already, do nothing instead of refusing." };
        var command = new Command("seed", "Writes the demo data into an empty installation.") { ifEmpty };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = CommandServices.Create();
            await using var scope = services.For(tenantId: null);
            var seed = new DemoSeed(scope.ServiceProvider.GetRequiredService<IDbContextFactory<CrmDb>>(), services.Services.GetRequiredService<SecretSeal>().SealCredentials, TimeProvider.System);
            var outcome = await seed.RunAsync(cancellation);
            if (outcome is SeedOutcome.NotEmpty && !parsed.GetValue(ifEmpty))
                throw new CommandRefusedException("There is a tenant already: demo data goes into an empty installation only.");
            if (outcome is SeedOutcome.Seeded) await Console.Error.WriteLineAsync($"Demo data written; everybody's password is {DemoShop.Password}");
            return 0;
        });
        return command;
    }
}
