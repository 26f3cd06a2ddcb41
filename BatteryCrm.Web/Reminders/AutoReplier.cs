using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Replies by itself to clients who write for the first time or while the shop is closed, in channels that have words for it (setting <c>auto_reply</c>). Apart from intake, which has no time for
/// it: each round looks at what was written since the one before (ix_appeal_activity_recent), and the outbox's unique key has each thing said once, whatever is looked at again.
/// </summary>
internal sealed class AutoReplier(CrmDataSources sources, IServiceProvider services, AnswerPlatforms platforms, TimeProvider clock, ILogger<AutoReplier> log)
    : ClockRound(TimeSpan.FromSeconds(3), clock, log)
{
    /// <summary>A reply that comes later than this is none: after a night without the program nobody is greeted for what he wrote in the evening.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Messages are stamped before they are committed, and by the clocks of other nodes.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    internal const string WordsSql = """
        select v.tenant_id, v.appeal_id, a.client_id, c.id, c.platform, m.external_chat_id, not exists (
            select from appeals own join messages_history e on e.tenant_id = own.tenant_id and e.appeal_id = own.id
            where own.tenant_id = a.tenant_id and own.client_id = a.client_id and e.channel_id = c.id and (e.created_at < $2 or e.message_type <> 'client'))
        from tenant_configs s
        join tenants t on t.id = s.tenant_id and t.is_active and not t.suspend
        join appeal_activity v on v.tenant_id = s.tenant_id and v.last_message_at > $1 and v.last_message_type = 'client' and v.waiting_since is not null
        join appeals a on a.tenant_id = v.tenant_id and a.id = v.appeal_id
        join channels c on c.tenant_id = v.tenant_id and c.id = v.last_channel_id and c.is_active and c.fault is null
        join messages_history m on m.tenant_id = v.tenant_id and m.id = v.last_message_id and m.external_chat_id is not null
        where s.key = 'auto_reply' and s.value ? c.id::text
        order by v.last_message_at
        """;

    private DateTimeOffset? lookedUntil;

    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var since = lookedUntil is { } until && until - Overlap > now - Patience ? until - Overlap : now - Patience;
        var words = (await WordsAsync(since, now - Patience, cancellation)).Where(w => platforms.IsConnected(w.Platform)).ToList();
        var rules = words.Count == 0 ? [] : await RulesAsync([.. words.Select(w => w.TenantId).Distinct()], cancellation);
        var said = 0;
        foreach (var word in words)
        {
            if (rules.GetValueOrDefault(word.TenantId)?.For(word, now) is not { } reply) continue;
            try
            {
                if (await AsTenant.RunAsync<AutoReplyQueue, bool>(services, word.TenantId, q => q.SayAsync(word, reply, now, cancellation))) said++;
            }
#pragma warning disable CA1031 // one client's trouble is no other's
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                RemindersLog.ReplyFailed(Log, word.AppealId, e.GetType().Name);
            }
#pragma warning restore CA1031
        }

        lookedUntil = now;
        return said;
    }

    private async Task<List<NewWord>> WordsAsync(DateTimeOffset since, DateTimeOffset firstSince, CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(WordsSql);
        command.Parameters.Add(new NpgsqlParameter { Value = since });
        command.Parameters.Add(new NpgsqlParameter { Value = firstSince });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var words = new List<NewWord>();
        while (await reader.ReadAsync(cancellation))
            words.Add(new NewWord(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4), reader.GetString(5), reader.GetBoolean(6)));
        return words;
    }

    private async Task<Dictionary<Guid, AutoReplyRules>> RulesAsync(Guid[] tenants, CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand("select tenant_id, key, value::text from tenant_configs where tenant_id = any ($1) and key = any ($2)");
        command.Parameters.Add(new NpgsqlParameter { Value = tenants });
        command.Parameters.Add(new NpgsqlParameter { Value = AutoReplyRules.Keys });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var settings = tenants.ToDictionary(t => t, _ => new Dictionary<string, string>(StringComparer.Ordinal));
        while (await reader.ReadAsync(cancellation)) settings[reader.GetGuid(0)][reader.GetString(1)] = reader.GetString(2);
        return settings.ToDictionary(s => s.Key, s => AutoReplyRules.Read(s.Value));
    }
}
