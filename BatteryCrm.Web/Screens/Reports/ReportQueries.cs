using BatteryCrm.Data;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Who may see what of reports.</summary>
/// <param name="IsManager">Reports of people and costs as well.</param>
/// <param name="SeesMoney">Managers always, operators where the tenant says so (<c>operators_see_report_money</c>).</param>
/// <param name="Me">Whoever looks.</param>
public sealed record ReportRights(bool IsManager, bool SeesMoney, Guid Me)
{
    public bool Sees(Report report) => IsManager || !report.IsOfManagers;

    public bool Sees(ReportColumn column) => SeesMoney || !column.IsMoney;

    /// <summary>Whether he may ask what one person did; null = nobody is asked for.</summary>
    public bool Sees(Guid? person) => IsManager || person is null || person == Me;
}

/// <summary>Counts reports: every figure of one reading in one transaction, from one moment.</summary>
public sealed class ReportQueries(IReportDbFactory factory, ReportReplica replica, TenantZone zone, CurrentOperator current, TimeProvider time)
{
    private static readonly string[] Settings = ["working_hours", "holidays", "operators_see_report_money"];

    public async Task<ReportRights> RightsAsync(CancellationToken cancellation)
    {
        if (current.Identity.IsManager) return new ReportRights(IsManager: true, SeesMoney: true, current.Id);
        return Rights(await replica.ReadAsync(factory, db => SettingsAsync(db, cancellation), cancellation));
    }

    /// <summary>What of a filter holds in a report for whoever asks.</summary>
    public async Task<ReportFilter> HeldAsync(Report report, ReportFilter filter, CancellationToken cancellation)
    {
        await zone.LoadAsync();
        return filter.In(report, await RightsAsync(cancellation), DayOf(time.GetUtcNow()));
    }

    /// <summary>The table and the picture.</summary>
    /// <param name="filter">What does not belong to the report is passed over.</param>
    /// <exception cref="ArgumentException">The filter has a problem.</exception>
    /// <exception cref="UnauthorizedAccessException">The report is not for whoever asks.</exception>
    public async Task<ReportTable> ReadAsync(Report report, ReportFilter filter, CancellationToken cancellation)
    {
        await zone.LoadAsync();
        return await replica.ReadAsync(factory, db => ReadAsync(db, report, filter, cancellation), cancellation);
    }

    private async Task<ReportTable> ReadAsync(CrmDb db, Report report, ReportFilter filter, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var settings = await SettingsAsync(db, cancellation);
        var rights = Rights(settings);
        if (!rights.Sees(report)) throw new UnauthorizedAccessException("The report is for managers.");
        filter = filter.In(report, rights, DayOf(now));
        if (filter.Problem is { } problem) throw new ArgumentException($"It cannot be counted: {problem}.", nameof(filter));

        var (grouping, span) = (report.By(filter.By), SpanOf(report, filter, now));
        var former = report.IsOfADay || filter.IsCompared ? Before(report, span) : null;
        var clock = ReportClock.Of(HoursIn(settings), span, zone.Zone, now);
        await using var transaction = await OpenAsync(db, cancellation);
        var groups = await GroupsAsync(transaction, grouping.Sets, filter, span, clock, cancellation);
        var before = former is null ? null : await GroupsAsync(transaction, [.. grouping.Sets.Select(s => s with { Keys = [] })], filter, former, ReportClock.Of(HoursIn(settings), former, zone.Zone, now), cancellation);
        var drawn = await DrawnAsync(transaction, report, grouping, filter, span, clock, rights, cancellation);
        var names = await ReportNames.ReadAsync(transaction, grouping.Levels, groups.Keys, cancellation);
        return new ReportLines(report, grouping, filter, [.. report.Columns.Where(rights.Sees)], names).Table(groups, before, span, former, DayOf(now)) with { Drawn = drawn, KnowsHours = clock.IsKnown };
    }

    /// <summary>The appeals behind one figure, the newest first.</summary>
    /// <param name="below">The last row that is shown already; null = from the newest.</param>
    /// <returns>Null when there is no such figure, or none that whoever asks may see.</returns>
    public async Task<ReportAppeals?> AppealsAsync(Report report, ReportFilter filter, ReportOpened opened, ReportAppeal? below, CancellationToken cancellation)
    {
        await zone.LoadAsync();
        return await replica.ReadAsync(factory, db => AppealsAsync(db, report, filter, opened, below, cancellation), cancellation);
    }

    private async Task<ReportAppeals?> AppealsAsync(CrmDb db, Report report, ReportFilter filter, ReportOpened opened, ReportAppeal? below, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var settings = await SettingsAsync(db, cancellation);
        var rights = Rights(settings);
        filter = filter.In(report, rights, DayOf(now));
        var grouping = report.By(filter.By);
        if (!rights.Sees(report) || opened.Keys.Count > grouping.Levels.Count || opened.FigureIn(grouping) is not { } found) return null;
        if (filter.Problem is not null || (!rights.SeesMoney && found.Figure.Measure == Measure.Sum)) return null;
        var span = SpanOf(report, filter, now);
        if (opened.Till is { } till && till < span.Until) span = span with { Until = till };
        var sql = ReportSql.Appeals(found.Set, found.Figure, filter, opened.Keys.Count);
        await using var transaction = await OpenAsync(db, cancellation);
        return await ReportAppeals.ReadAsync(transaction, sql, below, rights.SeesMoney, parameters =>
        {
            ReportSql.AddParameters(parameters, filter, span, ReportClock.Of(HoursIn(settings), span, zone.Zone, now));
            for (var i = 0; i < opened.Keys.Count; i++) parameters.Add(new NpgsqlParameter($"k{i}", NpgsqlDbType.Text) { Value = (object?)opened.Keys[i] ?? DBNull.Value });
        }, cancellation);
    }

