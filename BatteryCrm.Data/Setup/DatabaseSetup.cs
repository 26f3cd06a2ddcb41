using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace BatteryCrm.Data.Setup;

/// <summary>The database cannot be prepared or used as it is; the message says what to do.</summary>
public sealed class DatabaseSetupException(string message) : Exception(message);

/// <summary>Brings a database to the state this program needs: roles, extensions, migrations, the platform's own rows. Runs any number of times.</summary>
public static class DatabaseSetup
{
    private static readonly string[] Extensions = ["vector", "pg_trgm", "btree_gin", "btree_gist"];

    /// <exception cref="DatabaseSetupException">The database lacks what only an administrator can give.</exception>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellation = default)
    {
        await CreateDatabaseIfMissingAsync(connectionString, cancellation);
        await DatabaseRoles.EnsureAsync(connectionString, cancellation);

        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        if (await ScalarAsync<string>(connection, "select lower('Ж')", cancellation) is not "ж")
            throw new DatabaseSetupException("The database's locale does not know Cyrillic (lower('Ж') is unchanged). Create it anew with LC_CTYPE 'C.UTF-8' or a Russian UTF-8 locale.");
        await CreateExtensionsAsync(connection, cancellation);

        await ExecuteAsync(connection, $"grant usage, create on schema public to {DatabaseRoles.Owner}", cancellation);
        await ExecuteAsync(connection, $"grant usage on schema public to {DatabaseRoles.App}, {DatabaseRoles.Worker}, {DatabaseRoles.Platform}", cancellation);
        await ExecuteAsync(connection, $"set role {DatabaseRoles.Owner}", cancellation);

        await using var db = new CrmDb(CrmDbOptions.For(connection));
        // A migration may write a big table anew: minutes.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.MigrateAsync(cancellation);
        await PlatformRows.EnsureAsync(db, cancellation);
    }

    /// <summary>The migrations that this program has and the database has not; empty = ready. Asked by every starting node: without EF's model, which takes a second to build.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        var pending = typeof(CrmDb).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        try
        {
            await using var command = source.CreateCommand("select migration_id from \"__EFMigrationsHistory\"");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) pending.Remove(reader.GetString(0));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Nothing was ever migrated.
        }

        return [.. pending.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A serving process must not be able to see past row-level security, whatever it is asked: neither as who it is (<c>current_user</c>) nor as who signed in
    /// (<c>session_user</c>; <c>RESET ROLE</c> is one statement away) nor as any role that either may become.
    /// </summary>
    /// <exception cref="DatabaseSetupException">One of them is a superuser, bypasses row-level security, may create roles, owns a table or is the owner's role.</exception>
    public static async Task RefuseTooMightyAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        // A superuser may become anybody: then the one reason is enough. Up to PostgreSQL 15 who may create roles can make himself a member of any other.
        await using var command = source.CreateCommand("""
            select u.rolname::text, r.rolname::text, r.rolsuper, r.rolbypassrls, r.rolcreaterole, o.owns
            from pg_roles u
            join pg_roles r on r.oid = u.oid or (not u.rolsuper and pg_has_role(u.oid, r.oid, 'member'))
            cross join lateral (select r.rolname = $1 or exists (
                select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p') and c.relpersistence <> 't') as owns) o
            where u.rolname in (session_user, current_user) and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or o.owns)
            order by u.rolname, r.oid <> u.oid, r.rolname
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DatabaseRoles.Owner });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return;
        var (user, role) = (reader.GetString(0), reader.GetString(1));
        var reasons = new List<string>(4);
        if (reader.GetBoolean(2)) reasons.Add("is a superuser");
        if (reader.GetBoolean(3)) reasons.Add("bypasses row-level security");
        if (reader.GetBoolean(4)) reasons.Add("may create roles");
        if (reader.GetBoolean(5)) reasons.Add(role == DatabaseRoles.Owner ? "is the owner of the tables" : "owns a table");
        var member = user == role ? string.Empty : $"is a member of '{role}', which ";
        throw new DatabaseSetupException($"The database user '{user}' {member}{string.Join(" and ", reasons)}: a serving process must not. Leave ConnectionStrings__App/__Worker/__Platform unset, or give roles that own nothing.");
    }

    private static async Task CreateDatabaseIfMissingAsync(string connectionString, CancellationToken cancellation)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        if (builder.Database is not { Length: > 0 } database)
            throw new DatabaseSetupException("The connection string names no Database.");
        builder.Database = "postgres";
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database });
        if ((bool)(await exists.ExecuteScalarAsync(cancellation))!) return;
        try
        {
            await ExecuteAsync(connection, $"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else made it meanwhile.
        }
    }

    private static async Task CreateExtensionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var extension in Extensions)
        {
            if (await ScalarAsync<bool>(connection, $"select exists (select from pg_extension where extname = '{extension}')", cancellation)) continue;
            try
            {
                await ExecuteAsync(connection, $"create extension if not exists {extension}", cancellation);
            }
            catch (PostgresException e)
            {
                throw new DatabaseSetupException(
                    $"The extension '{extension}' is missing and could not be created ({e.MessageText}). Ask a superuser for: CREATE EXTENSION {extension};");
            }
        }
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
