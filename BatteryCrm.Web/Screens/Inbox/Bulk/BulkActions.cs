using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Inbox.Bulk;

/// <summary>How far work on many appeals is.</summary>
/// <param name="Kind">One of <see cref="BulkKinds"/>.</param>
/// <param name="State">One of <see cref="BulkStates"/>.</param>
/// <param name="UndoUntil">Until when it can be undone; null when it cannot.</param>
public sealed record BulkProgress(Guid Id, string Kind, string State, int Total, int Done, int Skipped, DateTimeOffset? UndoUntil)
{
    public bool IsRunning => State is BulkStates.Running or BulkStates.Undoing;

    /// <summary>Appeals that were looked at.</summary>
    public int Seen => State == BulkStates.Undoing ? Total - Done : Done + Skipped;
}

/// <summary>Somebody to whom many appeals can be given.</summary>
public sealed record BulkPerson(Guid Id, string Name);

/// <summary>Starts and undoes one deed on many appeals; the doing is the background's.</summary>
public sealed class BulkActions(IDbContextFactory<CrmDb> factory, InboxQueries queries, CurrentOperator current, TimeProvider time)
{
    /// <summary>Appeals of one job.</summary>
    public const int Most = 10_000;

    /// <summary>Whether what colleagues hold can be given to others.</summary>
    public bool MayAssign => current.Identity.IsManager;

    /// <summary>How many appeals a view has, counted no further than <see cref="Most"/> and one.</summary>
    public async Task<int> CountAsync(QueueView view, QueuePeriod period, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await queries.Narrowed(db, view, period).Take(Most + 1).CountAsync(cancellation);
    }

    /// <summary>To whom this operator may give appeals: himself first, and for managers everybody who works here.</summary>
    public async Task<IReadOnlyList<BulkPerson>> PeopleAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var (me, all) = (current.Id, MayAssign);
        return await db.Operators.Where(o => o.IsActive && (all || o.Id == me)).OrderByDescending(o => o.Id == me).ThenBy(o => o.Name ?? o.UserName)
            .Select(o => new BulkPerson(o.Id, o.Name ?? o.UserName ?? string.Empty)).ToListAsync(cancellation);
    }

    /// <param name="picked">The appeals; null = all of the view.</param>
    /// <param name="target">As of <see cref="BulkJob.Target"/>.</param>
    /// <returns>Null when there is nothing to do, too much of it, or the operator may not.</returns>
    public async Task<Guid?> StartAsync(QueueView view, QueuePeriod period, IReadOnlyCollection<Guid>? picked, string kind, string? target, CancellationToken cancellation)
    {
        if (!IsSound(kind, target)) return null;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Ids from a browser are only believed where the tenant has such appeals.
        var appeals = picked is null
            ? await queries.Narrowed(db, view, period).Select(a => a.AppealId).Take(Most + 1).ToListAsync(cancellation)
            : await db.Appeals.Where(a => picked.Contains(a.Id)).Select(a => a.Id).Take(Most + 1).ToListAsync(cancellation);
        if (appeals.Count is 0 or > Most) return null;

        var job = new BulkJob { OperatorId = current.Id, Kind = kind, Target = target, Total = appeals.Count, CreatedAt = time.GetUtcNow() };
        db.BulkJobs.Add(job);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.BulkChanged, SubjectId = current.Id, CreatedAt = job.CreatedAt });
        await db.SaveChangesAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"insert into bulk_job_items (job_id, appeal_id, tenant_id) select {job.Id}, appeal_id, {db.TenantId} from unnest({appeals.ToArray()}) as a (appeal_id)", cancellation);
        await transaction.CommitAsync(cancellation);
        return job.Id;
    }

    /// <summary>Puts everything back that nobody changed since; also while it still runs.</summary>
    /// <returns>False when it is too late, or not this operator's.</returns>
    public async Task<bool> UndoAsync(Guid jobId, CancellationToken cancellation)
    {
        var (me, since) = (current.Id, time.GetUtcNow() - BulkJob.UndoTime);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var changed = await db.BulkJobs
            .Where(j => j.Id == jobId && j.OperatorId == me && (j.State == BulkStates.Running || (j.State == BulkStates.Done && j.FinishedAt > since)))
            .ExecuteUpdateAsync(j => j.SetProperty(x => x.State, BulkStates.Undoing), cancellation);
        return changed == 1;
    }

    /// <summary>The operator's last job while it runs or can still be undone; null when there is none.</summary>
    public async Task<BulkProgress?> LastAsync(CancellationToken cancellation)
    {
        var (me, since) = (current.Id, time.GetUtcNow() - BulkJob.UndoTime);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var job = await db.BulkJobs.AsNoTracking().Where(j => j.OperatorId == me).OrderByDescending(j => j.CreatedAt).FirstOrDefaultAsync(cancellation);
        if (job is null || (job.FinishedAt is { } finished && finished <= since)) return null;
        var undoUntil = job is { State: BulkStates.Done, Done: > 0 } ? job.FinishedAt + BulkJob.UndoTime : null;
        return new BulkProgress(job.Id, job.Kind, job.State, job.Total, job.Done, job.Skipped, undoUntil);
    }

    private bool IsSound(string kind, string? target) => kind switch
    {
        BulkKinds.Settle => target is null,
        BulkKinds.Stage => target is not null && Stages.All.Contains(target),
        BulkKinds.Assign => Guid.TryParse(target, out var to) && (to == current.Id || current.MayAsManager()),
        _ => false,
    };
}
