using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>What the catalogues' pages read.</summary>
public sealed class CatalogueQueries(IDbContextFactory<CrmDb> factory)
{
    public const int PageSize = 100;

    /// <summary>One page of a list, after the last row of the one before.</summary>
    public async Task<CataloguePart> ListAsync(CatalogueKind kind, CatalogueView view, CatalogueItem? after, CancellationToken cancellation)
    {
        var listed = kind.Fields.Where(f => f.IsListed).ToList();
        var named = listed.Where(f => f.Kind == FieldKind.Reference).Select(f => (Field: f, To: CatalogueKinds.Find(f.To)!)).ToList();
        var joins = string.Concat(named.Select(n => $" left join {n.To.Table} r_{n.Field.Column} on r_{n.Field.Column}.id = t.{n.Field.Column}"));
        string Shown(CatalogueField f) => f.Kind == FieldKind.Reference ? $"r_{f.Column}.{CatalogueKinds.Find(f.To)!.Name.Column}" : CatalogueSql.Value(f);
        var name = $"t.{kind.Name.Column}";
        var searched = string.Join(", ", new[] { name }.Concat(kind.Aliases is { } a ? [CatalogueSql.Value(a)] : []).Concat(listed.Where(f => f.Kind is FieldKind.Text or FieldKind.Reference).Select(Shown)));
        var used = view.ByUse && kind.Uses.Count > 0 ? string.Join(" + ", kind.Uses.Select((_, i) => $"coalesce(u{i}.n, 0)")) : "0::bigint";
        var counted = view.ByUse ? string.Concat(kind.Uses.Select((u, i) => $" left join (select x.{u.Column} as id, count(*) as n from {u.Table} x where x.{u.Column} is not null group by 1) u{i} on u{i}.id = t.id")) : string.Empty;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await CatalogueSql.RowsAsync(
            db,
            $"""
            with listed as (
                select t.id::text as id, {name} as name, t.is_active, lower({name}) collate "C" as sort, -({used}) as rank{string.Concat(listed.Select((f, i) => $", {Shown(f)} as c{i}"))}
                from {kind.Table} t{joins}{counted}
                where {CatalogueSql.Mine(kind)} and (t.is_active or $1) and ($2 = '' or strpos(lower(concat_ws(E'\n', {searched})), lower($2)) > 0))
            select id, name, is_active::text, rank::text, sort{string.Concat(listed.Select((_, i) => $", c{i}"))} from listed
            where $3::bigint is null or (rank, sort, id) > ($3::bigint, $4, $5)
            order by rank, sort, id limit {PageSize + 1}
            """,
            cancellation, view.WithArchived, view.Text, after?.Rank, after?.SortName, after?.Id);
        var items = read.Take(PageSize).Select(r => new CatalogueItem(r[0]!, r[1]!, r[2] == "true", view.ByUse ? -long.Parse(r[3]!, CultureInfo.InvariantCulture) : null, r[5..], r[3]!, r[4]!)).ToList();
        return new CataloguePart(items, read.Count > PageSize);
    }

    /// <returns>Null when there is no such row of this tenant.</returns>
    public async Task<CatalogueRow?> OneAsync(CatalogueKind kind, string id, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await CatalogueSql.OneAsync(db, kind, id, cancellation);
    }

    /// <summary>All that a reference may lead to; what is archived is in it, so that a row that refers to it can be read.</summary>
    public async Task<IReadOnlyList<CatalogueOption>> OptionsAsync(CatalogueKind kind, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await CatalogueSql.OptionsAsync(db, kind, cancellation);
    }

    /// <summary>What refers to a row, by table; tables without any are left out.</summary>
    public async Task<IReadOnlyList<CatalogueUsed>> UsesAsync(CatalogueKind kind, string id, CancellationToken cancellation)
    {
        if (kind.Uses.Count == 0 || !CatalogueSql.IsId(kind, id)) return [];
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await CatalogueSql.RowsAsync(
            db, string.Join(" union all ", kind.Uses.Select(u => $"select '{u.Table}', count(*)::text from {u.Table} t where {CatalogueSql.OwnTenant} and t.{u.Column} = $1::{kind.IdType}")), cancellation, id);
        return [.. read.Select(r => new CatalogueUsed(r[0]!, long.Parse(r[1]!, CultureInfo.InvariantCulture))).Where(u => u.Count > 0)];
    }

    /// <summary>Active rows that are called, or also called, by one of these words.</summary>
    /// <returns>The word and the other row's name.</returns>
    public async Task<IReadOnlyList<(string Word, string Name)>> NamesakesAsync(CatalogueKind kind, string? id, IReadOnlyCollection<string> words, CancellationToken cancellation)
    {
        if (kind.Aliases is not { } aliases || words.Count == 0) return [];
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await CatalogueSql.RowsAsync(
            db,
            $"""
            select w.word, min(t.{kind.Name.Column}) from unnest($1) w(word)
            join {kind.Table} t on {CatalogueSql.Mine(kind)} and t.is_active and ($2::text is null or t.id <> $2::{kind.IdType})
                and (lower(btrim(t.{kind.Name.Column})) = lower(w.word) or exists (select from jsonb_array_elements_text(t.{aliases.Column}) a(v) where lower(a.v) = lower(w.word)))
            group by w.word order by w.word limit 20
            """,
            cancellation, words.ToArray(), id);
        return [.. read.Select(r => (r[0]!, r[1]!))];
    }

    /// <summary>The changes of a row, the newest first.</summary>
    public async Task<IReadOnlyList<CatalogueChange>> HistoryAsync(CatalogueKind kind, string id, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await (from v in db.SettingsVersions
                      where v.Subject == kind.Table && v.SubjectId == id
                      orderby v.Id descending
                      select new CatalogueChange(v.Id, v.ChangeId, db.Operators.Where(o => o.Id == v.OperatorId).Select(o => o.Name ?? o.UserName).FirstOrDefault(), v.Before, v.After, v.MadeAt)).Take(50).ToListAsync(cancellation);
    }
}
