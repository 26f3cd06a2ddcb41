using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>What an operator has to hear of; never anybody else's.</summary>
public sealed class NoticeQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    // An evening's escalations, which are over by the morning, do not hide what a colleague said before them.
    private const int MostLookedAt = 6 * NoticeState.Most;
    private const int MostWords = 200;

    /// <summary>The newest <see cref="NoticeState.Most"/>, newest first, without clients who waited and do no longer: one statement, by ix_notifications_recent.</summary>
    public async Task<IReadOnlyList<NoticeRow>> NewestAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var me = current.Id;
        return await (
            from notice in db.Notifications.Where(n => n.OperatorId == me).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(MostLookedAt)
            join p in db.Appeals on notice.AppealId equals (Guid?)p.Id into appeals
            from appeal in appeals.DefaultIfEmpty()
            join l in db.Clients on appeal.ClientId equals l.Id into clients
            from client in clients.DefaultIfEmpty()
            join h in db.Channels on notice.ChannelId equals (Guid?)h.Id into channels
            from channel in channels.DefaultIfEmpty()
            join a in db.AppealActivity on notice.AppealId equals (Guid?)a.AppealId into activities
            from activity in activities.DefaultIfEmpty()
            join o in db.Operators on notice.ActorId equals (Guid?)o.Id into actors
            from actor in actors.DefaultIfEmpty()
            join m in db.Messages on notice.MessageId equals (Guid?)m.Id into messages
            from message in messages.DefaultIfEmpty()
            where notice.Kind != NotificationKinds.Unanswered || activity.WaitingSince <= notice.CreatedAt
            orderby notice.CreatedAt descending, notice.Id descending
            select new NoticeRow(
                notice.Id, notice.Kind, notice.AppealId, notice.MessageId, client.Name, actor != null ? actor.Name ?? actor.UserName : null,
                message != null ? message.MessageText!.Substring(0, MostWords) : activity.LastMessagePreview, notice.CreatedAt, notice.ReadAt != null) { ChannelId = notice.ChannelId, ChannelName = channel.Name }).Take(NoticeState.Most).ToListAsync(cancellation);
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
