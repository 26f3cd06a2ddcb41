using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>An appeal behind a figure.</summary>
/// <param name="Money">Roubles; null while unknown, or where whoever looks may not see it.</param>
public sealed record ReportAppeal(Guid Id, DateTimeOffset CreatedAt, string? ClientName, string? Device, string Stage, string? Channel, string? Source, decimal? Money);

/// <summary>Some of the appeals behind a figure.</summary>
/// <param name="Count">Of all.</param>
/// <param name="Money">Of all of them together, roubles; null where whoever looks may not see it.</param>
public sealed record ReportAppeals(long Count, decimal? Money, IReadOnlyList<ReportAppeal> Rows, bool HasMore)
{
    public const int PageSize = 100;

    private const string Page = """
        select a.id, a.created_at, c.name, concat_ws(' ', b.name, m.name), a.stage, h.name, s.name, a.estimated_cost, (select count(*) from chosen), (select sum(a.estimated_cost) from chosen join appeals a using (id))
        from chosen join appeals a using (id) join clients c on c.id = a.client_id left join brands b on b.id = a.brand_id left join models m on m.id = a.model_id
            left join channels h on h.id = a.ad_channel_id left join lead_sources s on s.id = a.lead_source_id
        """;

    /// <param name="chosen">A statement that gives ids; its parameters are <paramref name="add"/>'s.</param>
    /// <param name="below">The last row that is shown already.</param>
    internal static async Task<ReportAppeals> ReadAsync(NpgsqlTransaction transaction, string chosen, ReportAppeal? below, bool seesMoney, Action<NpgsqlParameterCollection> add, CancellationToken cancellation)
    {
        var rest = below is null ? string.Empty : " where (a.created_at, a.id) < (@at, @id)";
        await using var command = new NpgsqlCommand($"with chosen as materialized ({chosen}) {Page}{rest} order by a.created_at desc, a.id desc limit {PageSize + 1}", transaction.Connection, transaction);
        add(command.Parameters);
        if (below is { } row)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime>("at", NpgsqlDbType.TimestampTz) { TypedValue = row.CreatedAt.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<Guid>("id", row.Id));
        }

        var (rows, count, money) = (new List<ReportAppeal>(), 0L, 0m);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            string? Text(int at) => reader.IsDBNull(at) || reader.GetString(at).Length == 0 ? null : reader.GetString(at);
            rows.Add(new ReportAppeal(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), Text(2), Text(3), reader.GetString(4), Text(5), Text(6), seesMoney && !await reader.IsDBNullAsync(7, cancellation) ? reader.GetDecimal(7) : null));
            (count, money) = (reader.GetInt64(8), await reader.IsDBNullAsync(9, cancellation) ? 0 : reader.GetDecimal(9));
        }

        var hasMore = rows.Count > PageSize;
        if (hasMore) rows.RemoveAt(PageSize);
        return new ReportAppeals(count, seesMoney ? money : null, rows, hasMore);
    }
}
