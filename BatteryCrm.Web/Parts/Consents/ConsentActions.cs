using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.Consents;

/// <summary>What a client agreed to, the newest first, and whether he wants to hear nothing more.</summary>
public sealed record ConsentsView(bool Unsubscribed, bool IsErased, IReadOnlyList<ConsentRow> Rows);

/// <param name="By">Who wrote it down; null when nobody did.</param>
public sealed record ConsentRow(Guid Id, string Kind, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt, string Source, string? Note, string? By);

public enum ConsentOutcome
{
    Kept,

    /// <summary>A colleague was faster: what is shown is not so any more.</summary>
    ChangedMeanwhile,

    /// <summary>There is no such client, or he was erased.</summary>
    Missing,
}

/// <summary>Consents are added and withdrawn, never rewritten; each change is logged without its words.</summary>
public sealed class ConsentActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <returns>Null when the tenant has no such client.</returns>
    public async Task<ConsentsView?> ReadAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var client = await db.Clients.Where(c => c.Id == clientId).Select(c => new { c.Unsubscribed, c.ErasedAt }).SingleOrDefaultAsync(cancellation);
        if (client is null) return null;
        var rows = await (
            from c in db.ClientConsents
            join o in db.Operators on c.OperatorId equals (Guid?)o.Id into people
            from person in people.DefaultIfEmpty()
            where c.ClientId == clientId
            orderby c.GivenAt descending, c.Id descending
            select new ConsentRow(c.Id, c.Kind, c.GivenAt, c.WithdrawnAt, c.Source, c.Note, person != null ? person.Name ?? person.UserName : null)).ToListAsync(cancellation);
        return new ConsentsView(client.Unsubscribed, client.ErasedAt is not null, rows);
    }

    /// <param name="givenAt">Not later than now.</param>
    /// <param name="note">Where the paper lies; may be empty.</param>
    public Task<ConsentOutcome> AddAsync(Guid clientId, string kind, string source, DateTimeOffset givenAt, string note, CancellationToken cancellation) => ChangeAsync(
        clientId, kind, "given", (db, now) =>
        {
            var words = StorableText.Of(note).Trim();
            if (words.Length > ClientConsent.LongestNote) words = StorableText.Of(words[..ClientConsent.LongestNote]).TrimEnd();
            db.ClientConsents.Add(new ClientConsent
            {
                ClientId = clientId, Kind = kind, Source = source, GivenAt = givenAt < now ? givenAt : now, Note = words.Length == 0 ? null : words, OperatorId = current.Id, CreatedAt = now,
            });
            return Task.FromResult(1);
        },
        cancellation);

    public Task<ConsentOutcome> WithdrawAsync(Guid clientId, ConsentRow consent, CancellationToken cancellation) => ChangeAsync(
        clientId, consent.Kind, "withdrawn",
        (db, now) => db.ClientConsents.Where(c => c.Id == consent.Id && c.ClientId == clientId && c.WithdrawnAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.WithdrawnAt, now), cancellation),
        cancellation);

    /// <param name="before">What the operator saw.</param>
    public Task<ConsentOutcome> SetUnsubscribedAsync(Guid clientId, bool before, bool after, CancellationToken cancellation) => ChangeAsync(
        clientId, "unsubscribed", after ? "given" : "withdrawn",
        (db, now) => db.Clients.Where(c => c.Id == clientId && c.Unsubscribed == before)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Unsubscribed, after).SetProperty(x => x.UpdatedAt, now), cancellation),
        cancellation);

    private async Task<ConsentOutcome> ChangeAsync(Guid clientId, string kind, string change, Func<CrmDb, DateTimeOffset, Task<int>> write, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Behind the client's lock: a merge that is just being made takes the row along, or it is written to whom he leads.
        await db.Database.ExecuteSqlAsync($"select from clients where tenant_id = {db.TenantId} and id = {clientId} for no key update", cancellation);
        if (!await db.Clients.AnyAsync(c => c.Id == clientId && c.ErasedAt == null, cancellation)) return ConsentOutcome.Missing;
        var now = time.GetUtcNow();
        if (await write(db, now) == 0) return ConsentOutcome.ChangedMeanwhile;
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ActionType = ActionTypes.ConsentChanged, CreatedAt = now, Details = JsonSerializer.Serialize(new { client = clientId, kind, change }, JsonSerializerOptions.Web),
        });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ClientChanged, SubjectId = clientId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return ConsentOutcome.Kept;
    }
}
