using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BatteryCrm.Data;

/// <summary>
/// Tells the database whose connection it is, each time one is opened: row-level security compares <c>app.tenant_id</c>, the log of what was changed names <c>app.operator_id</c>. Without both
/// nothing is set, and the pool's reset has cleared what the last user set, so nothing is visible.
/// </summary>
internal sealed class TenantConnectionInterceptor : DbConnectionInterceptor
{
    public static readonly TenantConnectionInterceptor Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection, eventData);
        command?.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection, eventData);
        if (command is not null) await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand? Command(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (eventData.Context is not CrmDb db || (db.TenantId is null && db.OperatorId is null)) return null;
        return new NpgsqlCommand("select set_config('app.tenant_id', $1, false), set_config('app.operator_id', $2, false)", (NpgsqlConnection)connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = db.TenantId.ToString() ?? string.Empty }, new NpgsqlParameter<string> { TypedValue = db.OperatorId.ToString() ?? string.Empty } },
        };
    }
}
