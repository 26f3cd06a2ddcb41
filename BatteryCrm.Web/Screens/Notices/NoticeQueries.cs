using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>What an operator has to hear of; never anybody else's.</summary>
public sealed class NoticeQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>The newest <see cref="NoticeState.Most"/>, newest first: one statement, by ix_notifications_recent.</summary>
    public async Task<IReadOnlyList<NoticeRow>> NewestAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var me = current.Id;
        return await (
            from notice in db.Notifications.Where(n => n.OperatorId == me).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(NoticeState.Most)
            join appeal in db.Appeals on notice.AppealId equals appeal.Id
            join client in db.Clients on appeal.ClientId equals client.Id
            join a in db.AppealActivity on appeal.Id equals a.AppealId into activities
            from activity in activities.DefaultIfEmpty()
            join o in db.Operators on notice.ActorId equals (Guid?)o.Id into actors
            from actor in actors.DefaultIfEmpty()
            orderby notice.CreatedAt descending, notice.Id descending
            select new NoticeRow(
                notice.Id, notice.Kind, notice.AppealId, notice.MessageId, client.Name, actor != null ? actor.Name ?? actor.UserName : null,
                activity.LastMessagePreview, notice.CreatedAt,
                // Whose client waits no longer, of that nobody has to hear.
                notice.ReadAt != null || (notice.Kind == NotificationKinds.Unanswered && activity.WaitingSince == null))).ToListAsync(cancellation);
    }

    /// <summary>Marks all as seen that there are.</summary>
    public async Task ReadAllAsync(CancellationToken cancellation)
    {
        var (me, now) = (current.Id, time.GetUtcNow());
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await db.Notifications.Where(n => n.OperatorId == me && n.ReadAt == null).ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), cancellation);
    }

    /// <summary>Marks these as seen; on all of the operator's consoles, by the table's trigger.</summary>
    public async Task ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0) return;
        var (me, now) = (current.Id, time.GetUtcNow());
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await db.Notifications.Where(n => n.OperatorId == me && n.ReadAt == null && ids.Contains(n.Id)).ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), cancellation);
    }
}
