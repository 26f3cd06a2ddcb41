using System.Security.Cryptography;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Security;

/// <summary>Identity's store over the tenant's view of the database. Tokens (the key of the second factor, recovery codes) are sealed.</summary>
internal sealed class OperatorStore(CrmDb db, SecretSeal seal, TimeProvider time, IdentityErrorDescriber describer)
    : UserOnlyStore<Operator, CrmDb, Guid>(db, describer)
{
    // Identity's own way marks every column as changed: that would tell all consoles "rights changed" at each wrong password, and undo what others wrote meanwhile.
    public override async Task<IdentityResult> UpdateAsync(Operator user, CancellationToken cancellationToken = default)
    {
        if (Context.Entry(user).State == EntityState.Detached) return await base.UpdateAsync(user, cancellationToken);
        user.ConcurrencyStamp = Ids.New().ToString();
        user.UpdatedAt = time.GetUtcNow();
        try
        {
            await SaveChanges(cancellationToken);
            return IdentityResult.Success;
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityResult.Failed(ErrorDescriber.ConcurrencyFailure());
        }
    }

    public override Task SetTokenAsync(Operator user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : seal.Seal(value), cancellationToken);

    /// <exception cref="CryptographicException">Sealed under keys that are not here.</exception>
    public override async Task<string?> GetTokenAsync(Operator user, string loginProvider, string name, CancellationToken cancellationToken) =>
        await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is { } value ? seal.Unseal(value) : null;
}
