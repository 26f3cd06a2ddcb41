using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Live;

/// <summary>What one read of the log gave: the new facts and the snapshot to go on from.</summary>
/// <param name="IsCut">There are more than are worth reading: whoever shows or keeps rows reads them anew.</param>
/// <param name="Age">How old the oldest fact is, by the database's clock; zero without facts.</param>
internal sealed record LiveNews(LiveSnapshot Snapshot, IReadOnlyList<(Guid TenantId, LiveFact Fact)> Facts, bool IsCut, TimeSpan Age);

/// <summary>The listener's reads: the log itself, and each changed row once for the whole node.</summary>
internal sealed class LiveReads(CrmDataSources sources, IDbContextFactory<WorkerDb> factory)
{
    /// <summary>Facts of all tenants that one read takes at most: a node that was cut off neither fills its memory nor reads past the command's time-out.</summary>
    public const int MaxFacts = 10_000;

    private long logReads;
    private long rows;
    private long messageRows;
    private long changes;

    /// <summary>How often the log was asked for news, since start.</summary>
    public long LogReads => Interlocked.Read(ref logReads);

    /// <summary>How many rows were read for consoles, counters included, since start.</summary>
    public long RowsRead => Interlocked.Read(ref rows);

    /// <summary>Of them, rows of messages.</summary>
    public long MessageRowsRead => Interlocked.Read(ref messageRows);

    /// <summary>How many facts those reads served.</summary>
    public long ChangesServed => Interlocked.Read(ref changes);

    public async Task<LiveSnapshot> PresentAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand("select pg_current_snapshot()::text");
        return LiveSnapshot.Parse((string)(await command.ExecuteScalarAsync(cancellation))!);
    }

    /// <summary>Everything committed since <paramref name="seen"/>, in one statement, so that rows and snapshot belong together; no more than a bound. Index: ix_live_events_unseen.</summary>
    public async Task<LiveNews> SinceAsync(LiveSnapshot seen, CancellationToken cancellation)
    {
        Interlocked.Increment(ref logReads);
        await using var command = sources.Worker.CreateCommand("""
            select pg_current_snapshot()::text, e.tenant_id, e.kind, e.appeal_id, e.message_id, e.subject_id, now() - e.created_at
            from (select 1) as always
            left join (
                (select id, tenant_id, kind, appeal_id, message_id, subject_id, created_at from live_events where xid >= $1 order by xid limit $3)
                union all
                (select id, tenant_id, kind, appeal_id, message_id, subject_id, created_at from live_events where xid = any($2) order by xid limit $3)) as e on true
            order by e.id
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = seen.Xmax, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter { Value = seen.InProgress.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxFacts + 1 });

        LiveSnapshot? snapshot = null;
        var age = TimeSpan.Zero;
        var facts = new List<(Guid, LiveFact)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            snapshot ??= LiveSnapshot.Parse(reader.GetString(0));
            if (reader.IsDBNull(1)) continue;
            if (facts.Count == 0) age = reader.GetTimeSpan(6);
            facts.Add((reader.GetGuid(1), new LiveFact(reader.GetString(2), Id(reader, 3), Id(reader, 4), Id(reader, 5))));
        }

        return new LiveNews(snapshot!, facts, facts.Count > MaxFacts, age);
    }

    /// <summary>
    /// The rows that one tenant's facts are about, each read once however many facts and consoles there are. The log has no foreign keys and this role sees all
    /// tenants: a fact that names another tenant's row reads nothing.
    /// </summary>
    public async Task<(IReadOnlyList<QueueRow> Queue, IReadOnlyList<MessageRow> Messages)> RowsAsync(Guid tenantId, IReadOnlyList<LiveFact> facts, CancellationToken cancellation)
    {
        var appeals = facts.Where(f => f.AppealId is not null).Select(f => f.AppealId!.Value).Distinct().ToArray();
        var messages = facts.Where(f => f.MessageId is not null && f.Kind is LiveKinds.MessageAdded or LiveKinds.MessageChanged).Select(f => f.MessageId!.Value).Distinct().ToArray();
        if (appeals.Length == 0 && messages.Length == 0) return ([], []);

        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = messages.Length == 0
            ? []
            : await MessageRow.From(db, db.Messages.Where(m => m.TenantId == tenantId && messages.Contains(m.Id))).AsNoTracking().ToListAsync(cancellation);
        var queueRows = appeals.Length == 0
            ? []
            : await QueueRow.From(db, db.AppealActivity.Where(a => a.TenantId == tenantId && appeals.Contains(a.AppealId))).AsNoTracking().ToListAsync(cancellation);

        // One change = one fact about a message or, without a message, about an appeal; the queue row of a message's appeal comes in the same trip.
        Interlocked.Add(ref changes, Math.Max(facts.Count(f => f.MessageId is not null), 1));
        Interlocked.Add(ref rows, Math.Max(read.Count, queueRows.Count));
        Interlocked.Add(ref messageRows, read.Count);
        return (queueRows, [.. read.OrderBy(m => m.CreatedAt).ThenBy(m => m.Id)]);
    }

    /// <summary>The tabs' counters of one tenant. Indexes: ix_appeal_activity_waiting, ix_appeal_activity_holder (both partial: they hold only what is counted).</summary>
    public async Task<QueueCounts> CountsAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        Interlocked.Increment(ref rows);
        return await QueueCountsQuery.ReadAsync(db, tenantId, cancellation);
    }

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
