using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>The own account as its page shows it.</summary>
public sealed record ProfileCard(string? Name, string? Username, string? Email, string Role, bool HasTwoFactor, int Passkeys);

/// <summary>Reads of the profile page.</summary>
public sealed class ProfileQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    public async Task<ProfileCard> OwnAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Operators.Where(o => o.Id == current.Id)
            .Select(o => new ProfileCard(o.Name, o.UserName, o.Email, o.Role, o.TwoFactorEnabled, db.UserPasskeys.Count(p => p.UserId == o.Id)))
            .SingleAsync(cancellation);
    }
}
