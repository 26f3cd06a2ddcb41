using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Duplicates;

/// <summary>What somebody said of a pair, and all that is needed to take it back.</summary>
/// <param name="IsFamily">False: "не дубликат".</param>
/// <param name="Candidate">The pair as it was suggested.</param>
/// <param name="Before">What spoke for it when it was dismissed an earlier time; null when it was not.</param>
public sealed record DuplicateDeed(bool IsFamily, DuplicateCandidate Candidate, string? Before);

/// <summary>An operator says of a pair that they are two. It is no more suggested, on no console, until it is taken back.</summary>
public sealed class DuplicateActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>"Не дубликат": what speaks for the pair now never brings it back.</summary>
    /// <returns>Null when the pair is not suggested any more.</returns>
    public Task<DuplicateDeed?> DismissAsync(Guid candidateId, CancellationToken cancellation) => SayAsync(candidateId, isFamily: false, cancellation);

    /// <summary>"Один телефон, семья": two clients, linked with each other.</summary>
    /// <returns>As <see cref="DismissAsync"/>.</returns>
    public Task<DuplicateDeed?> LinkAsync(Guid candidateId, CancellationToken cancellation) => SayAsync(candidateId, isFamily: true, cancellation);

    /// <summary>The pair is suggested as before. What a colleague did to it since stays.</summary>
    public async Task UndoAsync(DuplicateDeed deed, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var pair = new ClientPair(deed.Candidate.OneClientId, deed.Candidate.OtherClientId);
        await LockAsync(db, pair, cancellation);
        var now = time.GetUtcNow();
        var taken = deed.IsFamily
            ? await db.ClientLinks.Where(l => l.OneClientId == pair.One && l.OtherClientId == pair.Other && l.Kind == ClientLink.Family).ExecuteDeleteAsync(cancellation)
            : await db.DuplicateDismissals.Where(d => d.OneClientId == pair.One && d.OtherClientId == pair.Other).ExecuteDeleteAsync(cancellation);
        if (taken == 0) return;
        if (deed.Before is { } before) db.DuplicateDismissals.Add(Dismissal(pair, before, now));

        // Whoever looks for duplicates says whether it is still so; until then it stands where it stood.
        var was = deed.Candidate;
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into duplicate_candidates (id, tenant_id, one_client_id, other_client_id, strength, evidence, found_at)
            select {was.Id}, {db.TenantId}, {pair.One}, {pair.Other}, {was.Strength}, {was.Evidence}::jsonb, {was.FoundAt}
            where not exists (select from client_merges m where m.tenant_id = {db.TenantId} and m.merged_client_id in ({pair.One}, {pair.Other}))
            on conflict (tenant_id, one_client_id, other_client_id) do nothing;
            insert into duplicate_checks (tenant_id, client_id) values ({db.TenantId}, {pair.One})
            """,
            cancellation);
        Log(db, deed.IsFamily, pair, isUndo: true, now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<DuplicateDeed?> SayAsync(Guid candidateId, bool isFamily, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.DuplicateCandidates.AsNoTracking().SingleOrDefaultAsync(d => d.Id == candidateId, cancellation) is not { } candidate) return null;
        var pair = new ClientPair(candidate.OneClientId, candidate.OtherClientId);
        await LockAsync(db, pair, cancellation);
        if (await db.DuplicateCandidates.Where(d => d.Id == candidateId).ExecuteDeleteAsync(cancellation) == 0) return null;

        var now = time.GetUtcNow();
        string? before = null;
        if (isFamily)
        {
            // A family already: nothing to add.
            if (!await db.ClientLinks.AnyAsync(l => l.OneClientId == pair.One && l.OtherClientId == pair.Other, cancellation))
                db.ClientLinks.Add(new ClientLink { OneClientId = pair.One, OtherClientId = pair.Other, Kind = ClientLink.Family, OperatorId = current.Id, CreatedAt = now });
        }
        else
        {
            before = await db.DuplicateDismissals.Where(d => d.OneClientId == pair.One && d.OtherClientId == pair.Other).Select(d => d.Evidence).SingleOrDefaultAsync(cancellation);
            if (before is not null) await db.DuplicateDismissals.Where(d => d.OneClientId == pair.One && d.OtherClientId == pair.Other).ExecuteDeleteAsync(cancellation);
            var seen = Evidence.Read(candidate.Evidence).Concat(before is null ? [] : Evidence.Read(before)).Distinct().ToList();
            db.DuplicateDismissals.Add(Dismissal(pair, Evidence.Write(seen), now));
        }

        Log(db, isFamily, pair, isUndo: false, now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new DuplicateDeed(isFamily, candidate, before);
    }

    private DuplicateDismissal Dismissal(ClientPair pair, string evidence, DateTimeOffset now) =>
        new() { OneClientId = pair.One, OtherClientId = pair.Other, OperatorId = current.Id, Evidence = evidence, CreatedAt = now };

    // As every writer does, in the order of the ids: a merge of the two waits, or we see that it was made.
    private static Task<int> LockAsync(CrmDb db, ClientPair pair, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"select from clients where tenant_id = {db.TenantId} and id in ({pair.One}, {pair.Other}) order by id for no key update", cancellation);

    private void Log(CrmDb db, bool isFamily, ClientPair pair, bool isUndo, DateTimeOffset now)
    {
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ActionType = isFamily ? ActionTypes.ClientsLinked : ActionTypes.DuplicateDismissed, CreatedAt = now,
            Details = ActionDetails.SaidOfPair(pair.One, pair.Other, isUndo),
        });
        foreach (var client in (Guid[])[pair.One, pair.Other]) db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.DuplicatesChanged, SubjectId = client, CreatedAt = now });
    }
}
