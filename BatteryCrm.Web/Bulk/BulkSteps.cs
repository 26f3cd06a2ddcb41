using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Bulk;

/// <summary>
/// The steps of a job within its tenant: each takes a few appeals, does or undoes them in one transaction with their logs and live events, and says how far it is.
/// A step that fails leaves nothing behind and is taken again. Nodes never work on one job at once: whoever holds its row steps.
/// </summary>
internal sealed class BulkSteps(IDbContextFactory<CrmDb> factory, TimeProvider time)
{
    /// <summary>Appeals of one step: their rows are locked that long, and clients' messages to them wait.</summary>
    public const int StepSize = 25;

    /// <returns>False when there is nothing to do, or another node does it.</returns>
    public async Task<bool> StepAsync(Guid jobId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var job = await db.BulkJobs.FromSql($"select * from bulk_jobs where id = {jobId} and state in ('running','undoing') for update skip locked").SingleOrDefaultAsync(cancellation);
        if (job is null) return false;

        var isUndo = job.State == BulkStates.Undoing;
        var from = isUndo ? BulkItemStates.Done : BulkItemStates.Waiting;
        // In the order of their ids: two jobs never wait for each other in a circle.
        var items = await db.BulkJobItems.Where(i => i.JobId == jobId && i.State == from).OrderBy(i => i.AppealId).Take(StepSize).ToListAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var item in items)
        {
            if (isUndo)
            {
                item.State = await UndoAsync(db, job, item, now, cancellation) ? BulkItemStates.Undone : BulkItemStates.Kept;
                if (item.State == BulkItemStates.Undone) job.Done--;
                continue;
            }

            item.Before = await DoAsync(db, job, item.AppealId, now, cancellation);
            item.State = item.Before is null ? BulkItemStates.Skipped : BulkItemStates.Done;
            if (item.Before is null) job.Skipped++;
            else job.Done++;
        }

        if (items.Count < StepSize)
        {
            (job.State, job.FinishedAt) = (isUndo ? BulkStates.Undone : BulkStates.Done, now);
            if (!isUndo && job.Done > 0) await TellAssigneeAsync(db, job, items, now, cancellation);
        }

        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.BulkChanged, SubjectId = job.OperatorId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <returns>What is to be put back; null when nothing was done.</returns>
    private static async Task<string?> DoAsync(CrmDb db, BulkJob job, Guid appealId, DateTimeOffset now, CancellationToken cancellation) => job.Kind switch
    {
        BulkKinds.Assign => await AssignAsync(db, job, appealId, now, cancellation),
        BulkKinds.Stage => await MoveAsync(db, job, appealId, now, cancellation),
        _ => await SettleAsync(db, job, appealId, now, cancellation),
    };

    private static async Task<string?> AssignAsync(CrmDb db, BulkJob job, Guid appealId, DateTimeOffset now, CancellationToken cancellation)
    {
        var to = Guid.Parse(job.Target!);
        var before = await db.AppealActivity.Where(a => a.AppealId == appealId).Select(a => new { a.HolderId }).SingleOrDefaultAsync(cancellation);
        if (before is null || before.HolderId == to) return null;
        var person = await db.Operators.Where(o => o.Id == to && o.IsActive).Select(o => new { Name = o.Name ?? o.UserName }).SingleOrDefaultAsync(cancellation);
        if (person is null) return null;

        // An operator takes for himself what is free; a colleague's is a manager's to give.
        var mayAll = await db.Operators.AnyAsync(o => o.Id == job.OperatorId && (o.Role == Roles.Manager || o.Role == Roles.Admin), cancellation);
        if (!mayAll && (before.HolderId is not null || to != job.OperatorId)) return null;
        if (!await HoldAsync(db, job, appealId, before.HolderId, to, now, cancellation)) return null;
        AppealDeeds.Add(db, job.OperatorId, appealId, ActionTypes.AppealUpdated, ActionDetails.Assigned(to, person.Name, why: null), now);
        return before.HolderId?.ToString() ?? string.Empty;
    }

