using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Web.Parts.Cards;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>In how many appeals of a kind of deal each source of the card has a value; one statement, whatever is asked.</summary>
internal static class FilledFields
{
    /// <summary>The number of all these appeals.</summary>
    public const string All = "";

    // Of an appeal a and its client c. A mark counts where it says yes.
    private static readonly Dictionary<string, string> Conditions = new(StringComparer.Ordinal)
    {
        ["appeal.stage"] = "true",
        ["appeal.created_at"] = "true",
        ["appeal.parts_owner"] = "a.parts_owner is not null",
        ["appeal.estimated_cost"] = "a.estimated_cost is not null",
        ["appeal.estimated_time"] = "a.estimated_time is not null",
        ["appeal.appointment_datetime"] = "a.appointment_datetime is not null",
        ["appeal.livesklad_order_id"] = "a.livesklad_order_id <> ''",
        ["deal_type.name"] = "a.deal_type_id is not null",
        ["sales_channel.name"] = "a.sales_channel_id is not null",
        ["lead_source.name"] = "a.lead_source_id is not null",
        ["repair_type.name"] = "a.repair_type_id is not null",
        ["issue_type.name"] = "a.issue_type_id is not null",
        ["issue.name"] = "a.issue_id is not null",
        ["device_type.name"] = "a.device_type_id is not null",
        ["brand.name + model.name"] = "(a.brand_id is not null or a.model_id is not null)",
        ["client.name"] = "c.name <> ''",
        ["client.phone"] = "c.phone <> ''",
        ["client.has_telegram"] = "c.has_telegram",
        ["client.has_whatsapp"] = "c.has_whatsapp",
        ["client.has_phone"] = "c.has_phone",
        ["client.has_yandex"] = "c.has_yandex",
        ["client.has_google"] = "c.has_google",
        ["client.has_instagram"] = "c.has_instagram",
        ["client.has_avito"] = "c.has_avito",
    };

    private static readonly string Sql =
        "select jsonb_build_object('', count(*), " + string.Join(", ", Conditions.Select(c => $"'{c.Key}', count(*) filter (where {c.Value})")) + ")::text as \"Value\" "
        + "from appeals a join clients c on c.tenant_id = a.tenant_id and c.id = a.client_id where a.tenant_id = {0} and (a.deal_type_id = {1} or (a.deal_type_id is null and a.type = {2}))";

    /// <summary>The sources that are counted: those of <see cref="CardSources"/>.</summary>
    public static IEnumerable<string> Counted => Conditions.Keys;

    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(CrmDb db, DealColumn deal, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(await db.Database.SqlQueryRaw<string>(Sql, db.TenantId!, deal.Id, deal.Code).SingleAsync(cancellation))!;
}
