using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>Rows of one table through a binary COPY; values follow each other as the columns were named.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly NpgsqlBinaryImporter importer;

    public RowWriter(NpgsqlConnection connection, string table, string columns)
    {
        importer = connection.BeginBinaryImport($"copy {table} ({columns}) from stdin (format binary)");
        // A checkpoint of the server may hold one up for a while.
        importer.Timeout = TimeSpan.FromMinutes(10);
    }

    public RowWriter Row(Guid id, Guid tenant)
    {
        importer.StartRow();
        return Id(id).Id(tenant);
    }

    public RowWriter Id(Guid? value) => value is { } id ? Write(id, NpgsqlDbType.Uuid) : Null();

    public RowWriter Text(string? value) => value is null ? Null() : Write(value, NpgsqlDbType.Text);

    public RowWriter At(DateTimeOffset? value) => value is { } at ? Write(at, NpgsqlDbType.TimestampTz) : Null();

    public RowWriter Number(int? value) => value is { } number ? Write(number, NpgsqlDbType.Integer) : Null();

    public RowWriter Size(long value) => Write(value, NpgsqlDbType.Bigint);

    public RowWriter Roubles(decimal? value) => value is { } sum ? Write(sum, NpgsqlDbType.Numeric) : Null();

    public RowWriter Flag(bool value) => Write(value, NpgsqlDbType.Boolean);

    public void Complete() => importer.Complete();

    public void Dispose() => importer.Dispose();

    private RowWriter Write<T>(T value, NpgsqlDbType type)
    {
        importer.Write(value, type);
        return this;
    }

    private RowWriter Null()
    {
        importer.WriteNull();
        return this;
    }
}
