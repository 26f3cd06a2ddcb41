using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Handling;

/// <summary>Somebody who can hold an appeal.</summary>
public sealed record Assignee(Guid Id, string Name);

/// <summary>What became of putting an appeal into other hands.</summary>
public enum AssignOutcome
{
    Done,

    /// <summary>Somebody else holds it than the operator saw.</summary>
    Changed,

    /// <summary>He works here no longer.</summary>
    Gone,

    /// <summary>What a colleague holds, or nobody, is assigned by managers and admins.</summary>
    NotAllowed,
}

/// <summary>Puts an appeal into other hands: whoever holds it hands it over, managers and admins assign any.</summary>
public sealed class AssignActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters of a comment.</summary>
    public const int LongestComment = 500;

    public bool MayAssign => current.Identity.IsManager;

    /// <summary>Everybody else who works here, by name.</summary>
    public async Task<IReadOnlyList<Assignee>> AssigneesAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Operators.Where(o => o.IsActive && o.Id != current.Id).OrderBy(o => o.Name ?? o.UserName)
            .Select(o => new Assignee(o.Id, o.Name ?? o.UserName ?? string.Empty)).ToListAsync(cancellation);
    }

    /// <param name="from">Who held it as the operator saw it; null = nobody.</param>
    /// <param name="comment">Words for the new holder; empty for none. Kept in the log.</param>
    public async Task<AssignOutcome> AssignAsync(Guid appealId, Guid? from, Guid to, string comment, CancellationToken cancellation)
    {
        if (from != current.Id && !current.MayAsManager()) return AssignOutcome.NotAllowed;
        var why = StorableText.Of(comment).Trim();
        if (why.Length > LongestComment) why = why[..LongestComment].TrimEnd();

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var target = await db.Operators.Where(o => o.Id == to && o.IsActive).Select(o => new { Name = o.Name ?? o.UserName }).SingleOrDefaultAsync(cancellation);
        if (target is null) return AssignOutcome.Gone;

        var now = time.GetUtcNow();
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.HolderId == from)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.HolderId, to).SetProperty(x => x.HeldAt, now), cancellation);
        if (changed == 0) return AssignOutcome.Changed;
        if (from is { } before && before != to) await AppealDeeds.SetStatusAsync(db, before, appealId, "viewed", now, cancellation);
        await AppealDeeds.SetStatusAsync(db, to, appealId, "in_progress", now, cancellation);
        AppealDeeds.Add(db, current.Id, appealId, ActionTypes.AppealUpdated, ActionDetails.Assigned(to, target.Name, why.Length == 0 ? null : why), now);
        Notify(db, appealId, to, NotificationKinds.Assigned, now);
        if (from is { } former && former != current.Id && former != to) Notify(db, appealId, former, NotificationKinds.TakenOver, now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return AssignOutcome.Done;
    }

    private void Notify(CrmDb db, Guid appealId, Guid operatorId, string kind, DateTimeOffset now)
    {
        if (operatorId != current.Id) db.Notifications.Add(new Notification { OperatorId = operatorId, Kind = kind, AppealId = appealId, ActorId = current.Id, CreatedAt = now });
    }
}
