using System.Runtime.ExceptionServices;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using Npgsql;

namespace BatteryCrm.Web.Intake.Duplicates;

/// <summary>
/// Looks at those of whom something new is known, and at nobody else: finds who may be the same person and writes it down, in one transaction with taking them from the queue.
/// Nodes take different rows, and never two of them one tenant: what one has read stays so until it is written, or is in the queue behind it.
/// </summary>
internal sealed class DuplicateRound(CrmDataSources sources, TimeProvider clock)
{
    /// <summary>Rows of the queue that are taken at once.</summary>
    public const int Most = 200;

    /// <summary>As for intake: while a table is young its statistics speak of a few rows, and the look-ups of each of many clients would read it through.</summary>
    internal const string ByIndex = "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";

    private const string OfTenant = "tenant";

    /// <returns>How many rows of the queue were done.</returns>
    /// <exception cref="PostgresException">A tenant's search failed; those of the others are written.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Worker.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, ByIndex, cancellation);
        var done = 0;
        PostgresException? failed = null;
        foreach (var tenant in (await ClaimAsync(connection, cancellation)).GroupBy(c => c.Tenant))
        {
            if (!await LockAsync(connection, tenant.Key, cancellation)) continue;
            await transaction.SaveAsync(OfTenant, cancellation);
            try
            {
                await RunAsync(connection, tenant.Key, [.. tenant], cancellation);
                done += tenant.Count();
            }
            catch (PostgresException e)
            {
                // One tenant's trouble is no other's: its rows stand at the end of the queue again.
                failed = e;
                await transaction.RollbackAsync(OfTenant, cancellation);
                await ExecuteAsync(
                    connection,
                    "with put as (delete from duplicate_checks where id = any($1) returning tenant_id, client_id, message_id, asked_at) insert into duplicate_checks (tenant_id, client_id, message_id, asked_at) select * from put",
                    cancellation, tenant.Select(c => c.Id).ToArray());
            }
        }

