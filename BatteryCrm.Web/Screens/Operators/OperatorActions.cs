using System.Runtime.CompilerServices;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Work = (BatteryCrm.Data.CrmDb Db, Microsoft.AspNetCore.Identity.UserManager<BatteryCrm.Data.Operators.Operator> Users);

namespace BatteryCrm.Web.Screens.Operators;

/// <summary>What an admin may write of somebody.</summary>
public sealed record OperatorFields(string Name, string Email, string Role, Guid? LocationId);

/// <summary>Why something was not done.</summary>
public enum OperatorRefusal
{
    None,

    /// <summary>Who asks is no admin (any more).</summary>
    NotAdmin,
    Unknown,

    /// <summary>Nobody would be left who may change rights.</summary>
    LastAdmin,
    NameMissing,
    NameTooLong,
    EmailInvalid,

    /// <summary>Somebody has it, in whichever tenant.</summary>
    EmailTaken,
    RoleUnknown,
    LocationUnknown,

    /// <summary>Somebody else has changed the same meanwhile.</summary>
    Changed,

    /// <summary>Who is switched off gets no link.</summary>
    Inactive,
}

/// <param name="OperatorId">Who was made or changed.</param>
/// <param name="Token">Of the one-time link to give on; null when there is none.</param>
/// <param name="Lasts">How long the link does.</param>
/// <param name="Freed">Appeals that went back to the queue.</param>
public sealed record OperatorOutcome(OperatorRefusal Refusal, Guid OperatorId = default, string? Token = null, TimeSpan Lasts = default, int Freed = 0);

/// <summary>
/// Rights of a tenant's people, changed by its admins. Each method is one transaction behind a lock of the tenant, in which the database is asked again whether who
/// asks is an admin: of two who demote each other at once the second is refused.
/// </summary>
public sealed class OperatorActions(IServiceScopeFactory scopes, CurrentOperator current, OneTimeLinks links, BrowserSessions sessions, TimeProvider time)
{
    public const int LongestName = 100;

    private static readonly string[] Given = [Roles.Operator, Roles.Manager, Roles.Admin];

    /// <summary>Somebody new, who sets his password by the link.</summary>
    public Task<OperatorOutcome> InviteAsync(OperatorFields fields, CancellationToken cancellation) => RunAsync(async work =>
    {
        if (await RefusalAsync(work.Db, fields, cancellation) is var refusal and not OperatorRefusal.None) return new OperatorOutcome(refusal);
        var account = OperatorAccounts.New(current.Identity.TenantId, fields.Role, fields.Email, name: fields.Name);
        account.LocationId = fields.LocationId;
        (account.CreatedAt, account.UpdatedAt) = (time.GetUtcNow(), time.GetUtcNow());
        var made = await work.Users.CreateAsync(account);
        if (!made.Succeeded) return new OperatorOutcome(Of(made));
        return await LinkAsync(work, account, cancellation);
    }, cancellation);

    /// <summary>Writes what differs between the two, unless somebody else has changed the same. Another role ends his sessions, since they carry the old one.</summary>
    public Task<OperatorOutcome> SaveAsync(Guid id, OperatorFields before, OperatorFields after, CancellationToken cancellation) => WithAsync(id, async (work, user) =>
    {
        var now = new OperatorFields(user.Name ?? string.Empty, user.Email ?? string.Empty, user.Role, user.LocationId);
        bool Differs<T>(Func<OperatorFields, T> of) => !Equals(of(before), of(after)) && !Equals(of(now), of(before));
        if (Differs(f => f.Name) || Differs(f => f.Email) || Differs(f => f.Role) || Differs(f => f.LocationId)) return new OperatorOutcome(OperatorRefusal.Changed, id);
        T Kept<T>(Func<OperatorFields, T> of) => Equals(of(before), of(after)) ? of(now) : of(after);
        var wanted = new OperatorFields(Kept(f => f.Name), Kept(f => f.Email), Kept(f => f.Role), Kept(f => f.LocationId));
        if (await RefusalAsync(work.Db, wanted, cancellation) is var refusal and not OperatorRefusal.None) return new OperatorOutcome(refusal, id);
        if (wanted.Role != Roles.Admin && await IsLastAdminAsync(work.Db, user, cancellation)) return new OperatorOutcome(OperatorRefusal.LastAdmin, id);

        if (string.Equals(user.UserName, user.Email, StringComparison.Ordinal)) user.UserName = wanted.Email.Trim();
        var isOtherRole = user.Role != wanted.Role;
        (user.Name, user.Email, user.Role, user.LocationId) = (wanted.Name.Trim(), wanted.Email.Trim(), wanted.Role, wanted.LocationId);
        var saved = isOtherRole ? await EndRightsAsync(work, user, cancellation) : await work.Users.UpdateAsync(user);
        return new OperatorOutcome(Of(saved), id);
    }, cancellation);

    /// <summary>Nobody any more: his sessions end at once, what he holds goes back to the queue.</summary>
    public Task<OperatorOutcome> SwitchOffAsync(Guid id, CancellationToken cancellation) => WithAsync(id, async (work, user) =>
    {
        if (!user.IsActive) return new OperatorOutcome(OperatorRefusal.None, id);
        if (await IsLastAdminAsync(work.Db, user, cancellation)) return new OperatorOutcome(OperatorRefusal.LastAdmin, id);
        (user.IsActive, user.SessionToken, user.SessionTokenCreatedAt) = (false, null, null);
        var saved = await EndRightsAsync(work, user, cancellation);
        if (!saved.Succeeded) return new OperatorOutcome(Of(saved), id);
        return new OperatorOutcome(OperatorRefusal.None, id, Freed: await HeldAppeals.FreeAsync(work.Db, id, ActionDetails.SwitchedOff, time.GetUtcNow(), cancellation));
    }, cancellation);

