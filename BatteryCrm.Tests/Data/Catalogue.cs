using Npgsql;

namespace BatteryCrm.Tests.Data;

/// <summary>A column as PostgreSQL's catalogue has it.</summary>
/// <param name="Default">The expression; null when there is none.</param>
internal sealed record Column(string Table, string Name, string Type, bool NotNull, string? Default, bool Identity);

/// <summary>An index, with its columns in order; expressions and included columns do not count.</summary>
internal sealed record Index(string Table, string[] Columns, bool Unique, bool Partial);

/// <summary>A foreign key: the columns of each side in step.</summary>
internal sealed record Reference(string Name, string Table, string[] Columns, string Target, string[] TargetColumns);

/// <summary>A check or primary key with its columns; <paramref name="Kind"/> is 'c' or 'p'.</summary>
internal sealed record Constraint(string Table, char Kind, string[] Columns, string Definition);

/// <summary>What a database really holds, read once from PostgreSQL's catalogue (schema public).</summary>
internal sealed record Catalogue(IReadOnlyList<Column> Columns, IReadOnlyList<Index> Indexes, IReadOnlyList<Reference> References, IReadOnlyList<Constraint> Constraints)
{
    public static async Task<Catalogue> ReadAsync(NpgsqlDataSource source) => new(
        await AllAsync(
            source,
            """
            select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end, a.attidentity <> ''
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname, a.attnum
            """,
            r => new Column(r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.IsDBNull(4) ? null : r.GetString(4), r.GetBoolean(5))),
        await AllAsync(
            source,
            """
            select i.indrelid::regclass::text, array(select a.attname::text from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality k(no, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.no order by place), i.indisunique, i.indpred is not null
            from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and i.indisvalid
            """,
            r => new Index(r.GetString(0), r.GetFieldValue<string[]>(1), r.GetBoolean(2), r.GetBoolean(3))),
        await AllAsync(
            source,
            """
            select k.conname::text, k.conrelid::regclass::text,
                array(select a.attname::text from unnest(k.conkey) with ordinality c(no, place) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.no order by place),
                k.confrelid::regclass::text,
                array(select a.attname::text from unnest(k.confkey) with ordinality c(no, place) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.no order by place)
            from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace order by 2, 1
            """,
            r => new Reference(r.GetString(0), r.GetString(1), r.GetFieldValue<string[]>(2), r.GetString(3), r.GetFieldValue<string[]>(4))),
        await AllAsync(
            source,
            """
            select k.conrelid::regclass::text, k.contype::text,
                array(select a.attname::text from unnest(k.conkey) with ordinality c(no, place) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.no order by place),
                pg_get_constraintdef(k.oid)
            from pg_constraint k where k.contype in ('c', 'p') and k.conrelid <> 0 and k.connamespace = 'public'::regnamespace
            """,
            r => new Constraint(r.GetString(0), r.GetString(1)[0], r.GetFieldValue<string[]>(2), r.GetString(3))));

    public static async Task<List<T>> AllAsync<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<T>();
        while (await reader.ReadAsync()) all.Add(read(reader));
        return all;
    }
}