    /// <summary>What can be chosen in the filters.</summary>
    public Task<ReportChoices> ChoicesAsync(CancellationToken cancellation) => replica.ReadAsync(
        factory,
        async db =>
        {
            await using var transaction = await OpenAsync(db, cancellation);
            return await ReportChoices.ReadAsync(transaction, current.Identity.IsManager ? null : current.Id, cancellation);
        },
        cancellation);

    private static async Task<NpgsqlTransaction> OpenAsync(CrmDb db, CancellationToken cancellation)
    {
        await db.Database.OpenConnectionAsync(cancellation);
        var transaction = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);

        // To compile such a statement, or to start workers for it, takes longer than to run it.
        await using var plain = new NpgsqlCommand("select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)", transaction.Connection, transaction);
        await plain.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(CrmDb db, CancellationToken cancellation) =>
        await db.TenantConfigs.Where(c => Settings.Contains(c.Key)).ToDictionaryAsync(c => c.Key, c => c.Value, StringComparer.Ordinal, cancellation);

    private static WorkingHours? HoursIn(Dictionary<string, string> settings) => WorkingHours.Read(settings.GetValueOrDefault("working_hours"), settings.GetValueOrDefault("holidays"));

    private ReportRights Rights(Dictionary<string, string> settings) =>
        new(current.Identity.IsManager, current.Identity.IsManager || settings.GetValueOrDefault("operators_see_report_money") == "true", current.Id);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(zone.Local(at).DateTime);

    // A day that is not over is compared to its hour.
    private ReportSpan SpanOf(Report report, ReportFilter filter, DateTimeOffset now)
    {
        var (from, until) = filter.DaysIn(report, DayOf(now));
        var end = zone.StartOf(until.AddDays(1));
        return new ReportSpan(zone.StartOf(from), report.IsOfADay && end > now && zone.StartOf(from) <= now ? now : end, from, until);
    }

    private ReportSpan Before(Report report, ReportSpan span)
    {
        var days = report.IsOfADay ? 7 : span.UntilDay.DayNumber - span.FromDay.DayNumber + 1;
        var (from, until) = (span.FromDay.AddDays(-days), span.UntilDay.AddDays(-days));
        var isPart = span.Until < zone.StartOf(span.UntilDay.AddDays(1));
        return new ReportSpan(zone.StartOf(from), isPart ? zone.At(zone.Local(span.Until).DateTime.AddDays(-days)) : zone.StartOf(until.AddDays(1)), from, until);
    }

    private static async Task<Dictionary<GroupKey, Dictionary<string, Measured>>> GroupsAsync(
        NpgsqlTransaction transaction, IReadOnlyList<FigureSet> sets, ReportFilter filter, ReportSpan span, ReportClock clock, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var set in sets) batch.BatchCommands.Add(Command(ReportSql.Figures(set, filter), filter, span, clock));
        var groups = new Dictionary<GroupKey, Dictionary<string, Measured>>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var set in sets)
        {
            while (await reader.ReadAsync(cancellation))
            {
                var key = GroupKey.Of(reader, set.Keys.Count);
                if (!groups.TryGetValue(key, out var figures)) groups[key] = figures = new Dictionary<string, Measured>(StringComparer.Ordinal);
                var at = set.Keys.Count == 0 ? 0 : set.Keys.Count + 1;
                foreach (var figure in set.Figures)
                {
                    figures[figure.Key] = new Measured(await reader.IsDBNullAsync(at, cancellation) ? null : Convert.ToDecimal(reader.GetValue(at), System.Globalization.CultureInfo.InvariantCulture), reader.GetInt64(at + 1));
                    at += 2;
                }
            }

            await reader.NextResultAsync(cancellation);
        }

        return groups;
    }

    private async Task<IReadOnlyList<ReportStep>> DrawnAsync(
        NpgsqlTransaction transaction, Report report, Grouping grouping, ReportFilter filter, ReportSpan span, ReportClock clock, ReportRights rights, CancellationToken cancellation)
    {
        var keys = report.Drawn.Where(k => report.Columns.Any(c => c.Key == k && rights.Sees(c))).ToList();
        var days = new SortedDictionary<DateOnly, decimal[]>();
        var step = ReportSteps.Of(span);
        foreach (var set in grouping.Sets.Where(s => s.At is not null))
        {
            var figures = set.Figures.Where(f => keys.Contains(f.Key)).ToList();
            if (figures.Count == 0) continue;
            await using var command = new NpgsqlCommand(ReportSql.OverTime(set, figures, filter), transaction.Connection, transaction);
            ReportSql.AddParameters(command.Parameters, filter, span, clock);
            command.Parameters.Add(new NpgsqlParameter<string>("step", step));
            command.Parameters.Add(new NpgsqlParameter<string>("zone", zone.Zone.Id));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var day = reader.GetFieldValue<DateOnly>(0);
                if (!days.TryGetValue(day, out var values)) days[day] = values = new decimal[keys.Count];
                for (var i = 0; i < figures.Count; i++) values[keys.IndexOf(figures[i].Key)] = Convert.ToDecimal(reader.GetValue(1 + 2 * i), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return days.Count == 0 ? [] : ReportSteps.Fill(days, step, span, keys.Count);
    }

    private static NpgsqlBatchCommand Command(string sql, ReportFilter filter, ReportSpan span, ReportClock clock)
    {
        var command = new NpgsqlBatchCommand(sql);
        ReportSql.AddParameters(command.Parameters, filter, span, clock);
        return command;
    }
}
