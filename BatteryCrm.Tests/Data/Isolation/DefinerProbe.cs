using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>
/// Functions that run as the owner of the tables see past row-level security, so each is known here by name with a statement that must find nothing of another
/// tenant. One that is not known fails the probe.
/// </summary>
internal sealed class DefinerProbe(TwoTenants tenants)
{
    /// <summary>Before sign-in nobody knows the tenant: these say whose an operator is.</summary>
    public static readonly IReadOnlyDictionary<string, string> SignIn = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["operator_for_sign_in"] = "select * from operator_for_sign_in('B@DEMO.TEST')",
        ["operator_for_passkey"] = "select * from operator_for_passkey('b')",
        ["tenant_of_operator"] = "select * from tenant_of_operator('{operator}')",
    };

    /// <summary>The platform's alone.</summary>
    private static readonly HashSet<string> OfPlatform = new(StringComparer.Ordinal) { "create_first_admin", "tenant_usage" };

    /// <summary>Nobody calls a trigger's function.</summary>
    private static readonly HashSet<string> Triggers = new(StringComparer.Ordinal) { "keep_passkey_version", "keep_price", "keep_sign_in_names_apart", "keep_version", "tell_live", "tell_catalogue", "tell_settings", "tell_settings_to_all", "tell_notified", "ask_for_duplicates", "ask_for_duplicates_of" };

    /// <summary>
    /// What people call, each with a statement that, with the right tenant, finds a row of tenant B's: <c>{tenant}</c>, <c>{operator}</c>, <c>{client}</c> are B's. Tenant A may
    /// have such rows of its own; the ids tell whose they are. What they change is rolled back.
    /// </summary>
    private static readonly Dictionary<string, string> Called = new(StringComparer.Ordinal)
    {
        ["erase_client"] = "select * from erase_client('{client}', '{operator}', 'x')",
        ["undo_import_step"] = "select * from undo_import_step('{import}', 10)",
        ["find_clients_by_name"] = "select * from find_clients_by_name('анна', 50)",
        ["find_clients_by_mark"] = "select * from find_clients_by_mark('опт', 50)",
        ["find_clients_by_phone"] = "select * from find_clients_by_phone('4567', 50)",
        ["find_appeals_by_order"] = "select * from find_appeals_by_order('1024', 50)",
        ["find_appeals_by_device"] = "select * from find_appeals_by_device('iphone', 50)",
        ["find_messages"] = "select * from find_messages('стоит', 50)",
    };

    public static async Task<IReadOnlyList<string>> RunAsync(TwoTenants tenants) => await new DefinerProbe(tenants).ProbeAsync();

    /// <summary>The names and result columns of every function that runs as somebody else than its caller.</summary>
    public static Task<List<(string Name, string Result, string Settings, bool Public, bool App, bool Worker, bool Platform)>> AllAsync(NpgsqlDataSource source) =>
        Catalogue.AllAsync(
            source,
            """
            select p.proname::text, pg_get_function_result(p.oid), coalesce(array_to_string(p.proconfig, '; '), ''),
                exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0),
                has_function_privilege('batterycrm_app', p.oid, 'execute'), has_function_privilege('batterycrm_worker', p.oid, 'execute'),
                has_function_privilege('batterycrm_platform', p.oid, 'execute')
            from pg_proc p where p.prosecdef and p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) order by 1
            """,
            r => (r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetBoolean(4), r.GetBoolean(5), r.GetBoolean(6)));

    private async Task<IReadOnlyList<string>> ProbeAsync()
    {
        var breaches = new List<string>();
        foreach (var function in await AllAsync(tenants.Database.OwnerSources.App))
        {
            if (function.Public) breaches.Add($"{function.Name}: everybody may execute it (REVOKE EXECUTE … FROM PUBLIC)");
            if (function.Settings is not "search_path=public, pg_temp") breaches.Add($"{function.Name}: its search_path is not fixed ({function.Settings})");
            if (Triggers.Contains(function.Name))
            {
                if (function.App || function.Worker || function.Platform) breaches.Add($"{function.Name}: a serving role may call it");
            }
            else if (OfPlatform.Contains(function.Name))
            {
                if (function.App || function.Worker || !function.Platform) breaches.Add($"{function.Name}: not the platform's alone");
            }
            else if (Called.TryGetValue(function.Name, out var call)) await CallAsync(breaches, function.Name, call);
            else if (!SignIn.ContainsKey(function.Name)) breaches.Add($"{function.Name}: no probe knows it; add a statement to {nameof(DefinerProbe)}");
        }

        return breaches;
    }

    private async Task CallAsync(List<string> breaches, string name, string call)
    {
        var unset = await RowsAsync(null, call);
        var right = await RowsAsync(tenants.B, call);
        var wrong = (await RowsAsync(tenants.A, call)).Intersect(right, StringComparer.Ordinal).Count();
        if (wrong > 0) breaches.Add($"{name}: gives {wrong} rows of another tenant");
        if (unset.Count > 0) breaches.Add($"{name}: gives {unset.Count} rows without a tenant");
        if (right.Count == 0) breaches.Add($"{name}: finds nothing with the right tenant, so the rest proves nothing");
    }

    /// <summary>The rows of a statement of the app's role; null = no tenant set. Placeholders are B's.</summary>
    public async Task<List<string>> RowsAsync(Guid? tenant, string call)
    {
        var person = await tenants.Database.ScalarAsync<Guid>($"select id from operators where tenant_id = '{tenants.B}'");
        var client = await tenants.Database.ScalarAsync<Guid>($"select id from clients where tenant_id = '{tenants.B}' and name = 'Аня'");
        var import = await tenants.Database.ScalarAsync<Guid>($"select id from client_imports where tenant_id = '{tenants.B}' and state = 'undoing'");
        var sql = call.Replace("{import}", import.ToString(), StringComparison.Ordinal).Replace("{client}", client.ToString(), StringComparison.Ordinal).Replace("{tenant}", tenants.B.ToString(), StringComparison.Ordinal).Replace("{operator}", person.ToString(), StringComparison.Ordinal);
        await using var connection = await tenants.Database.Sources.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (tenant is { } id)
        {
            await using var set = new NpgsqlCommand("select set_config('app.tenant_id', $1, true)", connection) { Parameters = { new() { Value = id.ToString() } } };
            await set.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        return rows;
    }
}
