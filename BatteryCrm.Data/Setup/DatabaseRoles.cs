using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace BatteryCrm.Data.Setup;

/// <summary>
/// The four roles of the cluster. Only <c>batterycrm_owner</c> owns anything; the three that serve sign in with passwords derived from the connecting
/// user's, so that one connection string configures all.
/// </summary>
public static class DatabaseRoles
{
    public const string Owner = "batterycrm_owner";
    public const string App = "batterycrm_app";
    public const string Worker = "batterycrm_worker";
    public const string Platform = "batterycrm_platform";

    /// <summary>The connection of one serving role to the same database; base64url(HMAC-SHA256(password, role)).</summary>
    public static string Derive(string connectionString, string role)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Options = null };
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(builder.Password ?? string.Empty), Encoding.UTF8.GetBytes(role));
        builder.Username = role;
        builder.Password = Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return builder.ConnectionString;
    }

    /// <summary>The given connection acting as the owner of all tables: what commands use.</summary>
    public static string AsOwner(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c role=" + Owner }.ConnectionString;

    /// <summary>
    /// Creates what is missing and alters only what differs: roles belong to the whole cluster, and parallel ALTER ROLE fails with "tuple concurrently updated".
    /// </summary>
    public static async Task EnsureAsync(string connectionString, CancellationToken cancellation)
    {
        var postgres = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Options = null, Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('batterycrm.roles'))", cancellation);

        await CreateIfMissingAsync(connection, Owner, "nologin", cancellation);
        foreach (var role in (string[])[App, Worker, Platform])
        {
            var derived = Derive(postgres, role);
            var password = new NpgsqlConnectionStringBuilder(derived).Password;
            if (!await CreateIfMissingAsync(connection, role, $"login password '{password}'", cancellation) && !await CanSignInAsync(derived, cancellation))
                await ExecuteAsync(connection, $"alter role {role} with login password '{password}'", cancellation);
        }

        if (!await IsMemberAsync(connection, cancellation)) await ExecuteAsync(connection, $"grant {Owner} to current_user", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<bool> CreateIfMissingAsync(NpgsqlConnection connection, string role, string with, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", connection);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = role });
        if ((bool)(await exists.ExecuteScalarAsync(cancellation))!) return false;
        await ExecuteAsync(connection, $"create role {role} with {with}", cancellation);
        return true;
    }

    private static async Task<bool> CanSignInAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
    }

    private static async Task<bool> IsMemberAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var member = new NpgsqlCommand($"select pg_has_role(current_user, '{Owner}', 'member')", connection);
        return (bool)(await member.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
