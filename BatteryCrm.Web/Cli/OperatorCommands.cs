using System.CommandLine;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Cli;

/// <summary><c>operator create</c>: somebody who can sign in, of a tenant or of the platform.</summary>
internal static class OperatorCommands
{
    public static Command Make()
    {
        var tenant = new Option<Guid?>("--tenant") { Description = "The tenant's id; left out for --role platform." };
        var email = new Option<string>("--email") { Required = true };
        var password = new Option<string>("--password") { Required = true, Description = "8 characters or more." };
        var role = new Option<string>("--role") { Required = true, Description = string.Join(", ", Roles.All) };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        var name = new Option<string?>("--name") { Description = "What colleagues see." };
        var username = new Option<string?>("--username") { Description = "Another name to sign in with; the e-mail when left out." };
        var create = new Command("create", "Makes an operator; prints the id.") { tenant, email, password, role, name, username };

        create.SetAction(async (parsed, cancellation) =>
        {
            var account = OperatorAccounts.New(
                parsed.GetValue(tenant), parsed.GetRequiredValue(role), parsed.GetRequiredValue(email), parsed.GetValue(username), parsed.GetValue(name));
            if (account.Role == Roles.Platform && account.TenantId is not null) throw new CommandRefusedException("The role platform belongs to no tenant: leave --tenant out.");
            if (account.Role != Roles.Platform && account.TenantId is null) throw new CommandRefusedException($"The role {account.Role} needs --tenant.");

            await using var services = CommandServices.Create();
            if (account.TenantId is { } tenantId) await services.RequireTenantAsync(tenantId, cancellation);
            await using var scope = services.For(account.TenantId);
            await CreateAsync(scope.ServiceProvider, account, parsed.GetRequiredValue(password));
            await Console.Out.WriteLineAsync(account.Id.ToString());
            return 0;
        });
        return new Command("operator", "People who sign in.") { create };
    }

    /// <exception cref="CommandRefusedException">The password is too short, the e-mail is none, or a sign-in name is taken.</exception>
    public static async Task CreateAsync(IServiceProvider scope, Operator account, string password)
    {
        var problems = await OperatorAccounts.CreateAsync(scope.GetRequiredService<UserManager<Operator>>(), account, password);
        if (problems.Count > 0) throw new CommandRefusedException(string.Join(' ', problems));
    }
}
