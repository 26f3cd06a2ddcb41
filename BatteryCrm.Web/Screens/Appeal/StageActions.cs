using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>An operator moves an open appeal to another stage.</summary>
public sealed class StageActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters of a comment.</summary>
    public const int LongestComment = 500;

    /// <summary>The stages that can be picked from here: any other, but from a final one only "В работе", which opens it again.</summary>
    public static IReadOnlyList<string> From(string stage) => Stages.IsFinal(stage) ? [Stages.InWork] : [.. Stages.All.Where(s => s != stage)];

    /// <param name="from">What the operator saw.</param>
    /// <param name="comment">Empty for none; kept in the log.</param>
    /// <returns>The stage in which it is now: another than <paramref name="to"/> when somebody else was faster; null when it may not go there, or there is no such appeal.</returns>
    public async Task<string?> MoveAsync(Guid appealId, string from, string to, string comment, CancellationToken cancellation)
    {
        if (!From(from).Contains(to)) return null;
        var why = StorableText.Of(comment).Trim();
        if (why.Length > LongestComment) why = why[..LongestComment];

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        if (!await StageMoves.MoveAsync(db, appealId, from, to, current.Id, automatic: false, why.Length == 0 ? null : why, now, cancellation))
            return await db.Appeals.Where(a => a.Id == appealId).Select(a => a.Stage).SingleOrDefaultAsync(cancellation);

        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, SubjectId = current.Id, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return to;
    }
}
