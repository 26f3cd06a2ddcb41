using System.Collections.Concurrent;
using Npgsql;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>The plain indexes of some tables, dropped before rows are loaded and made again from their own definitions afterwards: sorted once, they cost a part of it.</summary>
internal sealed class IndexesAside
{
    private readonly string connection;
    private readonly List<string> definitions;

    private IndexesAside(string connection, List<string> definitions) => (this.connection, this.definitions) = (connection, definitions);

    /// <summary>Those of keys stay: references hang on them.</summary>
    public static async Task<IndexesAside> DropAsync(string connection, params string[] tables)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var (names, definitions) = (new List<string>(), new List<string>());
        await using (var command = source.CreateCommand("""
            select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class t on t.oid = i.indrelid
            where t.relname = any ($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            """))
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tables });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
                definitions.Add(reader.GetString(1));
            }
        }

        await using var drop = source.CreateCommand("drop index " + string.Join(", ", names));
        await drop.ExecuteNonQueryAsync();
        return new IndexesAside(connection, definitions);
    }

    /// <summary>Two at a time, the longest first: the inverted ones.</summary>
    public async Task MakeAsync()
    {
        var left = new ConcurrentQueue<string>(definitions.OrderByDescending(d => d.Contains(" USING gin ", StringComparison.Ordinal)));
        await Task.WhenAll(MakeAsync(left), MakeAsync(left));
    }

    private async Task MakeAsync(ConcurrentQueue<string> left)
    {
        await using var own = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await own.OpenAsync();
        while (left.TryDequeue(out var definition))
        {
            await using var command = new NpgsqlCommand("set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 0; " + definition, own);
            await command.ExecuteNonQueryAsync();
        }
    }
}
