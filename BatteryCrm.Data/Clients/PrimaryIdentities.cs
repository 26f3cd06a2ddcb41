using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients;

/// <summary>
/// The rule by which columns of <c>clients</c> show his identities. A platform's column holds the outer id of one of his identities there: the one it held as long as that is his, else the oldest; null when he has none.
/// An account of which only the name is known (an import's "@name") is no outer id, and shows in no column.
/// The flag of a platform is true as soon as he has an identity there; by hand it may be true before. Intake, merge and undo keep it in their own transaction.
/// </summary>
public static class PrimaryIdentities
{
    /// <summary>Platform, column of the outer id, and column of the flag (null where the schema has none).</summary>
    public static readonly IReadOnlyList<(string Platform, string Id, string? Flag)> Columns =
    [
        (Platforms.Telegram, "telegram_id", "has_telegram"),
        (Platforms.Vk, "vk_id", null),
        (Platforms.WhatsApp, "whatsapp_id", "has_whatsapp"),
        (Platforms.Avito, "avito_id", "has_avito"),
        (Platforms.Max, "max_id", null),
    ];

    /// <summary>The columns of outer ids.</summary>
    public static readonly IReadOnlyList<string> Ids = [.. Columns.Select(c => c.Id)];

    /// <summary>All columns, for an insert.</summary>
    public static readonly string Inserted = string.Join(", ", Columns.SelectMany(c => c.Flag is null ? new[] { c.Id } : [c.Id, c.Flag]));

    /// <summary>What an insert writes into <see cref="Inserted"/> for the first identity of a client: SQL over columns <c>platform</c> and <c>external_id</c>.</summary>
    public static readonly string OfFirst = string.Join(
        ", ", Columns.SelectMany(c => c.Flag is null ? new[] { IdOf(c.Platform) } : [IdOf(c.Platform), $"platform = '{c.Platform}'"]));

    /// <summary>Clients whose columns are not as their identities say: SQL of a select of <c>id</c>, for whoever looks after it.</summary>
    public static readonly string Wrong = "select c.id from clients c where (" + string.Join(" or ", Columns.Select(c =>
        $"(case when c.{c.Id} is null then {Has(c.Platform)} else not {Has(c.Platform, $"and i.external_id = c.{c.Id}")} end)" + (c.Flag is null ? string.Empty : $" or ({Has(c.Platform)} and not c.{c.Flag})"))) + ")";

    private static readonly string Settled = string.Join(", ", Columns.SelectMany(c =>
    {
        var id = $"{c.Id} = case when {Has(c.Platform, $"and i.external_id = c.{c.Id}")} then c.{c.Id} else (select i.external_id from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id and i.platform = '{c.Platform}' and {IsKnown} order by i.created_at, i.id limit 1) end";
        return c.Flag is null ? new[] { id } : [id, $"{c.Flag} = c.{c.Flag} or {Has(c.Platform)}"];
    }));

    /// <summary>Writes the columns of a client anew after identities came or went; what is so already is not written. In the caller's transaction, behind the client's lock.</summary>
    public static Task SettleAsync(CrmDb db, Guid clientId, CancellationToken cancellation) => SettleAsync(db, [clientId], cancellation);

    /// <inheritdoc cref="SettleAsync(CrmDb, Guid, CancellationToken)"/>
    public static async Task SettleAsync(CrmDb db, Guid[] clientIds, CancellationToken cancellation)
    {
#pragma warning disable EF1002 // the columns are ours, the values are parameters
        await db.Database.ExecuteSqlRawAsync($"update clients c set {Settled} where c.tenant_id = {{0}} and c.id in ({Wrong} and c.tenant_id = {{0}} and c.id = any ({{1}}))", [db.TenantId!.Value, clientIds], cancellation);
#pragma warning restore EF1002
    }

    private const string IsKnown = "i.external_id not like '@%'";

    private static string IdOf(string platform) => $"case when platform = '{platform}' then external_id end";

    private static string Has(string platform, string more = "") =>
        $"exists (select from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id and i.platform = '{platform}' and {IsKnown}{(more.Length == 0 ? more : " " + more)})";
}