    public Task<OperatorOutcome> SwitchOnAsync(Guid id, CancellationToken cancellation) => WithAsync(id, async (work, user) =>
    {
        user.IsActive = true;
        return new OperatorOutcome(Of(await work.Users.UpdateAsync(user)), id);
    }, cancellation);

    /// <summary>A link for a new password; the old one stays good until it is used.</summary>
    public Task<OperatorOutcome> LinkAsync(Guid id, CancellationToken cancellation) => WithAsync(
        id, (work, user) => user.IsActive ? LinkAsync(work, user, cancellation) : Task.FromResult(new OperatorOutcome(OperatorRefusal.Inactive, id)), cancellation);

    /// <summary>For whoever has lost his phone: the code and the passkeys, which may be on it; ends his sessions.</summary>
    public Task<OperatorOutcome> ResetSecondFactorAsync(Guid id, CancellationToken cancellation) => WithAsync(id, async (work, user) =>
    {
        await SecondFactor.SwitchOffAsync(work.Users, user);
        await Passkeys.RemoveAllAsync(work.Users, user);
        return new OperatorOutcome(Of(await EndRightsAsync(work, user, cancellation)), id);
    }, cancellation);

    // Who could still sign in and change rights; an invitation that nobody has taken is no admin.
    private static async Task<bool> IsLastAdminAsync(CrmDb db, Operator user, CancellationToken cancellation) =>
        user is { Role: Roles.Admin, IsActive: true }
        && !await db.Operators.AnyAsync(o => o.Id != user.Id && o.Role == Roles.Admin && o.IsActive && o.PasswordHash != null, cancellation);

    private static async Task<OperatorRefusal> RefusalAsync(CrmDb db, OperatorFields fields, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(fields.Name)) return OperatorRefusal.NameMissing;
        if (fields.Name.Trim().Length > LongestName) return OperatorRefusal.NameTooLong;
        if (Links.Mail(fields.Email.Trim()) is null) return OperatorRefusal.EmailInvalid;
        if (!Given.Contains(fields.Role, StringComparer.Ordinal)) return OperatorRefusal.RoleUnknown;
        return fields.LocationId is { } location && !await db.Locations.AnyAsync(l => l.Id == location, cancellation) ? OperatorRefusal.LocationUnknown : OperatorRefusal.None;
    }

    private static OperatorRefusal Of(IdentityResult result) => result.Errors.Select(e => e.Code).FirstOrDefault() switch
    {
        null => OperatorRefusal.None,
        nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) => OperatorRefusal.EmailTaken,
        nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) => OperatorRefusal.EmailInvalid,
        _ => OperatorRefusal.Changed,
    };

    private async Task<IdentityResult> EndRightsAsync(Work work, Operator user, CancellationToken cancellation)
    {
        // What is refused ends nobody's session: this node would not ask the database again.
        var saved = await work.Users.UpdateSecurityStampAsync(user);
        if (saved.Succeeded) await sessions.EndAllAsync(work.Db, user.Id, but: null, cancellation);
        return saved;
    }

    private async Task<OperatorOutcome> LinkAsync(Work work, Operator user, CancellationToken cancellation)
    {
        work.Db.OperatorActions.Add(new OperatorAction
        {
            TenantId = user.TenantId, OperatorId = current.Id, ActionType = ActionTypes.PasswordLink, CreatedAt = time.GetUtcNow(),
            Details = JsonSerializer.Serialize(new { passwordLinkFor = user.Id, name = user.Name }),
        });
        await work.Db.SaveChangesAsync(cancellation);
        return new OperatorOutcome(OperatorRefusal.None, user.Id, links.Make(user), OneTimeLinks.LastsFor(user));
    }

    private Task<OperatorOutcome> WithAsync(Guid id, Func<Work, Operator, Task<OperatorOutcome>> deed, CancellationToken cancellation, [CallerMemberName] string action = "") => RunAsync(
        async work => await work.Db.Operators.SingleOrDefaultAsync(o => o.Id == id, cancellation) is { } user ? await deed(work, user) : new OperatorOutcome(OperatorRefusal.Unknown, id), cancellation, action);

    private async Task<OperatorOutcome> RunAsync(Func<Work, Task<OperatorOutcome>> deed, CancellationToken cancellation, [CallerMemberName] string action = "")
    {
        if (!current.MayAsAdmin(action) || current.Identity.TenantId is not { } tenant) return new OperatorOutcome(OperatorRefusal.NotAdmin);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenant, current.Id);
        Work work = (scope.ServiceProvider.GetRequiredService<CrmDb>(), scope.ServiceProvider.GetRequiredService<UserManager<Operator>>());
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancellation);
        await work.Db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"operators.rights " + tenant}, 0))", cancellation);
        if (!await work.Db.Operators.AnyAsync(o => o.Id == current.Id && o.IsActive && o.Role == Roles.Admin, cancellation)) return new OperatorOutcome(OperatorRefusal.NotAdmin);
        try
        {
            var outcome = await deed(work);
            if (outcome.Refusal == OperatorRefusal.None) await transaction.CommitAsync(cancellation);
            return outcome;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } name } && name.StartsWith("ux_operators", StringComparison.Ordinal))
        {
            // Another tenant's: nothing is said of whose it is.
            return new OperatorOutcome(OperatorRefusal.EmailTaken);
        }
    }
}