        await transaction.CommitAsync(cancellation);
        if (failed is not null) ExceptionDispatchInfo.Throw(failed);
        return done;
    }

    private async Task RunAsync(NpgsqlConnection connection, Guid tenant, List<Check> checks, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, "delete from duplicate_checks where id = any($1)", cancellation, checks.ConvertAll(c => c.Id).ToArray());
        var messages = checks.Where(c => c.Message is not null).Select(c => c.Message!.Value).Distinct().ToArray();
        if (messages.Length > 0) await KeepNumbersAsync(connection, tenant, messages, cancellation);
        var clients = checks.Where(c => c.Client is not null).Select(c => c.Client!.Value).Distinct().ToArray();
        if (clients.Length == 0) return;
        var hits = await HitsAsync(connection, tenant, clients, cancellation);
        await WriteAsync(connection, tenant, clients, DuplicateRules.Pairs(hits, await ToldAsync(connection, tenant, clients, cancellation)), cancellation);
        if (DuplicateRules.Doubted(hits) is { Count: > 0 } doubted)
            await ExecuteAsync(connection, "insert into duplicate_checks (tenant_id, client_id) select $1, unnest($2::uuid[])", cancellation, tenant, doubted.ToArray());
    }

    // Numbers that were typed in a conversation are kept with whoever typed them; that puts him into the queue.
    private static async Task KeepNumbersAsync(NpgsqlConnection connection, Guid tenant, Guid[] messages, CancellationToken cancellation)
    {
        var found = new List<(Guid Client, string Value, string Typed)>();
        await using (var command = Command(connection,
            """
            select a.client_id, m.message_text, m.extra -> 'contact' ->> 'phone' from messages_history m join appeals a on a.tenant_id = m.tenant_id and a.id = m.appeal_id
            where m.tenant_id = $1 and m.id = any($2) and m.message_type = 'client'
            """, tenant, messages))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var client = reader.GetGuid(0);
                found.AddRange(Phones.In(reader.GetString(1)).Select(p => (client, p.Number, p.Typed)));
                if (!reader.IsDBNull(2) && Phones.Normalize(reader.GetString(2)) is { } shared) found.Add((client, shared, reader.GetString(2)));
            }
        }

        var kept = found.DistinctBy(f => (f.Client, f.Value)).ToList();
        if (kept.Count == 0) return;
        await ExecuteAsync(
            connection,
            """
            insert into client_contacts (id, tenant_id, client_id, kind, value, typed, source)
            select f.id, $1, f.client_id, 'phone', f.value, f.typed, 'chat' from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) as f (id, client_id, value, typed)
            join clients c on c.tenant_id = $1 and c.id = f.client_id where c.phone is distinct from f.value
            on conflict (tenant_id, client_id, kind, value) do nothing
            """,
            cancellation, tenant, kept.ConvertAll(_ => Ids.New()).ToArray(), kept.ConvertAll(f => f.Client).ToArray(), kept.ConvertAll(f => f.Value).ToArray(), kept.ConvertAll(f => f.Typed).ToArray());
    }

    private static async Task<List<DuplicateHit>> HitsAsync(NpgsqlConnection connection, Guid tenant, Guid[] clients, CancellationToken cancellation)
    {
        await using var command = Command(connection, DuplicateQuery.Hits, tenant, clients);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var hits = new List<DuplicateHit>();
        while (await reader.ReadAsync(cancellation))
            hits.Add(new DuplicateHit(reader.GetGuid(0), Text(reader, 1), reader.GetGuid(2), Text(reader, 3), new Evidence(reader.GetString(4), reader.GetString(5)) { Of = Text(reader, 6) }));
        return hits;
    }

    private static async Task<ILookup<(Guid Client, Guid Other), IReadOnlyList<Evidence>?>> ToldAsync(NpgsqlConnection connection, Guid tenant, Guid[] clients, CancellationToken cancellation)
    {
        await using var command = Command(connection, DuplicateQuery.Told, tenant, clients);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var told = new List<((Guid, Guid) Of, IReadOnlyList<Evidence>? Seen)>();
        while (await reader.ReadAsync(cancellation)) told.Add(((reader.GetGuid(0), reader.GetGuid(1)), Text(reader, 2) is { } json ? Evidence.Read(json) : null));
        return told.ToLookup(t => t.Of, t => t.Seen);
    }

    // What is found no more goes, the rest is written where it is another; whoever's pairs changed is told of.
    private async Task WriteAsync(NpgsqlConnection connection, Guid tenant, Guid[] clients, IReadOnlyList<FoundPair> pairs, CancellationToken cancellation) => await ExecuteAsync(
        connection,
        """
        with found as (select * from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[]) as f (id, one_client_id, other_client_id, strength, evidence)),
        gone as (
            delete from duplicate_candidates d where d.tenant_id = $1 and (d.one_client_id = any($2) or d.other_client_id = any($2))
                and not exists (select from found f where f.one_client_id = d.one_client_id and f.other_client_id = d.other_client_id)
            returning d.one_client_id, d.other_client_id
        ), written as (
            insert into duplicate_candidates as d (id, tenant_id, one_client_id, other_client_id, strength, evidence, found_at)
            select f.id, $1, f.one_client_id, f.other_client_id, f.strength, f.evidence::jsonb, $8 from found f
            on conflict (tenant_id, one_client_id, other_client_id) do update set strength = excluded.strength, evidence = excluded.evidence,
                found_at = case when excluded.strength = 'strong' and d.strength = 'weak' then excluded.found_at else d.found_at end
                where (d.strength, d.evidence) is distinct from (excluded.strength, excluded.evidence)
            returning d.one_client_id, d.other_client_id
        ), changed as (select * from gone union all select * from written)
        insert into live_events (tenant_id, kind, subject_id) select distinct $1, 'duplicates_changed', unnest(array[one_client_id, other_client_id]) from changed
        """,
        cancellation, tenant, clients, pairs.Select(_ => Ids.New()).ToArray(), pairs.Select(p => p.Pair.One).ToArray(), pairs.Select(p => p.Pair.Other).ToArray(),
        pairs.Select(p => p.Strength).ToArray(), pairs.Select(p => Evidence.Write(p.Evidence)).ToArray(), clock.GetUtcNow());

    private static async Task<List<Check>> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = Command(connection, "select id, tenant_id, client_id, message_id from duplicate_checks order by id limit $1 for update skip locked", Most);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var checks = new List<Check>();
        while (await reader.ReadAsync(cancellation))
            checks.Add(new Check(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetGuid(3)));
        return checks;
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, Guid tenant, CancellationToken cancellation)
    {
        await using var command = Command(connection, "select pg_try_advisory_xact_lock(hashtextextended('duplicates/' || $1::text, 0))", tenant);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private sealed record Check(long Id, Guid Tenant, Guid? Client, Guid? Message);
}
