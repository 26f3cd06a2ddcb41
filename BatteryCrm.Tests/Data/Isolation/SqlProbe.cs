using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>
/// Tries as <c>batterycrm_app</c>, for one tenant, to read, add, change, remove and point at rows of the other by plain SQL; and shows for each statement
/// that the tenant was what it failed by: the same statement with the right tenant does its work.
/// </summary>
internal sealed class SqlProbe(TwoTenants tenants, IReadOnlyList<ProbedTable> tables)
{
    private readonly List<string> breaches = [];

    /// <summary>How many statements were tried with the wrong tenant and then with the right one.</summary>
    public int Tried { get; private set; }

    /// <summary>What succeeded and should not have, or failed for another reason than the tenant.</summary>
    /// <param name="only">One table; null = all but the platform's.</param>
    public static async Task<(IReadOnlyList<string> Breaches, int Tried)> RunAsync(TwoTenants tenants, string? only = null)
    {
        var tables = await ProbedTable.AllAsync(tenants.Database.OwnerSources.App);
        var probe = new SqlProbe(tenants, tables);
        foreach (var table in tables.Where(t => only is null || string.Equals(t.Name, only, StringComparison.Ordinal)))
        {
            await probe.ReadAsync(table);
            await probe.InsertAsync(table);
            await probe.UpdateAsync(table);
            await probe.DeleteAsync(table);
            foreach (var reference in table.References) await probe.PointAsync(table, reference);
        }

        return (probe.breaches, probe.Tried);
    }

    // On a pool of the serving process, as it is.
    private async Task ReadAsync(ProbedTable table)
    {
        await using var connection = await tenants.Database.Sources.App.OpenConnectionAsync();
        var sql = $"select count(*)::int from {table.Name} where {table.Of(tenants.B)}";
        Expect(table, "select", await CountAsync(connection, tenants.A, sql), await CountAsync(connection, tenants.B, sql), Outcome.Hidden);
    }

    private async Task InsertAsync(ProbedTable table)
    {
        await using var attempt = await Attempt.StartAsync(tenants, table, tenants.B);
        var sql = attempt.Insert();
        Expect(table, "insert", await attempt.AsAsync(tenants.A, sql), await attempt.AsAsync(tenants.B, sql), Outcome.Policy);

        if (!table.OwnerMayBeNull) return;
        var shared = attempt.Insert((table.Owner, "null"));
        Expect(table, "insert of nobody's row", await attempt.AsAsync(tenants.A, shared), null, Outcome.Policy);
    }

    private async Task UpdateAsync(ProbedTable table)
    {
        await using var attempt = await Attempt.StartAsync(tenants, table, tenants.B, keep: true);
        foreach (var column in table.Columns)
        {
            var sql = $"update {table.Name} set \"{column}\" = \"{column}\" where {attempt.Row}";
            Expect(table, "update of " + column, await attempt.AsAsync(tenants.A, sql), await attempt.AsAsync(tenants.B, sql), Outcome.Hidden);
        }

        // Giving the own row away, and taking the other's.
        if (table.Owner is not "tenant_id") return;
        var give = $"update {table.Name} set tenant_id = '{tenants.A}' where {attempt.Row}";
        var keep = $"update {table.Name} set tenant_id = '{tenants.B}' where {attempt.Row}";
        Expect(table, "giving away", await attempt.AsAsync(tenants.B, give), await attempt.AsAsync(tenants.B, keep), Outcome.Policy);
        Expect(table, "taking over", await attempt.AsAsync(tenants.A, give), await attempt.AsAsync(tenants.B, keep), Outcome.Hidden);
        if (table.OwnerMayBeNull)
            Expect(table, "sharing", await attempt.AsAsync(tenants.B, $"update {table.Name} set tenant_id = null where {attempt.Row}"), null, Outcome.Policy);
    }

    private async Task DeleteAsync(ProbedTable table)
    {
        // Without the keys of what hangs on the row, so that the right tenant's delete is not refused by them.
        await using var attempt = await Attempt.StartAsync(tenants, table, tenants.B, keep: true, withoutKeys: true);
        var sql = $"delete from {table.Name} where {attempt.Row}";
        Expect(table, "delete", await attempt.AsAsync(tenants.A, sql), await attempt.AsAsync(tenants.B, sql), Outcome.Hidden);
    }

    // The own row, pointing at the other's: as a new row and by an edit.
    private async Task PointAsync(ProbedTable table, ProbedReference reference)
    {
        string foreign;
        await using (var attempt = await Attempt.StartAsync(tenants, table, tenants.A, with: reference.Column))
        {
            if (!await attempt.IsSetAsync(reference.Column))
            {
                breaches.Add($"{table.Name}.{reference.Column} is empty in {nameof(TwoTenants)}: set it, so that pointing can be probed");
                return;
            }

            foreign = await attempt.TargetAsync(tables.Single(t => string.Equals(t.Name, reference.Target, StringComparison.Ordinal)), reference, tenants.B);
            var pointing = await attempt.AsAsync(tenants.A, attempt.Insert((reference.Column, $"'{foreign}'")));
            Expect(table, "insert pointing by " + reference.Column, pointing, await attempt.AsAsync(tenants.A, attempt.Insert()), Outcome.Reference, Outcome.Policy);
        }

        await using var edit = await Attempt.StartAsync(tenants, table, tenants.A, keep: true, with: reference.Column);
        var away = await edit.AsAsync(tenants.A, $"update {table.Name} set {reference.Column} = '{foreign}' where {edit.Row}");
        var same = await edit.AsAsync(tenants.A, $"update {table.Name} set {reference.Column} = {reference.Column} where {edit.Row}");
        Expect(table, "update pointing by " + reference.Column, away, same, Outcome.Reference, Outcome.Policy);
    }

    // What the role may not do at all it may not do with the right tenant either; everything else must work with it.
    private void Expect(ProbedTable table, string what, Outcome wrong, Outcome? right, params Outcome[] refusals)
    {
        Tried++;
        if (wrong == Outcome.NoGrant && right is Outcome.NoGrant or null) return;
        if (!refusals.Contains(wrong)) breaches.Add($"{table.Name}: {what} with the wrong tenant: {wrong}");
        if (right is not null and not Outcome.Done) breaches.Add($"{table.Name}: {what} with the right tenant: {right}, so the refusal proves nothing");
    }

    private static async Task<Outcome> CountAsync(NpgsqlConnection connection, Guid tenant, string sql)
    {
        await using (var set = new NpgsqlCommand("select set_config('app.tenant_id', $1, false), current_user::text", connection) { Parameters = { new() { Value = tenant.ToString() } } })
        await using (var reader = await set.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            Assert.Equal("batterycrm_app", reader.GetString(1));
        }

        return await Outcomes.OfAsync(async () =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (int)(await command.ExecuteScalarAsync())!;
        });
    }
}
