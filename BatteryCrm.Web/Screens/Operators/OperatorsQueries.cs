using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Operators;

/// <summary>Somebody of the tenant as the list shows him.</summary>
/// <param name="IsOnline">He has the console open.</param>
/// <param name="IsInvited">He has set no password so far, and cannot sign in.</param>
/// <param name="Passkeys">How many he has.</param>
public sealed record OperatorRow(
    Guid Id, string? Name, string? Username, string? Email, string Role, Guid? LocationId, string? Location, bool IsOnline, DateTimeOffset? LastLoginAt, bool IsActive,
    bool IsInvited, bool HasTwoFactor, int Passkeys)
{
    public string Called => Name ?? Username ?? Email ?? string.Empty;

    public OperatorFields Fields => new(Name ?? string.Empty, Email ?? string.Empty, Role, LocationId);

    /// <summary>Whether name, e-mail, username or location contain the words.</summary>
    public bool Has(string words) =>
        words.Length == 0 || ((string?[])[Name, Email, Username, Location]).Any(t => t?.Contains(words, StringComparison.CurrentCultureIgnoreCase) == true);
}

/// <param name="IsActive">New people are put to active ones only.</param>
public sealed record LocationOption(Guid Id, string Name, bool IsActive);

/// <summary>Reads of the page of operators.</summary>
public sealed class OperatorsQueries(IDbContextFactory<CrmDb> factory, TimeProvider time)
{
    // More people than any shop has.
    private const int Most = 1000;

    /// <summary>All of the tenant, those who may work first, by name.</summary>
    public async Task<IReadOnlyList<OperatorRow>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var seen = time.GetUtcNow() - OperatorAttendance.Silence;
        return await (
            from o in db.Operators
            join l in db.Locations on o.LocationId equals (Guid?)l.Id into locations
            from l in locations.DefaultIfEmpty()
            orderby o.IsActive descending, EF.Functions.Collate(o.Name ?? o.UserName!, "ru-RU-x-icu"), o.Id
            select new OperatorRow(
                o.Id, o.Name, o.UserName, o.Email, o.Role, o.LocationId, l == null ? null : l.Name,
                db.OperatorAttendances.Any(a => a.OperatorId == o.Id && a.LeftAt == null && a.SeenAt > seen),
                o.LastLoginAt, o.IsActive, o.PasswordHash == null, o.TwoFactorEnabled, db.UserPasskeys.Count(p => p.UserId == o.Id))).Take(Most).ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<LocationOption>> LocationsAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Locations.OrderBy(l => EF.Functions.Collate(l.Name, "ru-RU-x-icu")).Select(l => new LocationOption(l.Id, l.Name, l.IsActive)).ToListAsync(cancellation);
    }

    /// <summary>How many appeals somebody holds; by ix_appeal_activity_holder.</summary>
    public async Task<int> HeldAsync(Guid operatorId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.AppealActivity.CountAsync(a => a.HolderId == operatorId, cancellation);
    }
}
