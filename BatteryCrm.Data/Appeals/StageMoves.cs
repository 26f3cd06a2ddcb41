using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Appeals;

/// <summary>The one way in which an appeal changes its stage, whoever moves it; logged each time. Works inside the caller's transaction.</summary>
public static class StageMoves
{
    /// <param name="from">Where the mover believes it to be.</param>
    /// <param name="operatorId">Who moves it, or whose deed made a rule move it; null for neither.</param>
    /// <param name="why">The rule (<c>first_answer</c>) or a person's comment; null when there is none.</param>
    /// <returns>False when it is somewhere else by now: nothing was changed.</returns>
    public static async Task<bool> MoveAsync(
        CrmDb db, Guid appealId, string from, string to, Guid? operatorId, bool automatic, string? why, DateTimeOffset now, CancellationToken cancellation)
    {
        var completedAt = string.Equals(to, Stages.Completed, StringComparison.Ordinal) ? now : (DateTimeOffset?)null;
        var hasCome = string.Equals(to, Stages.Came, StringComparison.Ordinal);
        var moved = await db.Appeals.Where(a => a.Id == appealId && a.Stage == from).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.Stage, to)
                .SetProperty(x => x.AppealStatus, to)
                .SetProperty(x => x.CompletedAt, completedAt)
                .SetProperty(x => x.VisitedAt, x => hasCome ? x.VisitedAt ?? now : x.VisitedAt)
                .SetProperty(x => x.UpdatedAt, now),
            cancellation);
        if (moved == 0) return false;
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId,
            OperatorId = operatorId,
            ContextAppealId = appealId,
            ActionType = ActionTypes.StageChanged,
            Details = ActionDetails.StageChanged(from, to, automatic, why),
            CreatedAt = now,
        });
        return true;
    }

    public static bool IsAllKnown(Appeal appeal) => appeal is { Type: not null, BrandId: not null, ModelId: not null, RepairTypeId: not null };

    /// <summary>The rule "type, brand, model and repair type known → Информация собрана"; forward only. To be asked after the fields are saved.</summary>
    public static async Task WhenAllIsKnownAsync(CrmDb db, Appeal appeal, Guid operatorId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!IsAllKnown(appeal) || !Stages.IsForward(appeal.Stage, Stages.Gathered)) return;
        await MoveAsync(db, appeal.Id, appeal.Stage, Stages.Gathered, operatorId, automatic: true, "all_known", now, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
