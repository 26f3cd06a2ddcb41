using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>
/// One row and a transaction that is never committed, in which statements run as <c>batterycrm_app</c>, each from the same state: a row's own insert can be
/// shown to work, because the row was taken out before.
/// </summary>
internal sealed class Attempt : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly ProbedTable table;
    private string json = string.Empty;

    private Attempt(NpgsqlConnection connection, ProbedTable table)
    {
        this.connection = connection;
        this.table = table;
    }

    /// <summary>The condition that is true for this row alone.</summary>
    public string Row { get; private set; } = string.Empty;

    /// <param name="tenant">Whose row it is about: the one with the fewest empty columns.</param>
    /// <param name="keep">False takes the row out first, for an insert.</param>
    /// <param name="withoutKeys">Statements do not check foreign keys.</param>
    /// <param name="with">A column that should not be empty, where some rows have it and others cannot.</param>
    public static async Task<Attempt> StartAsync(TwoTenants tenants, ProbedTable table, Guid tenant, bool keep = false, bool withoutKeys = false, string? with = null)
    {
        // Not the owner: only a superuser may take a row out without its foreign keys, and step down to the app's role.
        var superuser = new NpgsqlConnection(tenants.Database.ConnectionString);
        await superuser.OpenAsync();
        var attempt = new Attempt(superuser, table);
        await attempt.RunAsync("begin; set local session_replication_role = replica");
        attempt.json = await attempt.TextAsync($"select to_jsonb(t)::text from {table.Name} t where {table.Of(tenant)} order by {(with is null ? string.Empty : $"(\"{with}\" is null), ")}(select count(*) from jsonb_each_text(to_jsonb(t)) where value is null) limit 1")
            ?? throw new InvalidOperationException($"{nameof(TwoTenants)} has no row of {table.Name}: add one, so that the table can be probed.");
        attempt.Row = string.Join(" and ", table.Key.Select(k => $"\"{k}\" = (select p.\"{k}\" from jsonb_populate_record(null::{table.Name}, '{attempt.json.Replace("'", "''", StringComparison.Ordinal)}'::jsonb) p)"));
        if (!keep) await attempt.RunAsync($"delete from {table.Name} where {attempt.Row}");
        if (!withoutKeys) await attempt.RunAsync("set local session_replication_role = origin");
        await attempt.RunAsync("set local role batterycrm_app");
        if (await attempt.TextAsync("select current_user::text") is not "batterycrm_app") throw new InvalidOperationException("The probe is not the app's role.");
        return attempt;
    }

    /// <summary>The statement that adds the row anew, some columns with other values.</summary>
    public string Insert(params (string Column, string Value)[] other)
    {
        var values = table.Columns.Select(c => other.FirstOrDefault(o => string.Equals(o.Column, c, StringComparison.Ordinal)) is { Value: { } value } ? value : $"p.\"{c}\"");
        return $"insert into {table.Name} ({string.Join(", ", table.Columns.Select(c => $"\"{c}\""))}) select {string.Join(", ", values)} " +
            $"from jsonb_populate_record(null::{table.Name}, '{json.Replace("'", "''", StringComparison.Ordinal)}'::jsonb) p";
    }

    /// <summary>Runs a statement for a tenant and undoes it.</summary>
    public async Task<Outcome> AsAsync(Guid tenant, string sql)
    {
        await RunAsync($"savepoint here; select set_config('app.tenant_id', '{tenant}', true)");
        try
        {
            return await Outcomes.OfAsync(() => RunAsync(sql));
        }
        finally
        {
            await RunAsync("rollback to here");
        }
    }

    public async Task<bool> IsSetAsync(string column) =>
        await TextAsync($"select p.\"{column}\"::text from jsonb_populate_record(null::{table.Name}, '{json.Replace("'", "''", StringComparison.Ordinal)}'::jsonb) p") is not null;

    /// <summary>The value by which a row of that tenant is referred to: one that nobody in this table refers to yet, if there is such a row.</summary>
    public async Task<string> TargetAsync(ProbedTable target, ProbedReference reference, Guid tenant)
    {
        await RunAsync("savepoint here; reset role");
        var value = await TextAsync($"""
            select t.{reference.TargetColumn}::text from {target.Name} t where t.{target.Of(tenant)}
            order by exists (select from {table.Name} r where r.{reference.Column} = t.{reference.TargetColumn}) limit 1
            """);
        await RunAsync("rollback to here");
        return value ?? throw new InvalidOperationException($"{nameof(TwoTenants)} has no row of {target.Name}.");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("rollback");
        await connection.DisposeAsync();
    }

    private async Task<int> RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> TextAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
