using System.Runtime.CompilerServices;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Settings;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Changes;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Audit;

/// <summary>A line of the log: a change of a row, or a deed.</summary>
/// <param name="By">Null = a command, a rule or the platform.</param>
/// <param name="Change">Null for a deed.</param>
/// <param name="Deed">Null for a change.</param>
public sealed record AuditRow(AuditKey Key, Guid? OperatorId, string? By, Guid? ChangeId, ChangedRow? Change, OperatorAction? Deed);

/// <summary>Where a line stands: by time, at one time changes before deeds.</summary>
/// <param name="VersionId">0 for a deed.</param>
/// <param name="ActionId">Empty for a change.</param>
public sealed record AuditKey(DateTimeOffset At, long VersionId, Guid ActionId);

/// <param name="Names">For the fields of <paramref name="Rows"/>.</param>
public sealed record AuditPart(IReadOnlyList<AuditRow> Rows, RowNames Names, bool HasMore);

/// <summary>Reads the log from the newest back, paged by key over <c>ix_settings_versions_log</c> and <c>ix_operator_actions_audit</c>.</summary>
public sealed class AuditQueries(IDbContextFactory<CrmDb> factory, TenantZone zone)
{
    public const int PageSize = 100;

    // Of the deeds, each kind of line; the same words as the index has, so that it serves.
    private static readonly string[] OfPeople =
        [ActionTypes.ClientMerged, ActionTypes.MergeUndone, ActionTypes.ClientErased, ActionTypes.ClientExported, ActionTypes.ClientsExported, ActionTypes.ClientsImported, ActionTypes.ImportUndone, ActionTypes.ConsentChanged, ActionTypes.PasswordLink];

    /// <param name="below">The last line that is shown already; null = from the newest.</param>
    public async Task<AuditPart> ReadAsync(AuditView view, AuditKey? below, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var versions = view.Kind is AuditView.People or AuditView.SignIns ? [] : await VersionsAsync(db, view, below, cancellation);
        var deeds = view.Kind is null or AuditView.People or AuditView.SignIns ? await DeedsAsync(db, view, below, cancellation) : [];
        var rows = versions.Concat(deeds).OrderByDescending(r => r.Key.At).ThenByDescending(r => r.Key.VersionId).ThenByDescending(r => r.Key.ActionId).ToList();
        var hasMore = rows.Count > PageSize;
        if (hasMore) rows.RemoveRange(PageSize, rows.Count - PageSize);
        return new AuditPart(rows, await RowNames.ReadAsync(db, [.. rows.Select(r => r.Change).OfType<ChangedRow>()], cancellation), hasMore);
    }

    /// <summary>The whole of the view, page by page.</summary>
    public async IAsyncEnumerable<(AuditRow Row, RowNames Names)> AllAsync(AuditView view, [EnumeratorCancellation] CancellationToken cancellation)
    {
        AuditKey? below = null;
        AuditPart part;
        do
        {
            part = await ReadAsync(view, below, cancellation);
            foreach (var row in part.Rows) yield return (row, part.Names);
            if (part.Rows.Count > 0) below = part.Rows[^1].Key;
        }
        while (part.HasMore);
    }

    /// <summary>Everybody of the tenant, also who works here no longer.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> PeopleAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return [.. (await db.Operators.Select(o => new { o.Id, Name = o.Name ?? o.UserName ?? string.Empty }).ToListAsync(cancellation)).OrderBy(o => o.Name, StringComparer.CurrentCulture).Select(o => (o.Id, o.Name))];
    }

    private async Task<List<AuditRow>> VersionsAsync(CrmDb db, AuditView view, AuditKey? below, CancellationToken cancellation)
    {
        IQueryable<SettingsVersion> versions = db.SettingsVersions;
        if (view.Kind is { } kind)
        {
            var tables = AuditView.Kinds[kind];
            versions = versions.Where(v => tables.Contains(v.Subject));
        }

        if (view.OperatorId is { } by) versions = versions.Where(v => v.OperatorId == by);
        if (view.From is { } from)
        {
            var start = zone.StartOf(from);
            versions = versions.Where(v => v.MadeAt >= start);
        }

        if (view.Until is { } until)
        {
            var end = zone.StartOf(until.AddDays(1));
            versions = versions.Where(v => v.MadeAt < end);
        }

        if (below is { } key) versions = versions.Where(v => v.MadeAt <= key.At && (v.MadeAt < key.At || v.Id < key.VersionId));
        var read = await versions.OrderByDescending(v => v.MadeAt).ThenByDescending(v => v.Id).Take(PageSize + 1)
            .Select(v => new { Version = v, By = db.Operators.Where(o => o.Id == v.OperatorId).Select(o => o.Name ?? o.UserName).FirstOrDefault() }).AsNoTracking().ToListAsync(cancellation);
        return read.ConvertAll(r => new AuditRow(new AuditKey(r.Version.MadeAt, r.Version.Id, Guid.Empty), r.Version.OperatorId, r.By, r.Version.ChangeId, ChangedRow.Of(r.Version), null));
    }

    private async Task<List<AuditRow>> DeedsAsync(CrmDb db, AuditView view, AuditKey? below, CancellationToken cancellation)
    {
#pragma warning disable EF1002 // a constant
        var deeds = db.OperatorActions.FromSqlRaw("select * from operator_actions where action_type in " + ActionTypes.Audited);
#pragma warning restore EF1002
        if (view.Kind is AuditView.SignIns) deeds = deeds.Where(a => a.ActionType == ActionTypes.SignedIn);
        else if (view.Kind is AuditView.People) deeds = deeds.Where(a => OfPeople.Contains(a.ActionType));
        if (view.OperatorId is { } by) deeds = deeds.Where(a => a.OperatorId == by);
        if (view.From is { } from)
        {
            var start = zone.StartOf(from);
            deeds = deeds.Where(a => a.CreatedAt >= start);
        }

        if (view.Until is { } until)
        {
            var end = zone.StartOf(until.AddDays(1));
            deeds = deeds.Where(a => a.CreatedAt < end);
        }

        if (below is { } key)
        {
            // At the time of a change that was shown all deeds are still to come.
            var (at, id) = (key.At, key.ActionId);
            deeds = key.VersionId > 0 ? deeds.Where(a => a.CreatedAt <= at) : deeds.Where(a => a.CreatedAt <= at && (a.CreatedAt < at || a.Id.CompareTo(id) < 0));
        }

        var read = await deeds.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Take(PageSize + 1)
            .Select(a => new { Deed = a, By = db.Operators.Where(o => o.Id == a.OperatorId).Select(o => o.Name ?? o.UserName).FirstOrDefault() }).AsNoTracking().ToListAsync(cancellation);
        return read.ConvertAll(r => new AuditRow(new AuditKey(r.Deed.CreatedAt, 0, r.Deed.Id), r.Deed.OperatorId, r.By, null, null, r.Deed));
    }
}
