using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Settings;

public enum SettingEnd
{
    Saved,
    NotAllowed,

    /// <summary><see cref="SettingResult.Problem"/> says why.</summary>
    Wrong,

    /// <summary>A colleague was first: <see cref="SettingResult.Theirs"/>.</summary>
    Conflict,
}

/// <param name="Theirs">What holds now; null = the default.</param>
public sealed record SettingResult(SettingEnd End, SettingProblem? Problem = null, SettingValue? Theirs = null);

/// <summary>Changes one setting of the tenant; for admins. What changed is kept by the table's own trigger, and every node forgets what it knew.</summary>
public sealed class SettingsActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <param name="json">Null = back to the default.</param>
    /// <param name="seen">The version on which the change is based; null = it was not set.</param>
    public async Task<SettingResult> SaveAsync(string key, string? json, string? seen, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new SettingResult(SettingEnd.NotAllowed);
        if (TenantSettings.Find(key) is not { } setting) return new SettingResult(SettingEnd.Wrong, SettingProblem.Shape);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (json is not null && await ProblemAsync(db, setting, json, cancellation) is { } problem) return new SettingResult(SettingEnd.Wrong, problem);

        var tenant = db.TenantId;
        var changed = (json, seen) switch
        {
            (null, null) => 0,
            (null, _) => await db.Database.ExecuteSqlAsync($"delete from tenant_configs where tenant_id = {tenant} and key = {key} and xmin::text = {seen}", cancellation),
            (_, null) => await db.Database.ExecuteSqlAsync($"insert into tenant_configs (tenant_id, key, value) values ({tenant}, {key}, {json}::jsonb) on conflict (tenant_id, key) do nothing", cancellation),
            _ => await db.Database.ExecuteSqlAsync($"update tenant_configs set value = {json}::jsonb where tenant_id = {tenant} and key = {key} and xmin::text = {seen}", cancellation),
        };
        if (changed == 1) return new SettingResult(SettingEnd.Saved);

        // Who wanted the same has it.
        var theirs = (await SettingsQueries.ValuesAsync(db, cancellation)).GetValueOrDefault(key);
        return IsSame(json, theirs?.Json) ? new SettingResult(SettingEnd.Saved) : new SettingResult(SettingEnd.Conflict, Theirs: theirs);
    }

    /// <summary>Two values say the same, however they are written; null = the default.</summary>
    public static bool IsSame(string? one, string? other) =>
        one is null || other is null ? one is null && other is null : JsonElement.DeepEquals(JsonElement.Parse(one), JsonElement.Parse(other));

    private static async Task<SettingProblem?> ProblemAsync(CrmDb db, TenantSetting setting, string json, CancellationToken cancellation)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return SettingProblem.Shape;
        }

        return setting.Check(value) ?? setting.Kind switch
        {
            SettingKind.Deals when value.EnumerateArray().Select(d => d.GetString()!).Distinct().ToList() is var codes
                && await db.DealTypes.CountAsync(d => d.IsActive && codes.Contains(d.Code), cancellation) != codes.Count => SettingProblem.Gone,
            SettingKind.Source when !await db.LeadSources.AnyAsync(s => s.Id == value.GetGuid() && s.IsActive, cancellation) => SettingProblem.Gone,
            SettingKind.Replies when value.EnumerateObject().Select(c => Guid.Parse(c.Name)).ToList() is var ids && await db.Channels.CountAsync(c => ids.Contains(c.Id), cancellation) != ids.Count => SettingProblem.Gone,
            _ => null,
        };
    }
}
