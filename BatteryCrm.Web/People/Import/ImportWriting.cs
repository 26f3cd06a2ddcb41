using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Importing;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>Writes some lines of an import: who is new, and what who is here lacks. A few statements, however many lines; what a line said is then only with its client.</summary>
internal static class ImportWriting
{
    /// <returns>False when no line is left.</returns>
    public static async Task<bool> WriteAsync(CrmDb db, ClientImport import, int most, DateTimeOffset now, CancellationToken cancellation)
    {
        var lines = await db.ClientImportRows.Where(r => r.ImportId == import.Id && r.State == ImportRowStates.Waiting).OrderBy(r => r.Line).Take(most).Select(r => r.Line).ToArrayAsync(cancellation);
        if (lines.Length == 0) return false;

        // Somebody may have come by himself since the preview.
        await ImportMatching.MatchAsync(db, import.Id, lines, cancellation);
        import.Created += await CreateAsync(db, import, lines, now, cancellation);
        if (import.Fills) import.Filled += await FillAsync(db, import, lines, now, cancellation);
        await BelongingsAsync(db, import, lines, now, cancellation);
        import.Skipped += await db.ClientImportRows.Where(r => r.ImportId == import.Id && lines.Contains(r.Line) && r.State == ImportRowStates.Waiting)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ImportRowStates.Skipped), cancellation);
        await ForgetAsync(db, import, lines, cancellation);
        return true;
    }

    /// <summary>What the lines said is no longer kept here.</summary>
    internal static Task<int> ForgetAsync(CrmDb db, ClientImport import, int[] lines, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        update client_import_rows set name = null, phone = null, email = null, telegram = null, vk = null, note = null, tags = null
        where tenant_id = {import.TenantId} and import_id = {import.Id} and line = any ({lines})
        """,
        cancellation);

    // Identities and the columns of the client that show them change together.
    private static async Task<int> CreateAsync(CrmDb db, ClientImport import, int[] lines, DateTimeOffset now, CancellationToken cancellation)
    {
        var fresh = await db.ClientImportRows.Where(r => r.ImportId == import.Id && lines.Contains(r.Line) && r.State == ImportRowStates.Waiting && r.Verdict == ImportVerdicts.Fresh)
            .OrderBy(r => r.Line).Select(r => r.Line).ToArrayAsync(cancellation);
        if (fresh.Length == 0) return 0;
        var ids = Array.ConvertAll(fresh, _ => Ids.New());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into clients (id, tenant_id, name, phone, email, unsubscribed, created_at, updated_at)
            select n.id, r.tenant_id, r.name, r.phone, r.email, r.unsubscribed, {now}, {now}
            from unnest({fresh}, {ids}) as n (line, id) join client_import_rows r on r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = n.line;
            insert into client_identities (id, tenant_id, client_id, platform, external_id, username, created_at)
            select gen_random_uuid(), r.tenant_id, n.id, p.platform, p.account, case when p.account like '@%' then substr(p.account, 2) end, {now}
            from unnest({fresh}, {ids}) as n (line, id) join client_import_rows r on r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = n.line
            cross join lateral (values ('telegram', r.telegram), ('vk', r.vk)) as p (platform, account) where p.account is not null
            on conflict (tenant_id, platform, external_id) do nothing;
            """,
            cancellation);
        await PrimaryIdentities.SettleAsync(db, ids, cancellation);
        return await db.Database.ExecuteSqlAsync(
            $"""
            update client_import_rows r set state = 'created', client_id = n.id
            from unnest({fresh}, {ids}) as n (line, id) where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = n.line
            """,
            cancellation);
    }

    // Only what is empty, and of two lines about one client the first. Who of several with this number is meant nobody can say.
    private static Task<int> FillAsync(CrmDb db, ClientImport import, int[] lines, DateTimeOffset now, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        with held as materialized (
            select c.* from clients c where c.tenant_id = {import.TenantId} and c.erased_at is null and c.id in (
                select r.client_id from client_import_rows r
                where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = any ({lines}) and r.state = 'waiting' and r.verdict = 'known' and r.reason <> 'several')
            order by c.id for no key update of c
        ), lacks as (
            select distinct on (c.id) c.id, r.line, case when coalesce(c.name, '') = '' then r.name end as name, case when coalesce(c.phone, '') = '' then r.phone end as phone,
                case when coalesce(c.email, '') = '' then r.email end as email, r.unsubscribed and not c.unsubscribed as stops
            from held c join client_import_rows r on r.tenant_id = c.tenant_id and r.client_id = c.id
            where r.import_id = {import.Id} and r.line = any ({lines}) and r.state = 'waiting' and r.reason <> 'several' order by c.id, r.line
        ), filled as (
            update clients c set name = coalesce(l.name, c.name), phone = coalesce(l.phone, c.phone), email = coalesce(l.email, c.email), unsubscribed = c.unsubscribed or l.stops, updated_at = {now}
            from lacks l where c.tenant_id = {import.TenantId} and c.id = l.id and (num_nonnulls(l.name, l.phone, l.email) > 0 or l.stops) returning l.*
        )
        update client_import_rows r set state = 'filled', before = jsonb_strip_nulls(jsonb_build_object('name', f.name, 'phone', f.phone, 'email', f.email, 'unsubscribed', nullif(f.stops, false)))
        from filled f where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = f.line
        """,
        cancellation);

    // Consents of who is new and of who is filled up, notes and tags of who is new.
    private static async Task BelongingsAsync(CrmDb db, ClientImport import, int[] lines, DateTimeOffset now, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into client_consents (id, tenant_id, client_id, kind, given_at, source, operator_id, created_at)
            select gen_random_uuid(), r.tenant_id, r.client_id, 'personal_data', {now}, 'import', {import.OperatorId}, {now}
            from client_import_rows r where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = any ({lines}) and r.state in ('created', 'filled') and r.consented
                and not exists (select from client_consents c where c.tenant_id = r.tenant_id and c.client_id = r.client_id and c.kind = 'personal_data' and c.withdrawn_at is null)
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into client_notes (id, tenant_id, client_id, body, operator_id, created_at)
            select gen_random_uuid(), r.tenant_id, r.client_id, r.note, {import.OperatorId}, {now}
            from client_import_rows r where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = any ({lines}) and r.state = 'created' and r.note is not null;
            insert into client_tags (id, tenant_id, client_id, tag, created_at)
            select gen_random_uuid(), r.tenant_id, r.client_id, left(trim(t), 40), {now}
            from client_import_rows r cross join lateral regexp_split_to_table(r.tags, '[,;]') t
            where r.tenant_id = {import.TenantId} and r.import_id = {import.Id} and r.line = any ({lines}) and r.state = 'created' and trim(t) <> ''
            on conflict do nothing
            """,
            cancellation);
    }
}
