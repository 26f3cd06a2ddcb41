using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>Makes one client of two, and two of one again, for the operator of this circuit.</summary>
public sealed class MergeActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters of a reason.</summary>
    public const int LongestReason = 500;

    private static readonly Dictionary<(Guid ClientId, string Field), bool> Stay = [];

    // Two people who merge across each other never see the database's own words for it.
    private const int Tries = 4;

    /// <summary>One's own merge anybody takes back, others' managers and admins.</summary>
    public bool MayUndo(MadeMerge merge) => merge.IsOwn || current.Identity.IsManager;

    /// <param name="seen">The stamp of the preview that the operator looked at.</param>
    public Task<MergeResult> MergeAsync(Guid masterId, Guid mergedId, IReadOnlyDictionary<string, MergeSide> choices, string seen, string reason, CancellationToken cancellation)
    {
        var why = StorableReason(reason);
        var wish = new MergeWish(masterId, mergedId, current.Id, choices, seen, why);
        return InTransactionAsync(db => ClientMerging.MergeAsync(db, wish, time.GetUtcNow(), cancellation), result => result.MergeId is not null, cancellation);
    }

    /// <param name="decisions">As of <see cref="UndoWish"/>; null = ask first.</param>
    /// <returns>Null when the operator may not.</returns>
    public async Task<UndoResult?> UndoAsync(MadeMerge merge, IReadOnlyDictionary<(Guid ClientId, string Field), bool>? decisions, CancellationToken cancellation) => !merge.IsOwn && !current.MayAsManager() ? null :
        await InTransactionAsync(db => ClientUnmerging.UndoAsync(db, new UndoWish(merge.Id, current.Id, decisions), time.GetUtcNow(), cancellation), result => result.Refusal is null, cancellation);

    /// <summary>
    /// Undoes many, each on its own: what is undone stays undone if the rest fails. Values that were changed since stay as they are now, since nobody can be asked about each.
    /// </summary>
    /// <param name="merges">The newest first, as of <see cref="MergeQueries.StandingAsync"/>.</param>
    /// <param name="told">Called after each with how far it is.</param>
    public async Task<SeriesResult> UndoSeriesAsync(MergeQueries queries, IReadOnlyList<Guid> merges, Func<SeriesResult, Task> told, CancellationToken cancellation)
    {
        var result = new SeriesResult(Undone: 0, Left: 0);
        foreach (var id in merges)
        {
            if (cancellation.IsCancellationRequested) break;
            var undone = await queries.MadeAsync(id, cancellation) is { } merge ? await UndoAsync(merge, Stay, cancellation) : null;
            result = undone is { Refusal: null } ? result with { Undone = result.Undone + 1 } : result with { Left = result.Left + 1 };
            await told(result);
        }

        return result;
    }

    private static string? StorableReason(string reason)
    {
        var why = Data.Messages.StorableText.Of(reason).Trim();
        return why.Length == 0 ? null : why.Length > LongestReason ? why[..LongestReason].TrimEnd() : why;
    }

    private async Task<T> InTransactionAsync<T>(Func<CrmDb, Task<T>> work, Func<T, bool> isDone, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await factory.CreateDbContextAsync(cancellation);
                await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
                var result = await work(db);
                if (isDone(result)) await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation && attempt < Tries)
            {
                // The other one is through by now: what stands decides.
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation } && attempt < Tries)
            {
                // As above.
            }
        }
    }
}

/// <param name="Left">Those that could not be: their time is over, a later merge of somebody else stands upon them, or they are undone already.</param>
public sealed record SeriesResult(int Undone, int Left);
