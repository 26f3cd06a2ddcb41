using System.Text.Json;
using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.Changes;

/// <summary>What rows of the settings are called now, and what their fields point to: one statement for a page of changes.</summary>
public sealed class RowNames
{
    private const string OfService = """
        concat_ws(' · ', coalesce(b.name || ' ' || m.name, w.name), r.name) from services s
        left join models m on m.tenant_id = s.tenant_id and m.id = s.model_id left join brands b on b.tenant_id = m.tenant_id and b.id = m.brand_id
        left join brands w on w.tenant_id = s.tenant_id and w.id = s.brand_id left join repair_types r on r.tenant_id = s.tenant_id and r.id = s.repair_type_id
        """;

    // A name by table; the keys are constants, the ids are parameters.
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["device_types"] = "select id::text, name from device_types",
        ["brands"] = "select id::text, name from brands",
        ["models"] = "select m.id::text, b.name || ' ' || m.name from models m join brands b on b.tenant_id = m.tenant_id and b.id = m.brand_id",
        ["repair_types"] = "select id::text, name from repair_types",
        ["issue_types"] = "select id::text, name from issue_types",
        ["issues"] = "select id::text, name from issues",
        ["masters"] = "select id::text, name from masters",
        ["sales_channels"] = "select id::text, name from sales_channels",
        ["lead_sources"] = "select id::text, name from lead_sources",
        ["locations"] = "select id::text, name from locations",
        ["channels"] = "select id::text, name from channels",
        ["saved_replies"] = "select id::text, title from saved_replies",
        ["operators"] = "select id::text, coalesce(name, username) from operators",
        ["deal_types"] = "select id::text, name from deal_types",
        ["appeal_meta_config"] = "select id, label from appeal_meta_config",
        ["services"] = "select s.id::text, " + OfService,
        ["service_prices"] = "select p.id::text, " + OfService + " join service_prices p on p.tenant_id = s.tenant_id and p.service_id = s.id",
    };

    private static readonly Dictionary<string, string> References = new(StringComparer.Ordinal)
    {
        ["brand_id"] = "brands", ["model_id"] = "models", ["device_type_id"] = "device_types", ["repair_type_id"] = "repair_types", ["issue_type_id"] = "issue_types",
        ["sales_channel_id"] = "sales_channels", ["location_id"] = "locations", ["operator_id"] = "operators", ["service_id"] = "services",
    };

    private readonly Dictionary<(string Table, string Id), string> names = [];

    private RowNames()
    {
    }

    public static async Task<RowNames> ReadAsync(CrmDb db, IReadOnlyCollection<ChangedRow> rows, CancellationToken cancellation)
    {
        var asked = rows.SelectMany(Asked).Where(a => Tables.ContainsKey(a.Table)).Distinct().ToLookup(a => a.Table, a => a.Id);
        var found = new RowNames();
        if (asked.Count == 0) return found;
        var parts = asked.Select((t, at) => $"select '{t.Key}' as \"Table\", id as \"Id\", name as \"Name\" from ({Tables[t.Key]}) as n{at} (id, name) where id = any ({{{at}}})");
#pragma warning disable EF1002 // tables and columns are ours, the ids are parameters
        foreach (var named in await db.Database.SqlQueryRaw<Named>(string.Join(" union all ", parts), [.. asked.Select(object (t) => t.ToArray())]).ToListAsync(cancellation))
            found.names[(named.Table, named.Id)] = named.Name ?? string.Empty;
#pragma warning restore EF1002
        return found;
    }

    /// <summary>Of the row itself; null when it is gone and said no name.</summary>
    public string? Of(ChangedRow row) => row.Subject switch
    {
        "tenant_configs" => null,
        "appeal_meta_visibility" => string.Join(" · ", row.SubjectId.Split('/') is [var config, var deal] ? [Find("appeal_meta_config", config) ?? config, Find("deal_types", deal) ?? deal] : (string[])[row.SubjectId]),
        _ => Find(row.Subject, row.SubjectId) ?? row.OwnName,
    };

    /// <summary>What a field points to; null when it is no reference or points to what is gone.</summary>
    public string? Of(string column, JsonElement value) => References.TryGetValue(column, out var table) ? Find(table, value.ToString()) : null;

    private static IEnumerable<(string Table, string Id)> Asked(ChangedRow row)
    {
        if (row.Subject == "appeal_meta_visibility" && row.SubjectId.Split('/') is [var config, var deal]) return [("appeal_meta_config", config), ("deal_types", deal)];
        return row.Fields.Where(f => References.ContainsKey(f.Column)).SelectMany(f => new[] { f.Before, f.After }.OfType<JsonElement>().Select(v => (References[f.Column], v.ToString()))).Append((row.Subject, row.SubjectId));
    }

    private string? Find(string table, string id) => names.GetValueOrDefault((table, id)) is { Length: > 0 } name ? name : null;

    private sealed record Named(string Table, string Id, string? Name);
}
