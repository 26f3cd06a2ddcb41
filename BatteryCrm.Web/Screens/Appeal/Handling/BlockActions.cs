using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Handling;

/// <summary>
/// Blocks a client: what he writes is kept and shown among all, but waits for nobody. How long he waited is put aside with each of his appeals, and is back when he is
/// unblocked.
/// </summary>
public sealed class BlockActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <param name="appealId">From which it is done; the log names it.</param>
    /// <returns>False when there is no such appeal; true also when it was so before.</returns>
    public async Task<bool> SetAsync(Guid appealId, bool isBlocked, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var clientId = await db.Appeals.Where(a => a.Id == appealId).Select(a => (Guid?)a.ClientId).SingleOrDefaultAsync(cancellation);
        if (clientId is null) return false;

        var now = time.GetUtcNow();
        if (!await ClientBlocking.SetAsync(db, clientId.Value, isBlocked, current.Id, now, cancellation)) return true;
        AppealDeeds.Log(db, current.Id, appealId, ActionTypes.AppealUpdated, ActionDetails.Blocked(isBlocked), now);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ClientChanged, SubjectId = clientId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }
}
