using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Handling;

/// <summary>"Напомнить": an appeal leaves Без ответа until a time. It comes back then (the folder Reminders), or as soon as the client writes.</summary>
public sealed class SnoozeActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <param name="seenId">The last message that the operator has seen; null when there is none.</param>
    /// <returns>False when the time is not ahead, too far, the client is blocked, or more was said than the operator has seen.</returns>
    public async Task<bool> SnoozeAsync(Guid appealId, DateTimeOffset until, Guid? seenId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (until <= now || until - now > Longest) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Put off twice, it still waits since the first time.
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.LastMessageId == seenId && !a.IsMuted).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.SnoozedUntil, until)
                .SetProperty(x => x.SnoozedSince, x => x.WaitingSince ?? x.SnoozedSince)
                .SetProperty(x => x.SnoozedBy, current.Id)
                .SetProperty(x => x.WaitingSince, (DateTimeOffset?)null),
            cancellation);
        if (changed == 0) return false;
        AppealDeeds.Add(db, current.Id, appealId, ActionTypes.AppealUpdated, ActionDetails.Snoozed(until), now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Back at once, waiting since the same moment as before.</summary>
    /// <returns>False when it is not put off.</returns>
    public async Task<bool> WakeAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.SnoozedUntil != null).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.WaitingSince, x => x.SnoozedSince)
                .SetProperty(x => x.SnoozedUntil, (DateTimeOffset?)null).SetProperty(x => x.SnoozedSince, (DateTimeOffset?)null).SetProperty(x => x.SnoozedBy, (Guid?)null),
            cancellation);
        if (changed == 0) return false;
        AppealDeeds.Add(db, current.Id, appealId, ActionTypes.AppealUpdated, ActionDetails.Snoozed(until: null), time.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }
}
