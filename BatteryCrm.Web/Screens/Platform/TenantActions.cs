using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Setup;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Platform;

/// <summary>What the platform's people do to tenants; as their own role of the database, which sees nothing of clients.</summary>
internal sealed class TenantActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, UserManager<Operator> users, TimeProvider time)
{
    /// <summary>Null when it is done; else the form says why not.</summary>
    public async Task<Guid?> CreateAsync(TenantForm form, CancellationToken cancellation)
    {
        if (!current.MayAsPlatform()) return null;
        var now = time.GetUtcNow();
        var tenant = new Tenant { Id = Ids.New(), Name = string.Empty, CreatedAt = now, InsertedAt = now, UpdatedAt = now };
        form.Fill(tenant);
        tenant.IsActive = true;
        var (email, password) = (form["admin_email"].Trim(), form["admin_password"]);
        if (email.Split('@') is not [{ Length: > 0 }, { Length: > 0 }]) form.Problems["admin_email"] = TenantTexts.EmailWrong;
        var account = OperatorAccounts.New(tenant.Id, Roles.Admin, email);
        foreach (var rule in users.PasswordValidators)
            if (!(await rule.ValidateAsync(users, account, password)).Succeeded) form.Problems["admin_password"] = TenantTexts.PasswordWrong;
        if (form.Problems.Count > 0) return null;

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        try
        {
            db.Tenants.Add(tenant);
            await db.SaveChangesAsync(cancellation);
            var hidden = JsonSerializer.Serialize(PlatformRows.HiddenAtFirst.Select(h => new { parameter = h.Parameter, deal = h.Deal }));
            await db.Database.ExecuteSqlAsync($"select create_first_admin({tenant.Id}, {Row(account, password)}::jsonb, {hidden}::jsonb)", cancellation);
            await transaction.CommitAsync(cancellation);
            return tenant.Id;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            form.Problems["admin_email"] = TenantTexts.EmailTaken;
            return null;
        }
    }

    /// <returns>False when the form says why not, or there is no such tenant (<paramref name="form"/> without problems).</returns>
    public async Task<bool> SaveAsync(Guid id, TenantForm form, CancellationToken cancellation)
    {
        if (!current.MayAsPlatform()) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Tenants.FromSql($"select * from tenants where id = {id} for update").SingleOrDefaultAsync(cancellation) is not { } tenant) return false;
        if (tenant.UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture) != form.Version)
        {
            form.Problems["version"] = TenantTexts.SavedMeanwhile;
            return false;
        }

        if (!form.Fill(tenant)) return false;
        tenant.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private string Row(Operator account, string password) => JsonSerializer.Serialize(new
    {
        id = account.Id, username = account.UserName, normalized_user_name = users.NormalizeName(account.UserName), email = account.Email, normalized_email = users.NormalizeEmail(account.Email), name = account.Name,
        password_hash = users.PasswordHasher.HashPassword(account, password), security_stamp = RandomNumberGenerator.GetHexString(32), concurrency_stamp = Ids.New().ToString(),
    });
}
