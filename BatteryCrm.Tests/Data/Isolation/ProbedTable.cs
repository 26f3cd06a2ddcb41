using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>A table that holds rows of tenants, as the catalogue has it.</summary>
/// <param name="Owner">The column that says whose a row is: tenant_id, the tenant's own id, or the operator whose tenant it is.</param>
/// <param name="Columns">Those that a statement may write.</param>
/// <param name="Key">The primary key.</param>
/// <param name="References">Foreign keys to other probed tables, each with the one column that is not the tenant.</param>
internal sealed record ProbedTable(string Name, string Owner, bool OwnerMayBeNull, string[] Columns, string[] Key, IReadOnlyList<ProbedReference> References)
{
    /// <summary>The platform's own: the same for all tenants, nothing of any of them.</summary>
    public static readonly IReadOnlySet<string> Platform =
        new HashSet<string>(StringComparer.Ordinal) { "deal_types", "appeal_meta_config", "data_protection_keys", "__EFMigrationsHistory" };

    /// <summary>The condition under which a row is the tenant's.</summary>
    public string Of(Guid tenant) =>
        Owner is "user_id" ? $"user_id in (select o.id from operators o where o.tenant_id = '{tenant}')" : $"{Owner} = '{tenant}'";

    /// <summary>Every table of the database but the platform's, so that a new one is probed without being named here.</summary>
    public static async Task<IReadOnlyList<ProbedTable>> AllAsync(NpgsqlDataSource source)
    {
        var catalogue = await Catalogue.ReadAsync(source);
        var writable = (await Catalogue.AllAsync(
            source,
            """
            select a.attrelid::regclass::text, a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
            """,
            r => (Table: r.GetString(0).Trim('"'), Column: r.GetString(1)))).ToLookup(c => c.Table, c => c.Column, StringComparer.Ordinal);

        var tables = new List<ProbedTable>();
        foreach (var columns in catalogue.Columns.GroupBy(c => c.Table, StringComparer.Ordinal).Where(g => !Platform.Contains(g.Key)))
        {
            var name = columns.Key;
            var owner = name is "tenants" ? "id" : new[] { "tenant_id", "user_id" }.FirstOrDefault(o => columns.Any(c => Same(c.Name, o)))
                ?? throw new InvalidOperationException($"Table {name} has no tenant_id: give it one, or name it among the platform's tables.");
            var references = catalogue.References.Where(r => Same(r.Table, name) && !Platform.Contains(r.Target))
                .SelectMany(r => r.Columns.Zip(r.TargetColumns, (own, target) => new ProbedReference(own, r.Target, target)))
                .Where(r => !Same(r.Column, "tenant_id")).Distinct();
            tables.Add(new ProbedTable(
                name, owner, !columns.Single(c => Same(c.Name, owner)).NotNull, [.. writable[name]],
                catalogue.Constraints.Single(c => c.Kind == 'p' && Same(c.Table, name)).Columns, [.. references]));
        }

        return tables;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);
}

/// <summary>A column that refers to a row of another probed table.</summary>
internal sealed record ProbedReference(string Column, string Target, string TargetColumn);
