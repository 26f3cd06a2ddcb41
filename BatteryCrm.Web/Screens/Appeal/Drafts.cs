using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>An operator's draft for an appeal: its words, and the message that it quotes.</summary>
internal static class Drafts
{
    public static IQueryable<OperatorDraft> Of(CrmDb db, Guid operatorId, Guid appealId) => db.OperatorDrafts.Where(d => d.AppealId == appealId && d.OperatorId == operatorId);

    /// <summary>
    /// One writer at a time until the caller's transaction ends. A pause in typing and the press of "send" travel at the same time: without it a text that is kept before its answer
    /// commits would outlive the answer's delete.
    /// </summary>
    public static async Task LockAsync(CrmDb db, Guid operatorId, Guid appealId, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"draft {operatorId} {appealId}"}, 0))", cancellation);

    /// <summary>The answer has been written: its words are done with, and its quotation unless another message was chosen meanwhile.</summary>
    public static async Task EndAsync(CrmDb db, Guid operatorId, Guid appealId, Guid? quotedId, CancellationToken cancellation)
    {
        var own = Of(db, operatorId, appealId);
        if (await own.Where(d => d.ReplyToId == null || d.ReplyToId == quotedId).ExecuteDeleteAsync(cancellation) == 0)
            await own.ExecuteUpdateAsync(d => d.SetProperty(x => x.Text, string.Empty), cancellation);
    }
}
