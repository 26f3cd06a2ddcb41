using System.Data;
using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>The SQL of all catalogues, built of the descriptors' constants alone; whatever a person typed is a parameter. Rows are "t", everything is read as text.</summary>
internal static class CatalogueSql
{
    /// <summary>Whose the connection is.</summary>
    internal const string Tenant = "nullif(current_setting('app.tenant_id', true), '')::uuid";

    internal const string OwnTenant = $"t.tenant_id = {Tenant}";

    /// <summary>Which rows of its table are of the catalogue and of this tenant; row-level security says the same again.</summary>
    public static string Mine(CatalogueKind kind) => string.Join(" and ", new[] { kind.IsReadOnly ? "true" : OwnTenant, kind.Only is { } only ? "t." + only : null }.Where(c => c is not null));

    /// <summary>A value in the form that <see cref="CatalogueField"/> describes.</summary>
    public static string Value(CatalogueField field) => field.Kind switch
    {
        FieldKind.Money => $"trim_scale(t.{field.Column})::text",
        FieldKind.Time => $"to_char(t.{field.Column}, 'HH24:MI')",
        FieldKind.Aliases => $"(select string_agg(a.v, E'\\n' order by a.o) from jsonb_array_elements_text(t.{field.Column}) with ordinality a(v, o))",
        _ => $"t.{field.Column}::text",
    };

    /// <summary>The way back from a parameter that holds such a value.</summary>
    public static string Parameter(CatalogueField field, int at) => Typed(field, $"${at}");

    /// <summary>The way back from an expression that gives such a value as text.</summary>
    public static string Typed(CatalogueField field, string text) => field.Kind switch
    {
        FieldKind.Money => $"{text}::numeric",
        FieldKind.Minutes => $"{text}::integer",
        FieldKind.Time => $"{text}::time",
        FieldKind.Aliases => $"coalesce(to_jsonb(string_to_array({text}, E'\\n')), '[]')",
        FieldKind.Reference => $"{text}::{CatalogueKinds.Find(field.To)!.IdType}",
        _ => text,
    };

    /// <summary>id, version, is_active, then the fields in their order.</summary>
    public static string Columns(CatalogueKind kind) => $"t.id::text, t.xmin::text, t.is_active::text, {string.Join(", ", kind.Fields.Select(Value))}";

    public static CatalogueRow Row(CatalogueKind kind, string?[] read) =>
        new(read[0]!, read[1]!, read[2] == "true", kind.Fields.Select((f, i) => (f.Column, Value: read[3 + i])).ToDictionary(v => v.Column, v => v.Value, StringComparer.Ordinal)) { Name = read[3] ?? string.Empty };

    public static async Task<CatalogueRow?> OneAsync(CrmDb db, CatalogueKind kind, string id, CancellationToken cancellation, bool isLocked = false)
    {
        if (!IsId(kind, id)) return null;
        var read = await RowsAsync(db, $"select {Columns(kind)} from {kind.Table} t where {Mine(kind)} and t.id = $1::{kind.IdType}{(isLocked ? " for update" : null)}", cancellation, id);
        return read.Count == 0 ? null : Row(kind, read[0]);
    }

    /// <summary>Every row, the archived with it, by name.</summary>
    public static async Task<List<CatalogueRow>> AllAsync(CrmDb db, CatalogueKind kind, CancellationToken cancellation) =>
        (await RowsAsync(db, $"select {Columns(kind)} from {kind.Table} t where {Mine(kind)} order by lower(t.{kind.Name.Column}) collate \"C\", t.id", cancellation)).ConvertAll(r => Row(kind, r));

    /// <summary>All that a reference may lead to, the archived with it.</summary>
    public static async Task<List<CatalogueOption>> OptionsAsync(CrmDb db, CatalogueKind kind, CancellationToken cancellation)
    {
        var parent = kind.Parent is { } column ? $"t.{column}::text" : "null::text";
        var read = await RowsAsync(db, $"select t.id::text, t.{kind.Name.Column}, t.is_active::text, {parent} from {kind.Table} t where {Mine(kind)} order by lower(t.{kind.Name.Column}), t.id", cancellation);
        return read.ConvertAll(r => new CatalogueOption(r[0]!, r[1]!, r[2] == "true", r[3]));
    }

    /// <summary>Whether an address or a browser gave something that can be an id at all.</summary>
    public static bool IsId(CatalogueKind kind, string? id) =>
        kind.IdType == "uuid" ? Guid.TryParseExact(id, "D", out _) : int.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);

    public static async Task<List<string?[]>> RowsAsync(CrmDb db, string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = await CommandAsync(db, sql, values, cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = new string?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = await reader.IsDBNullAsync(i, cancellation) ? null : reader.GetString(i);
            rows.Add(row);
        }

        return rows;
    }

    public static async Task<int> RunAsync(CrmDb db, string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = await CommandAsync(db, sql, values, cancellation);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<NpgsqlCommand> CommandAsync(CrmDb db, string sql, object?[] values, CancellationToken cancellation)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        // Through the context, so that the connection is told whose it is.
        if (connection.State != ConnectionState.Open) await db.Database.OpenConnectionAsync(cancellation);
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(value is null or string ? new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        return command;
    }
}
