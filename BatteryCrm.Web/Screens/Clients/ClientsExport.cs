using System.Runtime.CompilerServices;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.People.Export;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>The list as it is narrowed and sorted on the screen, as a CSV (<see cref="Links.ExportClients"/>): page by page, so that a hundred thousand clients take no memory. For managers and admins.</summary>
internal sealed class ClientsExport(ClientsQueries queries, IDbContextFactory<CrmDb> factory, CurrentOperator current, TenantZone zone, TimeProvider time)
{
    private readonly TenantZone zone = zone;

    /// <summary>Another site's link would have it written into the log that the clients were given out.</summary>
    public static void Map(WebApplication app) =>
        app.MapGet($"{Links.Clients}/export", ServeAsync).RequireAuthorization(Policies.Manager).AddEndpointFilter<SameSiteFilter>();

    /// <summary>Rows of the view in its order.</summary>
    internal async IAsyncEnumerable<ClientCsvRow> RowsAsync(ClientsView view, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ClientsKey? below = null;
        bool isMore;
        do
        {
            var part = await queries.ReadAsync(view, below, cancellation);
            var contacts = await ContactsAsync([.. part.Rows.Select(r => r.Id)], cancellation);
            foreach (var row in part.Rows)
            {
                var (email, accounts) = contacts.GetValueOrDefault(row.Id);
                yield return new ClientCsvRow(row.Name, row.Phone, email, accounts, string.Join(", ", row.Tags), row.Unsubscribed, row.Appeals, row.Money, row.CreatedAt, row.LastAt);
            }

            isMore = part.HasMore;
            if (part.Rows.Count > 0) below = ClientsKey.Of(part.Rows[^1]);
        }
        while (isMore);
    }

    private static async Task<IResult> ServeAsync(HttpContext context, ClientsExport export, CancellationToken cancellation)
    {
        var view = ClientsView.Of(context.Request.QueryString.Value ?? string.Empty);
        await export.zone.LoadAsync();
        await export.LogAsync(view, cancellation);
        context.Response.Headers.ContentDisposition = "attachment; filename=clients.csv";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = SheetWriter.ContentType;
        await ClientCsv.WriteAsync(context.Response.Body, export.RowsAsync(view, cancellation), export.zone.Zone, cancellation);
        return TypedResults.Empty;
    }

    // That it was given out and whether all of it, before the first byte leaves; not by which words it was narrowed.
    private async Task LogAsync(ClientsView view, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ActionType = ActionTypes.ClientsExported, CreatedAt = time.GetUtcNow(), Details = JsonSerializer.Serialize(new { all = !view.IsNarrowed }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(cancellation);
    }

    private async Task<Dictionary<Guid, (string? Email, string? Accounts)>> ContactsAsync(Guid[] ids, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var emails = await db.Clients.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Email }).ToListAsync(cancellation);
        var accounts = (await db.ClientIdentities.Where(i => ids.Contains(i.ClientId)).OrderBy(i => i.CreatedAt).Select(i => new { i.ClientId, i.Platform, i.Username, i.ExternalId }).ToListAsync(cancellation))
            .ToLookup(i => i.ClientId, i => $"{PlatformText.NameOf(i.Platform)} {(i.Username is { } name ? "@" + name : i.ExternalId)}");
        return emails.ToDictionary(c => c.Id, c => (c.Email, accounts[c.Id].Any() ? string.Join(", ", accounts[c.Id]) : null));
    }
}
