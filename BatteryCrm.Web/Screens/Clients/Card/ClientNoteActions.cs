using BatteryCrm.Data.Clients;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>An operator writes notes and tags of a client. A note is changed by who wrote it only.</summary>
public sealed class ClientNoteActions(ClientWriter writer)
{
    public async Task<ClientWritten> AddAsync(Guid clientId, string typed, CancellationToken cancellation)
    {
        if (ClientValues.Note(typed) is not { } body) return new ClientWritten(ClientOutcome.NotAValue);
        return await writer.WriteAsync(
            clientId,
            (db, now) =>
            {
                db.ClientNotes.Add(new ClientNote { ClientId = clientId, Body = body, OperatorId = writer.OperatorId, CreatedAt = now });
                return Task.FromResult<(ClientWritten, IReadOnlyList<string>)>((ClientWritten.Kept, ["note_added"]));
            },
            isSeenInAppeals: false, cancellation);
    }

    /// <param name="before">The words that the operator saw.</param>
    public async Task<ClientWritten> SetAsync(Guid clientId, Guid noteId, string before, string typed, CancellationToken cancellation)
    {
        if (ClientValues.Note(typed) is not { } body) return new ClientWritten(ClientOutcome.NotAValue);
        return await ChangeAsync(clientId, noteId, (note, now) =>
        {
            if (note.Body == body) return (ClientWritten.Kept, []);
            if (note.Body != before) return (new ClientWritten(ClientOutcome.WrittenMeanwhile, note.Body), []);
            (note.Body, note.EditedAt) = (body, now);
            return (ClientWritten.Kept, ["note"]);
        }, cancellation);
    }

    public Task<ClientWritten> DeleteAsync(Guid clientId, Guid noteId, CancellationToken cancellation) => ChangeAsync(clientId, noteId, (note, now) =>
    {
        note.DeletedAt = now;
        return (ClientWritten.Kept, ["note_deleted"]);
    }, cancellation);

    public async Task<ClientWritten> TagAsync(Guid clientId, string typed, CancellationToken cancellation)
    {
        if (ClientValues.Tag(typed) is not { } tag) return new ClientWritten(ClientOutcome.NotAValue);
        return await writer.WriteAsync(
            clientId,
            async (db, now) =>
            {
                // The database's own lower case decides what is the same.
                var key = await db.Database.SqlQuery<string>($"select lower({tag}) as \"Value\"").SingleAsync(cancellation);
                if (await db.ClientTags.AnyAsync(t => t.ClientId == clientId && t.TagKey == key, cancellation)) return (new ClientWritten(ClientOutcome.There), []);
                db.ClientTags.Add(new ClientTag { ClientId = clientId, Tag = tag, CreatedAt = now });
                return (ClientWritten.Kept, ["tag_added"]);
            },
            isSeenInAppeals: false, cancellation);
    }

    public Task<ClientWritten> UntagAsync(Guid clientId, string tag, CancellationToken cancellation) => writer.WriteAsync(
        clientId,
        async (db, _) => (ClientWritten.Kept, await db.ClientTags.Where(t => t.ClientId == clientId && t.Tag == tag).ExecuteDeleteAsync(cancellation) > 0 ? ["tag_removed"] : (string[])[]),
        isSeenInAppeals: false, cancellation);

    private Task<ClientWritten> ChangeAsync(Guid clientId, Guid noteId, Func<ClientNote, DateTimeOffset, (ClientWritten, IReadOnlyList<string>)> change, CancellationToken cancellation) => writer.WriteAsync(
        clientId,
        async (db, now) =>
        {
            var note = await db.ClientNotes.SingleOrDefaultAsync(n => n.Id == noteId && n.ClientId == clientId && n.DeletedAt == null, cancellation);
            if (note is null) return (new ClientWritten(ClientOutcome.Missing), []);
            return note.OperatorId != writer.OperatorId ? (new ClientWritten(ClientOutcome.NotYours), []) : change(note, now);
        },
        isSeenInAppeals: false, cancellation);
}
