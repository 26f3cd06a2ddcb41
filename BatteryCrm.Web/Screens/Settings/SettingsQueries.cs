using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Settings;

/// <summary>What is set.</summary>
/// <param name="Json">As it is stored.</param>
/// <param name="Version">Of the row (xmin): another one once somebody has changed it.</param>
public sealed record SettingValue(string Json, string Version);

/// <param name="Code">Of a deal type; else an id.</param>
public sealed record SettingOption(string Code, string Name, string? Platform = null);

/// <param name="Values">By key, without those that are not set.</param>
public sealed record SettingsSheet(
    IReadOnlyDictionary<string, SettingValue> Values, IReadOnlyList<SettingOption> Deals, IReadOnlyList<SettingOption> Sources, IReadOnlyList<SettingOption> Channels);

/// <summary>The tenant's settings with what can be chosen in them.</summary>
public sealed class SettingsQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Four statements.</summary>
    public async Task<SettingsSheet> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var values = await ValuesAsync(db, cancellation);
        var deals = await db.DealTypes.Where(d => d.IsActive).OrderBy(d => d.CreatedAt).ThenBy(d => d.Name).Select(d => new SettingOption(d.Code, d.Name, null)).ToListAsync(cancellation);
        var sources = await db.LeadSources.Where(s => s.IsActive).OrderBy(s => s.Name).Select(s => new SettingOption(s.Id.ToString(), s.Name, null)).ToListAsync(cancellation);
        var channels = await db.Channels.OrderByDescending(c => c.IsActive).ThenBy(c => c.Name).Select(c => new SettingOption(c.Id.ToString(), c.Name, c.Platform)).ToListAsync(cancellation);
        return new SettingsSheet(values, deals, sources, channels);
    }

    internal static async Task<Dictionary<string, SettingValue>> ValuesAsync(CrmDb db, CancellationToken cancellation) =>
        await db.Database.SqlQuery<Row>($"select key, value::text as value, xmin::text as version from tenant_configs where tenant_id = {db.TenantId}")
            .ToDictionaryAsync(r => r.Key, r => new SettingValue(r.Value, r.Version), StringComparer.Ordinal, cancellation);

    private sealed record Row(string Key, string Value, string Version);
}
