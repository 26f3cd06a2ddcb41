using System.CommandLine;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Setup;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Cli;

/// <summary><c>tenant create</c>: the tenant, its default visibility rows and its first admin.</summary>
internal static class TenantCommands
{
    // A limit that is not given stays at its default.
    private static readonly (Option<int?> Option, Action<Tenant, int> Set)[] Limits =
    [
        (Limit("--max-concurrent-users", "Live sessions at once."), (t, v) => t.MaxConcurrentUsers = v),
        (Limit("--max-events-per-second", "Inbound webhooks and hub messages."), (t, v) => t.MaxEventsPerSecond = v),
        (Limit("--max-bytes-per-second", "Bytes of them."), (t, v) => t.MaxBytesPerSecond = v),
        (Limit("--max-channels-per-client", "Subscriptions of one hub client."), (t, v) => t.MaxChannelsPerClient = v),
        (Limit("--max-joins-per-second", "New subscriptions."), (t, v) => t.MaxJoinsPerSecond = v),
    ];

    public static Command Make()
    {
        var name = new Option<string>("--name") { Required = true, Description = "What the business is called." };
        var email = new Option<string>("--admin-email") { Required = true, Description = "Its first admin signs in with it." };
        var password = new Option<string>("--admin-password") { Required = true, Description = "8 characters or more." };
        var domain = new Option<string?>("--domain") { Description = "The site of the business." };
        var isPrivate = new Option<bool>("--private-only") { Description = "No anonymous form." };
        var create = new Command("create", "Makes a tenant with its admin; prints the tenant's id.") { name, email, password, domain, isPrivate };
        foreach (var (option, _) in Limits) create.Add(option);

        create.SetAction(async (parsed, cancellation) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var tenant = new Tenant
            {
                Id = Ids.New(), Name = parsed.GetRequiredValue(name).Trim(), Domain = parsed.GetValue(domain), PrivateOnly = parsed.GetValue(isPrivate),
                CreatedAt = now, InsertedAt = now, UpdatedAt = now,
            };
            if (tenant.Name.Length == 0) throw new CommandRefusedException("--name is empty.");
            foreach (var (option, set) in Limits)
                if (parsed.GetValue(option) is { } value) set(tenant, value);
            await CreateAsync(tenant, parsed.GetRequiredValue(email), parsed.GetRequiredValue(password), cancellation);
            await Console.Out.WriteLineAsync(tenant.Id.ToString());
            return 0;
        });
        return new Command("tenant", "Tenants.") { create };
    }

    private static async Task CreateAsync(Tenant tenant, string email, string password, CancellationToken cancellation)
    {
        await using var services = CommandServices.Create();
        await using var scope = services.For(tenant.Id);
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.Tenants.Add(tenant);
        await PlatformRows.AddDefaultVisibilityAsync(db, tenant.Id, cancellation);
        await db.SaveChangesAsync(cancellation);
        await OperatorCommands.CreateAsync(scope.ServiceProvider, OperatorAccounts.New(tenant.Id, Roles.Admin, email), password);
        await transaction.CommitAsync(cancellation);
    }

    private static Option<int?> Limit(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < 1)) result.AddError($"{name} must be a whole number above zero.");
        });
        return option;
    }
}
