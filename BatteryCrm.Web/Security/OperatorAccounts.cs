using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>Making operators; the rules of names and passwords are Identity's and, over all tenants, the database's.</summary>
public static class OperatorAccounts
{
    /// <param name="username">Null = the e-mail.</param>
    public static Operator New(Guid? tenantId, string role, string email, string? username = null, string? name = null) => new()
    {
        Id = Ids.New(), TenantId = tenantId, Role = role, Email = email.Trim(), UserName = string.IsNullOrWhiteSpace(username) ? email.Trim() : username.Trim(),
        Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim(), EmailConfirmed = true,
    };

    /// <summary>Stores the operator in the scope's tenant.</summary>
    /// <returns>Why not, sentence by sentence; empty when it is done.</returns>
    public static async Task<IReadOnlyList<string>> CreateAsync(UserManager<Operator> users, Operator account, string password)
    {
        try
        {
            var result = await users.CreateAsync(account, password);
            return [.. result.Errors.Select(e => e.Description)];
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } name } && name.StartsWith("ux_operators", StringComparison.Ordinal))
        {
            // Identity looks within the tenant only; sign-in names are unique over the installation. Nothing is said of whose it is.
            return [$"The e-mail '{account.Email}' or the username '{account.UserName}' is taken."];
        }
    }
}
