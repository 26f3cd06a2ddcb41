using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Appeals;

/// <summary>What everything that is done to an appeal leaves behind, in the transaction of the deed.</summary>
public static class AppealDeeds
{
    /// <summary>A line of the log. Saved with the caller's own rows.</summary>
    /// <param name="details">Of <see cref="ActionDetails"/>; null when there is nothing to add.</param>
    /// <param name="of">The appeal's tenant, for a worker, whose context has none.</param>
    public static void Log(CrmDb db, Guid operatorId, Guid appealId, string actionType, string? details, DateTimeOffset now, Guid? of = null) =>
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = of ?? db.TenantId, OperatorId = operatorId, ContextAppealId = appealId, ActionType = actionType, Details = details, CreatedAt = now,
        });

    /// <summary>As <see cref="Log"/>, with the live event that has consoles read the appeal anew.</summary>
    public static void Add(CrmDb db, Guid operatorId, Guid appealId, string actionType, string? details, DateTimeOffset now)
    {
        Log(db, operatorId, appealId, actionType, details, now);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, SubjectId = operatorId, CreatedAt = now });
    }

    /// <summary>Where an operator stands with an appeal: viewed, in_progress, …</summary>
    public static async Task SetStatusAsync(CrmDb db, Guid operatorId, Guid appealId, string status, DateTimeOffset now, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into operator_appeal_status (id, tenant_id, operator_id, appeal_id, status, viewed_at, created_at, updated_at)
            values ({Ids.New()}, {db.TenantId}, {operatorId}, {appealId}, {status}, {now}, {now}, {now})
            on conflict (tenant_id, operator_id, appeal_id) do update
            set status = excluded.status, viewed_at = coalesce(operator_appeal_status.viewed_at, excluded.viewed_at), updated_at = excluded.updated_at
            """,
            cancellation);
}
