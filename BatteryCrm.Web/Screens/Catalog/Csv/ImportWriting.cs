using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>Writes many rows of a catalogue, by one statement each way. The caller holds the lock of the catalogue.</summary>
internal static class ImportWriting
{
    /// <param name="lines">Of new rows.</param>
    public static Task<int> InsertAsync(CrmDb db, CatalogueKind kind, IReadOnlyList<PlannedLine> lines, Guid operatorId, CancellationToken cancellation)
    {
        if (lines.Count == 0) return Task.FromResult(0);
        var arrays = new Arrays();
        List<string> columns = ["tenant_id", "is_active"], taken = ["$1", arrays.Add("is_active", lines.Select(l => l.IsActive ? "true" : "false")) + "::boolean"];
        void Take(string column, string expression)
        {
            columns.Add(column);
            taken.Add(expression);
        }

        if (kind.IdType == "uuid") Take("id", arrays.Add("id", lines.Select(_ => Ids.New().ToString())) + "::uuid");
        foreach (var field in kind.Fields) Take(field.Column, CatalogueSql.Typed(field, arrays.Add(field.Column, lines.Select(l => l.Values[field.Column]))));
        if (kind.Folded is { } folded) Take(folded, arrays.Add(folded, lines.Select(l => LookAlikes.Fold(l.Values[kind.Name.Column]!))));
        if (kind.HasCreatedBy) Take("created_by", "$2");
        return CatalogueSql.RunAsync(
            db, $"insert into {kind.Table} ({string.Join(", ", columns)}) select {string.Join(", ", taken)} from {arrays.Rows(3)}", cancellation, [db.TenantId, operatorId, .. arrays.Values]);
    }

    /// <param name="rows">Each with what it is to be.</param>
    public static Task<int> UpdateAsync(CrmDb db, CatalogueKind kind, IReadOnlyList<(CatalogueRow Row, IReadOnlyDictionary<string, string?> Values, bool IsActive)> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return Task.FromResult(0);
        var arrays = new Arrays();
        var id = arrays.Add("id", rows.Select(r => r.Row.Id)) + "::" + kind.IdType;
        var sets = new List<string> { $"is_active = {arrays.Add("is_active", rows.Select(r => r.IsActive ? "true" : "false"))}::boolean" };
        // What no row changes is not written: it stays to the letter.
        foreach (var field in kind.Fields.Where(f => rows.Any(r => r.Row[f.Column] != r.Values[f.Column]))) sets.Add($"{field.Column} = {CatalogueSql.Typed(field, arrays.Add(field.Column, rows.Select(r => r.Values[field.Column])))}");
        if (kind.Folded is { } folded && rows.Any(r => r.Row.Name != r.Values[kind.Name.Column])) sets.Add($"{folded} = {arrays.Add(folded, rows.Select(r => LookAlikes.Fold(r.Values[kind.Name.Column]!)))}");
        if (kind.HasUpdatedAt) sets.Add("updated_at = now()");
        return CatalogueSql.RunAsync(db, $"update {kind.Table} t set {string.Join(", ", sets)} from {arrays.Rows(1)} where {CatalogueSql.Mine(kind)} and t.id = {id}", cancellation, arrays.Values);
    }

    /// <summary>Columns of text that become rows: an array a column.</summary>
    private sealed class Arrays
    {
        private readonly List<string> columns = [];
        private readonly List<string?[]> values = [];

        public object?[] Values => [.. values];

        /// <returns>What a value of it is called.</returns>
        public string Add(string column, IEnumerable<string?> ofRows)
        {
            columns.Add(column);
            values.Add([.. ofRows]);
            return "v." + column;
        }

        /// <param name="first">The number of the first parameter.</param>
        public string Rows(int first) => $"unnest({string.Join(", ", columns.Select((_, i) => $"${first + i}::text[]"))}) as v ({string.Join(", ", columns)})";
    }
}
