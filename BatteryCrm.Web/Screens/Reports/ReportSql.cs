using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>
/// The statements of a report. Rows of a period come by ix_appeals_tenant_recent, ix_client_waits_ended, ix_stage_moves_at, ix_operator_actions_taken or
/// ix_messages_history_tenant_recent; what belongs to an appeal by ix_client_waits_first and ix_stage_moves_appeal.
/// </summary>
internal static class ReportSql
{
    // As groups have it, in sets without a source as well: the source's channel, or what the appeal says without one.
    private const string SalesChannel = "coalesce((select l.sales_channel_id from lead_sources l where l.id = a.lead_source_id), a.sales_channel_id)";

    /// <summary>All figures of a set: a row a group, and one for each group of groups.</summary>
    public static string Figures(FigureSet set, ReportFilter filter)
    {
        var sql = new StringBuilder("select ");
        foreach (var key in set.Keys) sql.Append('(').Append(key).Append(")::text, ");
        if (set.Keys.Count > 0) sql.Append("grouping(").AppendJoin(", ", set.Keys).Append("), ");
        sql.AppendJoin(", ", set.Figures.Select(f => Aggregate(set, f)));
        sql.Append(Rows(set, filter));
        if (set.Keys.Count > 0) sql.Append(" group by rollup (").AppendJoin(", ", set.Keys).Append(')');
        return sql.ToString();
    }

    /// <summary>The appeals of one figure: <c>select … as id</c>.</summary>
    /// <param name="depth">How many keys of the row are given, as <c>@k0</c>, <c>@k1</c> …; 0 for the total.</param>
    public static string Appeals(FigureSet set, Figure figure, ReportFilter filter, int depth)
    {
        var sql = new StringBuilder("select distinct ").Append(set.Appeal).Append(" as id").Append(Rows(set, filter)).Append(" and (").Append(figure.Where).Append(')');
        for (var i = 0; i < depth; i++) sql.Append(CultureInfo.InvariantCulture, $" and ({set.Keys[i]})::text is not distinct from @k{i}");
        if (figure is { Measure: Measure.Median, Value: { } value }) sql.Append(" and ").Append(value).Append(" is not null");
        return sql.ToString();
    }

    /// <summary>Some figures of a set by days or longer steps (<c>@step</c>) on the clock of <c>@zone</c>.</summary>
    public static string OverTime(FigureSet set, IReadOnlyList<Figure> figures, ReportFilter filter) =>
        $"select date_trunc(@step, {(set.IsOfAppeals ? $"{set.At} at time zone @zone" : $"{set.At}::timestamp")})::date, {string.Join(", ", figures.Select(f => Aggregate(set, f)))}{Rows(set, filter)} group by 1";

    /// <summary>The period, the filters and the clock, as every statement names them.</summary>
    public static void AddParameters(NpgsqlParameterCollection parameters, ReportFilter filter, ReportSpan span, ReportClock clock)
    {
        parameters.Add(new NpgsqlParameter<DateTime>("from", NpgsqlDbType.TimestampTz) { TypedValue = span.From.UtcDateTime });
        parameters.Add(new NpgsqlParameter<DateTime>("until", NpgsqlDbType.TimestampTz) { TypedValue = span.Until.UtcDateTime });
        parameters.Add(new NpgsqlParameter<DateOnly>("from_day", NpgsqlDbType.Date) { TypedValue = span.FromDay });
        parameters.Add(new NpgsqlParameter<DateOnly>("until_day", NpgsqlDbType.Date) { TypedValue = span.UntilDay });
        parameters.Add(new NpgsqlParameter("bounds", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = clock.Bounds });
        parameters.Add(new NpgsqlParameter<double[]>("worked", clock.Worked));
        parameters.Add(new NpgsqlParameter("closings", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = clock.Closings });
        foreach (var (name, value) in new[] { ("channel", filter.Channel), ("sales", filter.Sales), ("source", filter.Source), ("deal", filter.Deal), ("operator", filter.Operator), ("location", filter.Location) })
            if (value is { } id) parameters.Add(new NpgsqlParameter<Guid>(name, id));
        if (filter.Campaign is { } campaign) parameters.Add(new NpgsqlParameter<string>("campaign", campaign));
    }

    private static string Rows(FigureSet set, ReportFilter filter)
    {
        var sql = new StringBuilder(" from ").Append(set.Bare is { } bare && !filter.IsNarrowed ? bare : set.From).Append(" where ").Append(set.Period);
        if (set.IsOfAppeals)
        {
            if (filter.Channel is not null) sql.Append(" and a.ad_channel_id = @channel");
            if (filter.Sales is not null) sql.Append($" and {SalesChannel} = @sales");
            if (filter.Source is not null) sql.Append(" and a.lead_source_id = @source");
            if (filter.Campaign is not null) sql.Append(" and a.lead_source_id in (select c.id from lead_sources c where lower(trim(c.utm_campaign)) = lower(@campaign))");
            if (filter.Deal is not null) sql.Append(" and a.deal_type_id = @deal");
            if (filter.Operator is not null) sql.Append(" and exists (select from client_waits o where o.appeal_id = a.id and o.operator_id = @operator)");
            if (filter.Location is not null) sql.Append(" and a.location_id = @location");
        }
        else
        {
            if (filter.Sales is not null) sql.Append(" and s.sales_channel_id = @sales");
            if (filter.Source is not null) sql.Append(" and s.id = @source");
            if (filter.Campaign is not null) sql.Append(" and lower(trim(s.utm_campaign)) = lower(@campaign)");
        }

        return sql.ToString();
    }

    // Each figure is two columns: its value and of how many it is.
    private static string Aggregate(FigureSet set, Figure figure)
    {
        var filter = $"filter (where {figure.Where})";
        return figure.Measure switch
        {
            Measure.Appeals when set.IsMany => $"count(distinct {set.Appeal}) {filter}, 0::bigint",
            Measure.Appeals or Measure.Rows => $"count(*) {filter}, 0::bigint",
            Measure.Sum => $"coalesce(sum({figure.Value}) {filter}, 0), count(*) {filter}",
            _ => $"percentile_cont(0.5) within group (order by {figure.Value}) {filter}, count({figure.Value}) {filter}",
        };
    }
}
