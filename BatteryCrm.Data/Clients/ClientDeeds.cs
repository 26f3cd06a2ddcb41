using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients;

/// <summary>What everything that is done to a client leaves behind, in the transaction of the deed.</summary>
public static class ClientDeeds
{
    /// <summary>Locks a client, as every writer does before his appeals; intake passes by and comes again.</summary>
    /// <returns>False when the tenant has no such client, he was merged into another, or erased.</returns>
    public static async Task<bool> LockAsync(CrmDb db, Guid clientId, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync($"select from clients where tenant_id = {db.TenantId} and id = {clientId} for no key update", cancellation);
        return await db.Clients.AnyAsync(c => c.Id == clientId && c.ErasedAt == null && !db.ClientMerges.Any(m => m.MergedClientId == c.Id), cancellation);
    }

    /// <summary>A line of the log and the news for who shows the client. Saved with the caller's own rows.</summary>
    /// <param name="fields">Names of what was written, never values.</param>
    public static void Add(CrmDb db, Guid operatorId, Guid clientId, IReadOnlyList<string> fields, DateTimeOffset now)
    {
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = operatorId, ActionType = ActionTypes.AppealUpdated, CreatedAt = now, Details = ActionDetails.Client(clientId, fields),
        });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ClientChanged, SubjectId = clientId, CreatedAt = now });
    }

    /// <summary>What his appeals show of him has changed as well: consoles read the newest of them anew.</summary>
    public static Task TellAppealsAsync(CrmDb db, Guid clientId, DateTimeOffset now, CancellationToken cancellation) => MergeRows.TellAppealsAsync(db, clientId, now, cancellation);
}
