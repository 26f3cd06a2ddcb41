using BatteryCrm.Tests.Support;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>
/// Five tenants with 6,000 clients, 6,000 appeals and 30,000 messages each, analysed. In every tenth message stands "дисплей", in three of a tenant "карбюратор",
/// in half of them a word that each tenant has for itself.
/// </summary>
public sealed class SearchedDatabase : IAsyncLifetime
{
    public TestDatabase Database { get; } = new();

    /// <summary>One of the five, with the model of which every appeal in a hundred is.</summary>
    public Guid Tenant { get; private set; }

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            Tenant = await Database.Given.TenantAsync("Магазин " + i);
            await using var fill = new NpgsqlCommand(Rows(Tenant), connection) { CommandTimeout = 120 };
            await fill.ExecuteNonQueryAsync();
        }

        await using var finish = new NpgsqlCommand("vacuum analyze", connection) { CommandTimeout = 120 };
        await finish.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Runs a statement as the app's role of <see cref="Tenant"/>.</summary>
    /// <returns>How many rows it gave, and the plans of the statements inside the functions that it called.</returns>
    public async Task<(int Rows, IReadOnlyList<string> Plans)> PlansAsync(string sql)
    {
        // Who may load auto_explain is a superuser; then he becomes the app.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        var plans = new List<string>();
        connection.Notice += (_, e) =>
        {
            // Of all statements the outermost is the call itself: a scan of the function.
            if (e.Notice.MessageText.Contains("plan:", StringComparison.Ordinal) && !e.Notice.MessageText.Contains("Function Scan on find_", StringComparison.Ordinal)) plans.Add(e.Notice.MessageText);
        };
        await using (var prepare = new NpgsqlCommand(
            $"load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_level = notice; set role batterycrm_app; set app.tenant_id = '{Tenant}'",
            connection)) await prepare.ExecuteNonQueryAsync();
        plans.Clear();
        await using var command = new NpgsqlCommand(sql, connection);
        var rows = 0;
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) rows++;
        return (rows, plans);
    }

    // As the superuser and without looking each reference up.
    private static string Rows(Guid tenant) => $"""
        set session_replication_role = replica;
        drop table if exists numbers;
        create temp table numbers as
            select n, gen_random_uuid() as client, gen_random_uuid() as appeal, timestamptz '2025-11-01' + n * interval '2 minutes' as at from generate_series(1, 6000) n;
        insert into brands (id, tenant_id, name, normalized_name) values (md5('{tenant}')::uuid, '{tenant}', 'Apple', 'apple');
        insert into models (id, tenant_id, brand_id, name) select md5('{tenant}' || n)::uuid, '{tenant}', md5('{tenant}')::uuid, 'iPhone ' || n from generate_series(1, 100) n;
        insert into clients (id, tenant_id, name, phone, created_at, updated_at)
            select client, '{tenant}', (array['Анна','Борис','Вера','Глеб','Дарья','Егор','Жанна','Игорь'])[1 + n % 8] || ' ' || (array['Котова','Орлов','Зимин','Лаптев','Мухин'])[1 + n % 5]
                || ' ' || substr(md5(n::text), 1, 5), '+7917' || lpad((n * 7919 % 10000000)::text, 7, '0'), at, at from numbers;
        insert into appeals (id, tenant_id, client_id, brand_id, model_id, livesklad_order_id, created_at, updated_at)
            select appeal, '{tenant}', client, case when n % 2 = 0 then md5('{tenant}')::uuid end, case when n % 2 = 0 then md5('{tenant}' || (n % 100 + 1))::uuid end,
                case when n % 3 = 0 then 'A-' || n end, at, at from numbers;
        insert into appeal_activity (appeal_id, tenant_id, last_message_at, last_message_type, last_activity_at) select appeal, '{tenant}', at, 'client', at from numbers;
        insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, created_at)
            select gen_random_uuid(), '{tenant}', appeal, 'client',
                'Сообщение номер' || (n * 5 + i) || case when (n + i) % 10 = 0 then ' дисплей разбит' else '' end || case when n % 2000 = 7 and i = 3 then ' карбюратор' else '' end
                || case when n % 2 = 0 then ' слово' || left('{tenant}', 8) else '' end, at + i * interval '1 minute'
            from numbers, generate_series(1, 5) i;
        """;
}
