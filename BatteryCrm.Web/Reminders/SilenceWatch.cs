using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Tells the admins of a tenant once of each silence of a channel that is longer than usual (<see cref="ChannelSilence"/>), however many nodes look: the platform may post to an old address, or the site's form is gone.
/// Channels of platforms that are not received yet, and those that are switched off, are silent by nature.
/// </summary>
internal sealed class SilenceWatch(CrmDataSources sources, TimeProvider clock, ILogger<SilenceWatch> log) : ClockRound(TimeSpan.FromMinutes(5), clock, log)
{
    // The clock alone says of most that they are not silent: the shortest limit is an hour.
    internal static readonly string FindSql = $"""
        select c.id, s.since, coalesce(k.settings, '[]')::text
        from channels c
        join tenants t on t.id = c.tenant_id and t.is_active and not t.suspend
        cross join lateral (select coalesce({ChannelSilence.LastInSql}, c.created_at) as since) s
        left join lateral (select jsonb_agg(jsonb_build_array(g.key, g.value::text)) as settings from tenant_configs g where g.tenant_id = c.tenant_id and g.key = any($3)) k on true
        where c.is_active and c.platform = any($1) and s.since <= $2 and c.silence_told is distinct from s.since
        """;

    internal const string TellSql = """
        with told as (
            update channels set silence_told = $2 where id = $1 and is_active and silence_told is distinct from $2 returning id, tenant_id
        )
        insert into notifications (tenant_id, operator_id, kind, channel_id)
        select t.tenant_id, o.id, 'channel_silent', t.id from told t join operators o on o.tenant_id = t.tenant_id and o.is_active and o.role = 'admin'
        """;

    /// <returns>How many notices were written.</returns>
    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var told = 0;
        foreach (var (channel, since, silence) in await FindAsync(now, cancellation))
        {
            if (!silence.IsTooLong(since, now)) continue;
            await using var tell = sources.Worker.CreateCommand(TellSql);
            tell.Parameters.Add(new NpgsqlParameter { Value = channel });
            tell.Parameters.Add(new NpgsqlParameter { Value = since });
            told += await tell.ExecuteNonQueryAsync(cancellation);
        }

        return told;
    }

    private async Task<List<(Guid Channel, DateTimeOffset Since, ChannelSilence Silence)>> FindAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var find = sources.Worker.CreateCommand(FindSql);
        find.Parameters.Add(new NpgsqlParameter { Value = Platforms.Received.ToArray() });
        find.Parameters.Add(new NpgsqlParameter { Value = now.AddHours(-1) });
        find.Parameters.Add(new NpgsqlParameter { Value = ChannelSilence.Keys });
        var found = new List<(Guid, DateTimeOffset, ChannelSilence)>();
        await using var reader = await find.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var settings = System.Text.Json.JsonSerializer.Deserialize<string[][]>(reader.GetString(2))!.ToDictionary(s => s[0], s => s[1], StringComparer.Ordinal);
            found.Add((reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), ChannelSilence.Read(settings)));
        }

        return found;
    }
}
