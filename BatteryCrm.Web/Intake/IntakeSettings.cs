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
    private long version;

    public IntakeSettings(LiveHub hub)
    {
        hub.Forget += () =>
        {
            Interlocked.Increment(ref version);
            known.Clear();
        };
        hub.Heard += (tenant, fact) =>
        {
            if (fact.Kind is not LiveKinds.SettingsChanged) return;
            Interlocked.Increment(ref version);
            known.TryRemove(tenant, out _);
        };
    }

    /// <summary>What holds for these tenants now; of one batch, so that nothing changes in its middle.</summary>
    public IReadOnlyDictionary<Guid, TenantIntake> Of(NpgsqlDataSource source, IEnumerable<Guid> tenants)
    {
        var settings = new Dictionary<Guid, TenantIntake>();
        var missing = new HashSet<Guid>();
        foreach (var tenant in tenants)
        {
            if (known.TryGetValue(tenant, out var one)) settings[tenant] = one;
            else missing.Add(tenant);
        }

        if (missing.Count == 0) return settings;
        var before = Interlocked.Read(ref version);
        foreach (var tenant in missing) settings[tenant] = TenantIntake.Default;
        Read(source, [.. missing], settings);

        // What changed while it was read may be older than the change: use it once, keep it not.
        foreach (var tenant in missing)
            if (before == Interlocked.Read(ref version)) known[tenant] = settings[tenant];
        return settings;
    }

    private static void Read(NpgsqlDataSource source, Guid[] tenants, Dictionary<Guid, TenantIntake> settings)
    {
        using var command = source.CreateCommand("""
            select tenant_id, key, value::text from tenant_configs
            where tenant_id = any($1) and key in ('appeal_reuse_days', 'default_operation_mode', 'repeat_lead_source_id')
            """);
        command.Parameters.AddWithValue(tenants);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            using var json = JsonDocument.Parse(reader.GetString(2));
            settings[reader.GetGuid(0)] = With(settings[reader.GetGuid(0)], reader.GetString(1), json.RootElement);
        }
    }

    private static TenantIntake With(TenantIntake settings, string key, JsonElement value) => key switch
    {
        "appeal_reuse_days" when value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var days) => settings with { ReuseDays = days },
        "default_operation_mode" when value.ValueKind is JsonValueKind.String && value.GetString() is "manual" or "assist" or "auto" => settings with { Mode = value.GetString()! },
        "repeat_lead_source_id" when value.ValueKind is JsonValueKind.String && value.TryGetGuid(out var id) => settings with { RepeatLeadSourceId = id },
        _ => settings,
    };
}
