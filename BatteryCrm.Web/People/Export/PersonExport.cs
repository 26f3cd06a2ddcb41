using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Export;

/// <param name="ClientId">The master.</param>
/// <param name="All">He and all clients that lead to him.</param>
internal sealed record ExportedPerson(Guid ClientId, string? Name, Guid[] All);

/// <summary>
/// Everything about one person in a ZIP (152-FZ): a page to read, the rows as JSON, his files. Written as it is read: of a client with ten thousand messages no more than a row is held.
/// </summary>
internal sealed class PersonExport(IDbContextFactory<CrmDb> factory, IFileStore store, CurrentOperator current, TimeProvider time, PersonPage page)
{
    /// <returns>Null when the tenant has no such client, or he was erased.</returns>
    public async Task<ExportedPerson?> FindAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var all = await db.Database.SqlQuery<Guid>(
            $"""
            with recursive up as (
                select c.id, 0 as step from clients c where c.tenant_id = {db.TenantId} and c.id = {clientId}
                union all select m.master_client_id, u.step + 1 from up u join client_merges m on m.tenant_id = {db.TenantId} and m.merged_client_id = u.id where u.step < 1000
            ), chain as (
                (select u.id, 0 as down from up u order by u.step desc limit 1)
                union all select m.merged_client_id, k.down + 1 from chain k join client_merges m on m.tenant_id = {db.TenantId} and m.master_client_id = k.id
            ) select id as "Value" from chain order by down
            """).ToListAsync(cancellation);
        if (all.Count == 0) return null;
        var master = await db.Clients.Where(c => c.Id == all[0] && c.ErasedAt == null).Select(c => new { c.Name }).SingleOrDefaultAsync(cancellation);
        return master is null ? null : new ExportedPerson(all[0], master.Name, [.. all]);
    }

    /// <summary>Writes into the log that it was given out, before the first byte leaves.</summary>
    public async Task LogAsync(ExportedPerson person, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ActionType = ActionTypes.ClientExported, CreatedAt = time.GetUtcNow(),
            Details = JsonSerializer.Serialize(new { client = person.ClientId }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(cancellation);
    }

    public async Task WriteAsync(ExportedPerson person, Stream target, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        var files = await FilesAsync(db, person, cancellation);
        await using (var html = await zip.CreateEntry("index.html").OpenAsync(cancellation)) await page.WriteAsync(db, person, files.ToDictionary(f => f.AttachmentId, f => f.Path), html, cancellation);
        await using (var json = await zip.CreateEntry("data.json").OpenAsync(cancellation)) await WriteRowsAsync(db, person, json, cancellation);
        foreach (var file in files)
        {
            // Pictures and sound are packed already.
            await using var entry = await zip.CreateEntry(file.Path, CompressionLevel.NoCompression).OpenAsync(cancellation);
            await using var content = store.Open(factory.CreateDbContextAsync, file.File);
            await content.CopyToAsync(entry, cancellation);
        }
    }

    private static async Task WriteRowsAsync(CrmDb db, ExportedPerson person, Stream target, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var table in await TablesAsync(db, cancellation))
        {
            json.WriteStartArray(table.Name);
            var sql = $"select (to_jsonb(t) - 'tsv' - 'tenant_id')::text as \"Value\" from {table.Name} t where t.tenant_id = {{0}} and ({table.Where})";
            await foreach (var row in db.Database.SqlQueryRaw<string>(sql, db.TenantId!.Value, person.All).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                using var value = JsonDocument.Parse(row);
                value.RootElement.WriteTo(json);
                if (json.BytesPending > 64 * 1024) await json.FlushAsync(cancellation);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    private static async Task<IReadOnlyList<PersonTable>> TablesAsync(CrmDb db, CancellationToken cancellation)
    {
        var known = PersonTables.All.Select(t => t.Name).Concat(PersonTables.Left.Keys).ToHashSet(StringComparer.Ordinal);
        var others = (await db.Database.SqlQueryRaw<Hanging>(PersonTables.Catalogue).ToListAsync(cancellation)).Where(h => !known.Contains(h.Name))
            .GroupBy(h => h.Name, StringComparer.Ordinal).Select(g => new PersonTable(g.Key, string.Join(" or ", g.Select(h => $"t.{h.Column} = any ({{1}})"))));
        return [.. PersonTables.All, .. others];
    }

    private static async Task<IReadOnlyList<ExportedFile>> FilesAsync(CrmDb db, ExportedPerson person, CancellationToken cancellation)
    {
        var files = await (
            from appeal in db.Appeals
            join message in db.Messages on appeal.Id equals message.AppealId
            join attachment in db.MessageAttachments on message.Id equals attachment.MessageId
            join file in db.StoredFiles on attachment.FileId equals (Guid?)file.Id
            where person.All.Contains(appeal.ClientId) && attachment.State == "stored"
            orderby message.CreatedAt, attachment.Id
            select new { attachment.Id, attachment.FileName, attachment.Kind, File = file }).AsNoTracking().ToListAsync(cancellation);
        return [.. files.Select((f, i) => new ExportedFile(f.Id, $"files/{i + 1:0000} {FileEndpoint.SafeName(f.FileName ?? f.Kind, FileTypes.Of(f.File.MimeType))}", f.File))];
    }

    private sealed record Hanging(string Name, string Column);

    /// <param name="Path">In the ZIP.</param>
    private sealed record ExportedFile(Guid AttachmentId, string Path, StoredFile File);
}
