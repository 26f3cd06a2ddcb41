using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Merging;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>One of two clients who may be one person.</summary>
/// <param name="LastAt">When anything was last said to him or by him; null without appeals.</param>
/// <param name="NewestAppealId">Null without appeals.</param>
public sealed record MergeClient(
    Guid Id, string? Name, string? Phone, string? Email, string? LiveskladId, DateTimeOffset? BlockedAt, DateTimeOffset CreatedAt, int Appeals, DateTimeOffset? LastAt, Guid? NewestAppealId)
{
    public IReadOnlyList<MergeIdentity> Identities { get; init; } = [];
}

/// <param name="ExternalId">The platform's own id.</param>
public sealed record MergeIdentity(string Platform, string? Username, string? DisplayName, string ExternalId);

/// <summary>A merge that stands or was undone.</summary>
/// <param name="IsOwn">The operator made it himself.</param>
/// <param name="UndoneAt">Null while it stands.</param>
public sealed record MadeMerge(
    Guid Id, Guid MasterId, Guid MergedId, string? MasterName, string? MergedName, string? By, bool IsOwn, DateTimeOffset At, DateTimeOffset? UndoneAt, int Appeals, int Identities, Guid? AppealId);

/// <summary>Merges that belong together: of one operator, in a time.</summary>
/// <param name="OperatorId">Null = anybody's.</param>
/// <param name="From">Null = from the first.</param>
/// <param name="Until">The first instant after it; null = to the last.</param>
public sealed record MergeSeries(Guid? OperatorId = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>What the screens of a merge read.</summary>
public sealed class MergeQueries(IDbContextFactory<CrmDb> factory, Security.CurrentOperator current)
{
    /// <summary>The client to whom this one leads, over any chain; himself when he was not merged.</summary>
    public async Task<Guid> MasterOfAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await ClientMasters.OfAsync(db, clientId, cancellation);
    }

    /// <returns>Null when the tenant has no such client.</returns>
    public async Task<MergeClient?> ClientAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var client = await db.Clients.Where(c => c.Id == clientId).Select(c => new MergeClient(
            c.Id, c.Name, c.Phone, c.Email, c.LiveskladClientId, c.BlockedAt, c.CreatedAt, db.Appeals.Count(a => a.ClientId == c.Id),
            (from a in db.Appeals join v in db.AppealActivity on a.Id equals v.AppealId where a.ClientId == c.Id select v.LastMessageAt).Max(),
            db.Appeals.Where(a => a.ClientId == c.Id).OrderByDescending(a => a.CreatedAt).Select(a => (Guid?)a.Id).FirstOrDefault())).SingleOrDefaultAsync(cancellation);
        if (client is null) return null;
        var identities = await db.ClientIdentities.Where(i => i.ClientId == clientId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id)
            .Select(i => new MergeIdentity(i.Platform, i.Username, i.DisplayName, i.ExternalId)).ToListAsync(cancellation);
        return client with { Identities = identities };
    }

    public async Task<MergePreview> PreviewAsync(Guid masterId, Guid mergedId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await MergePreview.ReadAsync(db, masterId, mergedId, cancellation);
    }

    /// <returns>Null when there never was such a merge here.</returns>
    public async Task<MadeMerge?> MadeAsync(Guid mergeId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await Made(db, db.MergeJournal.Where(j => j.MergeId == mergeId && j.Kind == MergeEntries.Merge)).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Merges, the newest first: one statement, by ix_merge_journal_made. An operator sees his own, whatever is asked for.</summary>
    /// <param name="after">The last one that is known already; null = from the newest.</param>
    public async Task<IReadOnlyList<MadeMerge>> SeriesAsync(MergeSeries series, MadeMerge? after, int most, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var merges = In(db, series);
        if (after is { } last) merges = merges.Where(j => j.CreatedAt < last.At || (j.CreatedAt == last.At && j.MergeId.CompareTo(last.Id) < 0));
        var made = await Made(db, merges.OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.MergeId).Take(most)).ToListAsync(cancellation);
        return [.. made.OrderByDescending(m => m.At).ThenByDescending(m => m.Id)];
    }

    /// <summary>Those of a series that stand, the newest first: so each is undone before what it was made upon.</summary>
    public async Task<IReadOnlyList<Guid>> StandingAsync(MergeSeries series, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await In(db, series).Where(j => j.UndoneAt == null).OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.MergeId).Select(j => j.MergeId).ToListAsync(cancellation);
    }

    /// <summary>Who may have made some, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> PeopleAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var people = await db.Operators.Where(o => o.TenantId == db.TenantId).Select(o => new { o.Id, Name = o.Name ?? o.UserName ?? string.Empty }).OrderBy(o => o.Name).ToListAsync(cancellation);
        return [.. people.Select(o => (o.Id, o.Name))];
    }

    private IQueryable<MergeEntry> In(CrmDb db, MergeSeries series)
    {
        var merges = db.MergeJournal.Where(j => j.Kind == MergeEntries.Merge);
        if ((current.Identity.IsManager ? series.OperatorId : current.Id) is { } by) merges = merges.Where(j => j.OperatorId == by);
        if (series.From is { } from) merges = merges.Where(j => j.CreatedAt >= from);
        return series.Until is { } until ? merges.Where(j => j.CreatedAt < until) : merges;
    }

    private IQueryable<MadeMerge> Made(CrmDb db, IQueryable<MergeEntry> merges) =>
        from j in merges
        join master in db.Clients on j.MasterClientId equals (Guid?)master.Id
        join merged in db.Clients on j.MergedClientId equals (Guid?)merged.Id
        join o in db.Operators on j.OperatorId equals (Guid?)o.Id into people
        from person in people.DefaultIfEmpty()
        select new MadeMerge(
            j.MergeId, master.Id, merged.Id, master.Name, merged.Name, person != null ? person.Name ?? person.UserName : null, j.OperatorId == current.Id, j.CreatedAt, j.UndoneAt,
            db.MergeJournal.Count(k => k.MergeId == j.MergeId && k.Kind == MergeEntries.Appeal), db.MergeJournal.Count(k => k.MergeId == j.MergeId && k.Kind == MergeEntries.Identity),
            db.Appeals.Where(a => a.ClientId == master.Id).OrderByDescending(a => a.CreatedAt).Select(a => (Guid?)a.Id).FirstOrDefault());
}
