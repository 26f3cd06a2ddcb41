using BatteryCrm.Tests.Support;
using Npgsql;

namespace BatteryCrm.Tests.Journeys;

/// <summary>
/// An empty database with its node, as each journey begins. A node that has run for a while has its code compiled, so a journey that left nothing but rows hands its node on, emptied;
/// else the next one starts while nobody waits for it.
/// </summary>
internal sealed class SpareNode
{
    // What the journeys' clients write is a year old, so that each round of the escalation would ring in the middle of a page: within seconds or after them, as fast as the machine is.
    private const string NobodyIsAlerted = """
        create function nobody_is_alerted() returns trigger language plpgsql as 'begin return null; end';
        create trigger nobody_is_alerted before insert on notifications for each row when (new.kind = 'unanswered') execute function nobody_is_alerted();
        """;

    private const string TablesWithRows = """
        select coalesce(array_agg(relname::text order by relname), '{}') from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and query_to_xml(format('select from public.%I limit 1', relname), true, false, '')::text like '%<row%'
        """;

    // All that is no shop's: how tables, functions and rights are made, and the rows that every migrated database has.
    private const string Fingerprint = """
        select md5(string_agg(x, '|' order by x)) from (
            select 'trigger ' || oid || tgenabled::text from pg_trigger
            union all select 'function ' || oid || md5(prosrc) || coalesce(proacl::text, '') from pg_proc where pronamespace = 'public'::regnamespace
            union all select 'relation ' || oid || relnatts || relrowsecurity || coalesce(relacl::text, '') from pg_class where relnamespace = 'public'::regnamespace
            union all select 'constraint ' || oid || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
            union all select 'setting ' || setconfig::text from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())
            union all select 'rows ' || t || query_to_xml(format('select * from public.%I order by 1', t), true, false, '')::text from unnest($1::text[]) t) s (x)
        """;

    private static Task<SpareNode>? next;
    private readonly string[] rowsOfAll;
    private readonly string deletions;
    private readonly string asMade;

    private SpareNode(TestDatabase database, WebProcess web, string[] given, string emptying, string fingerprint) =>
        (Database, Web, rowsOfAll, deletions, asMade) = (database, web, given, emptying, fingerprint);

    public TestDatabase Database { get; }

    public WebProcess Web { get; }

    /// <summary>Journeys run one at a time, so does this. The caller gives it back.</summary>
    public static async Task<SpareNode> TakeAsync()
    {
        if (next is null)
        {
            next = StartAsync();
            TestRun.AtEnd(async () => await (await next).EndAsync());
        }

        try
        {
            return await next;
        }
        catch
        {
            next = StartAsync();
            throw;
        }
    }

    /// <param name="isClean">False when the journey failed, or did to the node or beside it what leaves more than rows.</param>
    public async Task GiveBackAsync(bool isClean)
    {
        if (isClean && !Web.HasExited && await EmptyAsync()) return;
        await EndAsync();
        next = StartAsync();
    }

    private static async Task<SpareNode> StartAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await using var connection = await OpenAsync(database);
        await ScalarAsync<object>(connection, NobodyIsAlerted);
        var given = await ScalarAsync<string[]>(connection, TablesWithRows);
        var web = await WebProcess.StartAsync(database.ConnectionString);
        var kept = await ScalarAsync<string[]>(connection, TablesWithRows);

        // Nobody is asked who refers to what. The history of settings has rows of its own, and those of tenants belong to none.
        var emptying = await ScalarAsync<string>(connection, """
            select format('set session_replication_role = replica; delete from settings_versions where id > %s; ', (select max(id) from settings_versions)) || string_agg(format('delete from public.%I', relname), '; ')
            from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ($1)
            """, kept);
        return new SpareNode(database, web, given!, emptying!, (await ScalarAsync<string>(connection, Fingerprint, given))!);
    }

    private async Task<bool> EmptyAsync()
    {
        try
        {
            await using var connection = await OpenAsync(Database);
            await ScalarAsync<object>(connection, deletions);
            return await ScalarAsync<string>(connection, Fingerprint, rowsOfAll) == asMade;
        }
        catch (NpgsqlException)
        {
            // The node is in the middle of something, or the journey took the database away.
            return false;
        }
    }

    private async Task EndAsync()
    {
        await Web.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, string[]? tables = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (tables is not null) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tables });
        return (T?)await command.ExecuteScalarAsync();
    }
}
