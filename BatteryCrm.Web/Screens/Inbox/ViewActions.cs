using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What became of keeping a view.</summary>
public enum ViewOutcome
{
    Done,
    NameMissing,

    /// <summary>Another active view of the same people has it.</summary>
    NameTaken,

    /// <summary>What is everybody's is changed by managers and admins.</summary>
    NotAllowed,
}

/// <summary>Keeps a narrowed queue under a name: everybody for themselves, managers and admins for all.</summary>
public sealed class ViewActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>Whether this operator may change what is everybody's.</summary>
    public bool MayShare => current.Identity.IsManager;

    public async Task<ViewOutcome> SaveAsync(string name, QueueView view, bool isShared, CancellationToken cancellation)
    {
        var words = StorableText.Of(name).Trim();
        if (words.Length == 0) return ViewOutcome.NameMissing;
        if (words.Length > SavedView.LongestName) words = words[..SavedView.LongestName].TrimEnd();
        if (isShared && !current.MayAsManager()) return ViewOutcome.NotAllowed;

        await using var db = await factory.CreateDbContextAsync(cancellation);
        db.SavedViews.Add(new SavedView { OperatorId = isShared ? null : current.Id, Name = words, Query = view.Query, CreatedBy = current.Id });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return ViewOutcome.Done;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ViewOutcome.NameTaken;
        }
    }

    /// <summary>Takes it out of the list, or puts it back; its row stays.</summary>
    public async Task<ViewOutcome> ArchiveAsync(Guid id, bool isActive, CancellationToken cancellation)
    {
        var mayShare = MayShare;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        try
        {
            var changed = await db.SavedViews.Where(v => v.Id == id && (v.OperatorId == current.Id || (v.OperatorId == null && mayShare)))
                .ExecuteUpdateAsync(v => v.SetProperty(x => x.IsActive, isActive), cancellation);
            return changed == 1 ? ViewOutcome.Done : ViewOutcome.NotAllowed;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ViewOutcome.NameTaken;
        }
    }
}
