using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>An attachment that this node fetches now.</summary>
/// <param name="Attempts">This attempt's number; only its owner may write its result.</param>
/// <param name="Credentials">The channel's, as stored, sealed.</param>
internal sealed record ClaimedAttachment(
    Guid Id, Guid TenantId, Guid AppealId, Guid MessageId, string Platform, string ExternalFileId, string? FileName, long? SizeBytes, int Attempts, string? Credentials);

/// <summary>Attachments that are still to fetch, in the database; <c>next_attempt_at</c> is both their time and the lease of who fetches them.</summary>
internal sealed class FileQueue(IDbContextFactory<WorkerDb> factory, IFileStore store, TimeProvider time)
{
    private const int MostForgotten = 50;

    // Longer than a download may take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>Claims what is due (ix_message_attachments_to_fetch), oldest first.</summary>
    public async Task<List<ClaimedAttachment>> ClaimAsync(string[] platforms, int limit, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<ClaimedAttachment>(
            $"""
            with due as (
                select a.id
                from message_attachments a
                join channels c on c.id = a.channel_id
                where a.state = 'pending' and a.next_attempt_at <= {now} and a.external_file_id is not null and c.platform = any ({platforms})
                order by a.next_attempt_at
                limit {limit}
                for update of a skip locked)
            update message_attachments a
            set next_attempt_at = {now + Lease}, attempts = a.attempts + 1
            from due, messages_history m, channels c
            where a.id = due.id and m.id = a.message_id and c.id = a.channel_id
            returning a.id, a.tenant_id, m.appeal_id, a.message_id, c.platform, a.external_file_id, a.file_name, a.size_bytes, a.attempts, c.credentials::text as credentials
            """)
            .ToListAsync(cancellation);
    }

    /// <summary>Keeps the file and shows it.</summary>
    public async Task StoreAsync(ClaimedAttachment attachment, FileInHand fetched, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var file = new StoredFile
        {
            Id = Ids.New(), TenantId = attachment.TenantId, SizeBytes = fetched.SizeBytes, MimeType = fetched.Type.MimeType, Sha256 = fetched.Sha256, CreatedAt = time.GetUtcNow(),
        };
        await store.SaveAsync(db, file, fetched.Content, cancellation);
        var mine = await Mine(db, attachment).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.State, "stored").SetProperty(x => x.FileId, file.Id).SetProperty(x => x.MimeType, file.MimeType).SetProperty(x => x.SizeBytes, file.SizeBytes),
            cancellation);
        if (mine == 1) await TellAndCommitAsync(db, attachment, transaction, cancellation);
        else store.Forget(file.TenantId, file.Id); // erased meanwhile, or somebody else's by now
    }

    /// <summary>Removes what may still lie outside the database of files that were erased with a person.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var gone = await db.ForgottenFiles.AsNoTracking().OrderBy(f => f.FileId).Take(MostForgotten).ToListAsync(cancellation);
        foreach (var file in gone)
        {
            store.Forget(file.TenantId, file.FileId);
            await db.ForgottenFiles.Where(f => f.FileId == file.FileId).ExecuteDeleteAsync(cancellation);
        }

        return gone.Count;
    }

    /// <param name="state">refused or failed.</param>
    public async Task GiveUpAsync(ClaimedAttachment attachment, string state, string reason, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var mine = await Mine(db, attachment).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, state).SetProperty(x => x.Reason, reason), cancellation);
        if (mine == 1) await TellAndCommitAsync(db, attachment, transaction, cancellation);
    }

    public async Task PostponeAsync(ClaimedAttachment attachment, TimeSpan delay, CancellationToken cancellation)
    {
        var next = time.GetUtcNow() + delay;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await Mine(db, attachment).ExecuteUpdateAsync(a => a.SetProperty(x => x.NextAttemptAt, next), cancellation);
    }

    // Whoever lost the lease finds another number of attempts and writes nothing.
    private static IQueryable<MessageAttachment> Mine(WorkerDb db, ClaimedAttachment attachment) =>
        db.MessageAttachments.Where(a => a.Id == attachment.Id && a.State == "pending" && a.Attempts == attachment.Attempts);

    private async Task TellAndCommitAsync(WorkerDb db, ClaimedAttachment attachment, IDbContextTransaction transaction, CancellationToken cancellation)
    {
        db.LiveEvents.Add(new LiveEvent
        {
            TenantId = attachment.TenantId, Kind = LiveKinds.MessageChanged, AppealId = attachment.AppealId, MessageId = attachment.MessageId, CreatedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
