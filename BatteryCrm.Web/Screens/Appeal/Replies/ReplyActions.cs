using System.Text.RegularExpressions;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>A saved reply as somebody wants it to be.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="SeenAt">Its <see cref="ReplyRow.UpdatedAt"/> when the editing began.</param>
/// <param name="Shortcut">As typed: with or without "/", in any case; empty for none.</param>
public sealed record ReplyEdit(Guid? Id, DateTimeOffset SeenAt, string Title, string Shortcut, string Text, bool IsShared);

/// <summary>What became of an edit.</summary>
public enum ReplyOutcome
{
    Done,
    TitleMissing,
    TextMissing,

    /// <summary>It has other signs than letters, digits, "-" and "_", or too many.</summary>
    ShortcutInvalid,

    /// <summary>Another active reply of the same people has it.</summary>
    ShortcutTaken,

    /// <summary>A colleague changed or archived it since the editing began.</summary>
    Changed,

    /// <summary>What is everybody's is changed by managers and admins.</summary>
    NotAllowed,
}

/// <summary>What an operator does with saved replies: everybody with their own, managers and admins with the shared ones. Each change is one statement; its trigger tells the consoles.</summary>
public sealed partial class ReplyActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Whether this operator may change what is everybody's.</summary>
    public bool MayShare => current.Identity.IsManager;

    public async Task<ReplyOutcome> SaveAsync(ReplyEdit edit, CancellationToken cancellation)
    {
        var (title, text, shortcut) = (Cut(edit.Title, SavedReply.LongestTitle), Cut(edit.Text, SavedReply.LongestText), edit.Shortcut.Trim().TrimStart('/').ToLowerInvariant());
        if (title.Length == 0) return ReplyOutcome.TitleMissing;
        if (text.Length == 0) return ReplyOutcome.TextMissing;
        if (shortcut.Length > 0 && !Shortcut().IsMatch(shortcut)) return ReplyOutcome.ShortcutInvalid;
        if (edit.IsShared && !current.MayAsManager()) return ReplyOutcome.NotAllowed;

        var (now, owner, key) = (time.GetUtcNow(), edit.IsShared ? null : (Guid?)current.Id, shortcut.Length == 0 ? null : shortcut);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        try
        {
            if (edit.Id is { } id)
            {
                var changed = await Own(db, id, edit.SeenAt).ExecuteUpdateAsync(
                    r => r.SetProperty(x => x.OperatorId, owner).SetProperty(x => x.Title, title).SetProperty(x => x.Shortcut, key).SetProperty(x => x.Text, text).SetProperty(x => x.UpdatedAt, now),
                    cancellation);
                return changed == 1 ? ReplyOutcome.Done : await WhyNotAsync(db, id, cancellation);
            }

            db.SavedReplies.Add(new SavedReply { OperatorId = owner, Title = title, Shortcut = key, Text = text, CreatedAt = now, UpdatedAt = now, CreatedBy = current.Id });
            await db.SaveChangesAsync(cancellation);
            return ReplyOutcome.Done;
        }
        catch (Exception exception) when ((exception as PostgresException ?? exception.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ReplyOutcome.ShortcutTaken;
        }
    }

    /// <summary>Takes it out of the lists; its row stays.</summary>
    public async Task<ReplyOutcome> ArchiveAsync(Guid id, DateTimeOffset seenAt, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var changed = await Own(db, id, seenAt).ExecuteUpdateAsync(r => r.SetProperty(x => x.IsActive, false).SetProperty(x => x.UpdatedAt, now), cancellation);
        return changed == 1 ? ReplyOutcome.Done : await WhyNotAsync(db, id, cancellation);
    }

    /// <summary>It was put into an answer. No edit: nobody's list changes by it, nobody's editing is disturbed.</summary>
    public async Task UsedAsync(Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await Seen(db, id).ExecuteUpdateAsync(r => r.SetProperty(x => x.UsedCount, x => x.UsedCount + 1).SetProperty(x => x.LastUsedAt, now), cancellation);
    }

    private static string Cut(string text, int most)
    {
        var words = StorableText.Of(text).Trim();
        return words.Length > most ? words[..most].TrimEnd() : words;
    }

    private IQueryable<SavedReply> Seen(CrmDb db, Guid id) => db.SavedReplies.Where(r => r.Id == id && (r.OperatorId == null || r.OperatorId == current.Id));

    private IQueryable<SavedReply> Own(CrmDb db, Guid id, DateTimeOffset seenAt)
    {
        var mayShare = MayShare;
        return db.SavedReplies.Where(r => r.Id == id && r.IsActive && r.UpdatedAt == seenAt && (r.OperatorId == current.Id || (r.OperatorId == null && mayShare)));
    }

    private async Task<ReplyOutcome> WhyNotAsync(CrmDb db, Guid id, CancellationToken cancellation) =>
        !MayShare && await Seen(db, id).AnyAsync(r => r.OperatorId == null, cancellation) ? ReplyOutcome.NotAllowed : ReplyOutcome.Changed;

    [GeneratedRegex(@"^[\p{L}\p{Nd}_-]{1,30}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shortcut();
}