    private static async Task<bool> HoldAsync(CrmDb db, BulkJob job, Guid appealId, Guid? from, Guid? to, DateTimeOffset now, CancellationToken cancellation)
    {
        var heldAt = to is null ? (DateTimeOffset?)null : now;
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.HolderId == from)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.HolderId, to).SetProperty(x => x.HeldAt, heldAt), cancellation);
        if (changed == 0) return false;
        if (from is { } former) await AppealDeeds.SetStatusAsync(db, former, appealId, "viewed", now, cancellation);
        if (to is { } next) await AppealDeeds.SetStatusAsync(db, next, appealId, "in_progress", now, cancellation);
        return true;
    }

    private static async Task<string?> MoveAsync(CrmDb db, BulkJob job, Guid appealId, DateTimeOffset now, CancellationToken cancellation)
    {
        var from = await db.Appeals.Where(a => a.Id == appealId).Select(a => a.Stage).SingleOrDefaultAsync(cancellation);
        if (from is null || from == job.Target || (Stages.IsFinal(from) && job.Target != Stages.InWork)) return null;
        return await StageAsync(db, job, appealId, from, job.Target!, now, cancellation) ? from : null;
    }

    private static async Task<bool> StageAsync(CrmDb db, BulkJob job, Guid appealId, string from, string to, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await StageMoves.MoveAsync(db, appealId, from, to, job.OperatorId, automatic: false, why: null, now, cancellation)) return false;
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, SubjectId = job.OperatorId, CreatedAt = now });
        return true;
    }

    private static async Task<string?> SettleAsync(CrmDb db, BulkJob job, Guid appealId, DateTimeOffset now, CancellationToken cancellation)
    {
        // What came after the job was started was seen by nobody: it keeps waiting.
        var before = await db.AppealActivity.Where(a => a.AppealId == appealId && a.WaitingSince != null && a.LastMessageAt <= job.CreatedAt)
            .Select(a => new { a.WaitingSince, a.LastMessageId }).SingleOrDefaultAsync(cancellation);
        if (before is null) return null;
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.LastMessageId == before.LastMessageId && a.WaitingSince != null)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.WaitingSince, (DateTimeOffset?)null), cancellation);
        if (changed == 0) return null;
        AppealDeeds.Add(db, job.OperatorId, appealId, ActionTypes.AppealUpdated, ActionDetails.Reply(needed: false), now);
        return $"{before.WaitingSince:O} {before.LastMessageId}";
    }

    /// <returns>False when somebody changed it since: then it is left alone.</returns>
    private static async Task<bool> UndoAsync(CrmDb db, BulkJob job, BulkJobItem item, DateTimeOffset now, CancellationToken cancellation)
    {
        switch (job.Kind)
        {
            case BulkKinds.Assign:
                var holder = item.Before!.Length == 0 ? (Guid?)null : Guid.Parse(item.Before);
                if (!await HoldAsync(db, job, item.AppealId, Guid.Parse(job.Target!), holder, now, cancellation)) return false;
                var name = await db.Operators.Where(o => o.Id == holder).Select(o => o.Name ?? o.UserName).SingleOrDefaultAsync(cancellation);
                AppealDeeds.Add(db, job.OperatorId, item.AppealId, holder is null ? ActionTypes.ReleaseAppeal : ActionTypes.AppealUpdated, holder is { } id ? ActionDetails.Assigned(id, name, why: null) : null, now);
                return true;
            case BulkKinds.Stage:
                return await StageAsync(db, job, item.AppealId, job.Target!, item.Before!, now, cancellation);
            default:
                var parts = item.Before!.Split(' ');
                var since = DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture);
                var last = Guid.TryParse(parts[1], out var some) ? some : (Guid?)null;
                var changed = await db.AppealActivity.Where(a => a.AppealId == item.AppealId && a.WaitingSince == null && a.SnoozedUntil == null && !a.IsMuted && a.LastMessageId == last)
                    .ExecuteUpdateAsync(a => a.SetProperty(x => x.WaitingSince, since), cancellation);
                if (changed == 0) return false;
                AppealDeeds.Add(db, job.OperatorId, item.AppealId, ActionTypes.AppealUpdated, ActionDetails.Reply(needed: true), now);
                return true;
        }
    }

    // Once for all of them: a notice for each would bury what else there is.
    private static async Task TellAssigneeAsync(CrmDb db, BulkJob job, List<BulkJobItem> last, DateTimeOffset now, CancellationToken cancellation)
    {
        if (job.Kind != BulkKinds.Assign || Guid.Parse(job.Target!) is var to && to == job.OperatorId) return;
        var one = last.Find(i => i.State == BulkItemStates.Done)?.AppealId
            ?? await db.BulkJobItems.Where(i => i.JobId == job.Id && i.State == BulkItemStates.Done).Select(i => i.AppealId).FirstAsync(cancellation);
        db.Notifications.Add(new Notification { OperatorId = Guid.Parse(job.Target!), Kind = NotificationKinds.Assigned, AppealId = one, ActorId = job.OperatorId, CreatedAt = now });
    }
}
