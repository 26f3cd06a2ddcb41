using System.Collections.Concurrent;
using System.Text.Json;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>What intake needs of a tenant's settings.</summary>
/// <param name="ReuseDays"><c>appeal_reuse_days</c>: how long an idle appeal still takes the client's next message.</param>
/// <param name="Mode"><c>default_operation_mode</c> of new appeals.</param>
/// <param name="RepeatLeadSourceId"><c>repeat_lead_source_id</c>: source of a client who completed a repair before; null = none.</param>
internal sealed record TenantIntake(int ReuseDays, string Mode, Guid? RepeatLeadSourceId)
{
    public static readonly TenantIntake Default = new(7, "assist", null);
}

/// <summary>The tenants' settings, read once and kept until a live event says that one changed.</summary>
internal sealed class IntakeSettings
{
    private readonly ConcurrentDictionary<Guid, TenantIntake> known = [];

    public IntakeSettings(LiveHub hub)
    {
        hub.Forget += known.Clear;
        hub.Heard += (tenant, fact) =>
        {
            if (fact.Kind is LiveKinds.SettingsChanged) known.TryRemove(tenant, out _);
        };
    }

    public TenantIntake Of(Guid tenant) => known.GetValueOrDefault(tenant, TenantIntake.Default);

    public async Task LoadAsync(NpgsqlConnection connection, IEnumerable<Guid> tenants)
    {
        var missing = tenants.Distinct().Where(t => !known.ContainsKey(t)).ToArray();
        if (missing.Length == 0) return;
        await using var command = new NpgsqlCommand("""
            select tenant_id, key, value::text from tenant_configs
            where tenant_id = any($1) and key in ('appeal_reuse_days', 'default_operation_mode', 'repeat_lead_source_id')
            """, connection);
        command.Parameters.AddWithValue(missing);
        var values = missing.ToDictionary(t => t, _ => TenantIntake.Default);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                using var json = JsonDocument.Parse(reader.GetString(2));
                values[reader.GetGuid(0)] = With(values[reader.GetGuid(0)], reader.GetString(1), json.RootElement);
            }
        }

        foreach (var (tenant, value) in values) known[tenant] = value;
    }

    private static TenantIntake With(TenantIntake settings, string key, JsonElement value) => key switch
    {
        "appeal_reuse_days" when value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var days) => settings with { ReuseDays = days },
        "default_operation_mode" when value.ValueKind is JsonValueKind.String && value.GetString() is "manual" or "assist" or "auto" => settings with { Mode = value.GetString()! },
        "repeat_lead_source_id" when value.ValueKind is JsonValueKind.String && value.TryGetGuid(out var id) => settings with { RepeatLeadSourceId = id },
        _ => settings,
    };
}
