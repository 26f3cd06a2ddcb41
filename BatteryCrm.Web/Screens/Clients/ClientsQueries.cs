using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.People;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>What the list of clients reads. What was found by a text is one answer, cut off where a person should say more; all else comes page by page.</summary>
public sealed class ClientsQueries(IDbContextFactory<CrmDb> factory, TenantZone zone, TimeProvider time)
{
    /// <summary>Rows of one read.</summary>
    public const int PageRows = 50;

    /// <summary>Counted no further: more is "many".</summary>
    public const int MostCounted = 1000;

    /// <summary>What one search finds at most of each kind; then the text says too little.</summary>
    public const int MostFound = 50;

    private const int MostChoices = 30;

    /// <summary>Two statements for a text, one for a page; where the last contacts end, one more for those who never had any.</summary>
    public async Task<ClientsPart> ReadAsync(ClientsView view, ClientsKey? below, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await db.Database.OpenConnectionAsync(cancellation);
        var (tenant, period) = (db.TenantId!.Value, PeriodOf(view.Contact));
        if (view.Text.Trim().Length > 0)
        {
            var ids = await FindAsync(db, view.Text, cancellation);
            return new ClientsPart(ids.Length == 0 || below is not null ? [] : await RowsAsync(db, ClientsSql.Found(tenant, view, period, ids), cancellation), HasMore: false);
        }

        if (view.ByName) return Cut(await RowsAsync(db, ClientsSql.Named(tenant, view, period, below, PageRows + 1), cancellation));
        var rows = view.Contact is LastContact.Never || below is { At: null } ? [] : await RowsAsync(db, ClientsSql.Spoken(tenant, view, period, below, PageRows + 1), cancellation);
        if (rows.Count <= PageRows && view.Contact is LastContact.Any or LastContact.Never)
            rows = [.. rows, .. await RowsAsync(db, ClientsSql.Silent(tenant, view, rows.Count == 0 ? below : null, PageRows + 1 - rows.Count), cancellation)];
        return Cut(rows);
    }

    /// <summary>How many a view without a text shows; <see cref="MostCounted"/> + 1 = many.</summary>
    public async Task<int> CountAsync(ClientsView view, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sql = ClientsSql.Count(db.TenantId!.Value, view, PeriodOf(view.Contact), MostCounted + 1);
        return await db.Database.SqlQueryRaw<int>(sql.Text, sql.Values).SingleAsync(cancellation);
    }

    /// <summary>A client as the list shows him; null when he was merged into another. Read once a change and node (<see cref="ClientsNews"/>).</summary>
    public async Task<ClientsRow?> OneAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return (await RowsAsync(db, ClientsSql.One(db.TenantId!.Value, clientId), cancellation)).SingleOrDefault();
    }

    /// <summary>Two statements, when the filter is opened.</summary>
    public async Task<ClientsChoices> ChoicesAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sources = await db.LeadSources.Where(s => s.IsActive).OrderBy(s => s.Name).Take(MostChoices).Select(s => new SourceOption(s.Id, s.Name)).ToListAsync(cancellation);
        return new ClientsChoices(sources, await TagsAsync(db, string.Empty, cancellation));
    }

    /// <summary>Tags that clients carry and that begin so, the most frequent first; by ix_client_tags_tag.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(string beginning, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await TagsAsync(db, beginning, cancellation);
    }

    private static async Task<List<string>> TagsAsync(CrmDb db, string beginning, CancellationToken cancellation)
    {
        var key = beginning.Trim().ToLowerInvariant();
        return await db.ClientTags.Where(t => key.Length == 0 || t.TagKey.StartsWith(key)).GroupBy(t => t.TagKey)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(MostChoices).Select(g => g.Min(t => t.Tag)!).ToListAsync(cancellation);
    }

    // As the box of the frame: a name with its slips, a number in any writing; and here whoever has the e-mail, username or tag.
    private static async Task<Guid[]> FindAsync(CrmDb db, string text, CancellationToken cancellation)
    {
        var asked = SearchText.Of(text);
        if (asked.IsEmpty && text.Trim().Length < 2) return [];
        var hits = await db.Database.SqlQuery<FoundClient>(
            $"""
            select client_id, found_as, true as by_name from find_clients_by_name({asked.Name}, {MostFound})
            union all select client_id, found_as, false from find_clients_by_phone({asked.Phone}, {MostFound})
            union all select client_id, found_as, false from find_clients_by_mark({text}, {MostFound})
            """).ToListAsync(cancellation);
        return [.. hits.Where(h => !h.ByName || NameSlips.CanBe(asked.Name, h.FoundAs)).Select(h => h.ClientId).Distinct()];
    }

    private static async Task<List<ClientsRow>> RowsAsync(CrmDb db, ClientsSql sql, CancellationToken cancellation) =>
        await db.Database.SqlQueryRaw<ClientsRow>(sql.Text, sql.Values).ToListAsync(cancellation);

    private static ClientsPart Cut(List<ClientsRow> rows) => new([.. rows.Take(PageRows)], rows.Count > PageRows);

    private ClientsPeriod? PeriodOf(LastContact contact)
    {
        DateTimeOffset Start(int daysBefore) => zone.StartOf(DateOnly.FromDateTime(zone.Local(time.GetUtcNow()).Date).AddDays(-daysBefore));
        return contact switch
        {
            LastContact.Today => new ClientsPeriod(Start(0), null),
            LastContact.Week => new ClientsPeriod(Start(6), null),
            LastContact.Month => new ClientsPeriod(Start(29), null),
            LastContact.Quarter => new ClientsPeriod(Start(89), null),
            LastContact.Older => new ClientsPeriod(null, Start(89)),
            _ => null,
        };
    }

    private sealed record FoundClient(Guid ClientId, string? FoundAs, bool ByName);
}
