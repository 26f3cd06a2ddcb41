using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>The tenant's channels and how they are doing. Secrets are never read here, only that they are set.</summary>
public sealed class ChannelQueries(IDbContextFactory<CrmDb> factory, TimeProvider clock)
{
    /// <summary>Three statements: channels with their last message, what silence is, sales channels.</summary>
    public async Task<ChannelList> ListAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sql = $$"""
            select c.id, c.name, c.platform, c.is_active, c.fault, c.fault_at, c.sales_channel_id, {{ChannelSilence.LastInSql}} as last_in_at, c.created_at
            from channels c where c.tenant_id = {0} order by c.is_active desc, c.created_at, c.id
            """;
        var rows = await db.Database.SqlQueryRaw<Read>(sql, db.TenantId!).ToListAsync(cancellation);
        var silence = ChannelSilence.Read(await db.TenantConfigs.Where(c => ChannelSilence.Keys.Contains(c.Key)).ToDictionaryAsync(c => c.Key, c => c.Value, cancellation));
        var sales = await db.SalesChannels.Where(s => s.IsActive).OrderBy(s => s.Name).Select(s => new SalesOption(s.Id, s.Name)).ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        return new ChannelList(
            [.. rows.Select(r => new ChannelRow(r.Id, r.Name, r.Platform, r.IsActive, r.Fault, r.FaultAt, r.SalesChannelId, r.LastInAt, r.CreatedAt) { State = StateOf(r, silence, now) })],
            sales, silence.Limit is { } limit ? (int)limit.TotalHours : null);
    }

    /// <returns>Null when there is no such channel.</returns>
    public async Task<ChannelKeys?> KeysAsync(Guid channelId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var channel = await db.Channels.Where(c => c.Id == channelId).Select(c => new { c.Credentials, c.CreatedAt }).SingleOrDefaultAsync(cancellation);
        if (channel is null) return null;
        var subject = channelId.ToString();
        var set = await db.Database.SqlQuery<FieldSet>(
            $"""
            select f.name, max(v.made_at) as made_at from settings_versions v cross join jsonb_object_keys(v.after -> 'credentials') f(name)
            where v.tenant_id = {db.TenantId} and v.subject = 'channels' and v.subject_id = {subject} and jsonb_typeof(v.after -> 'credentials') = 'object'
                and v.before -> 'credentials' -> f.name is distinct from v.after -> 'credentials' -> f.name
            group by f.name
            """).ToDictionaryAsync(f => f.Name, f => f.MadeAt, StringComparer.Ordinal, cancellation);
        var (fields, open, origins) = (new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        if (channel.Credentials is { } json && JsonElement.Parse(json) is { ValueKind: JsonValueKind.Object } stored)
            foreach (var field in stored.EnumerateObject().Where(f => f.Name is not ChannelActions.SecretBefore and not ChannelCredentials.ApiBaseUrlName))
            {
                fields[field.Name] = set.TryGetValue(field.Name, out var at) ? at : null;
                if (field.Value.ValueKind is JsonValueKind.String) open[field.Name] = field.Value.GetString()!;
                if (field.Value.ValueKind is JsonValueKind.Array) origins.AddRange(field.Value.EnumerateArray().Where(o => o.ValueKind is JsonValueKind.String).Select(o => o.GetString()!));
            }

        return new ChannelKeys(fields, open, origins);
    }

    private static ChannelState StateOf(Read row, ChannelSilence silence, DateTimeOffset now) =>
        !row.IsActive ? ChannelState.Disabled
        : row.Fault is not null ? ChannelState.Failing
        : !Platforms.Received.Contains(row.Platform) ? ChannelState.NotReceived
        : silence.IsTooLong(row.LastInAt ?? row.CreatedAt, now) ? ChannelState.Silent
        : ChannelState.Connected;

    private sealed record Read(Guid Id, string Name, string Platform, bool IsActive, string? Fault, DateTimeOffset? FaultAt, Guid? SalesChannelId, DateTimeOffset? LastInAt, DateTimeOffset CreatedAt);

    private sealed record FieldSet(string Name, DateTimeOffset MadeAt);
}
