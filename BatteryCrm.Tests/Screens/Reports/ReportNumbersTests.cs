using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>A month of 400 appeals: every cell of every report is what plain SQL counts, and opens as many appeals as it says.</summary>
public sealed class ReportNumbersTests(ReportNumbersTests.Month month) : IClassFixture<ReportNumbersTests.Month>
{
    private const string Made = "n.created_at >= '2025-11-01 00:00+04' and n.created_at < '2025-12-01 00:00+04'";
    private static readonly ReportFilter November = new(From: new DateOnly(2025, 11, 1), Until: new DateOnly(2025, 11, 30));

    [Theory]
    [InlineData("leads", null, "sales", "lead_source_id", "utm_campaign", "utm_term")]
    [InlineData("costs", null, "sales", "lead_source_id")]
    [InlineData("devices", "brand", "brand_id", "model_id")]
    [InlineData("devices", "issue", "issue_type_id", "issue_id")]
    [InlineData("devices", "repair", "repair_type_id")]
    public async Task Cells_OfAppeals_AreWhatPlainSqlCounts(string key, string? by, params string[] columns)
    {
        var table = await ReadAsync(key, November with { By = by });

        Assert.True(table.Lines.Count >= 3, $"{table.Lines.Count} lines");
        foreach (var line in table.Lines.Append(table.Total))
        {
            var row = Row(line, columns);
            foreach (var (column, cell) in table.Columns.Zip(line.Cells)) await AssertAsync(table, line, column, cell, await OfAppealsAsync(column.Key, $"{Made} and {row}", CostsWhere(line)));
        }

        // Nothing is missing: the outermost lines are the whole.
        Assert.Equal(table.Total.Cells[key == "costs" ? 1 : 0].Value, table.Lines.Where(l => l.Level == 1).Sum(l => l.Cells[key == "costs" ? 1 : 0].Value));
    }

    [Fact]
    public async Task Cells_OfTheFunnel_AreWhatPlainSqlCounts()
    {
        var table = await ReadAsync("funnel", November);

        Assert.Equal(Stages.All.Count, table.Lines.Count);
        for (var place = 0; place < Stages.All.Count; place++)
        {
            var stage = Stages.All[place];
            var reached = place == 9 ? "stage = 'Отменено'" : $"reached = any (array[{string.Join(", ", Stages.Way.Skip(place).Select(s => $"'{s}'"))}])";
            var values = new Dictionary<string, decimal?>(StringComparer.Ordinal)
            {
                ["reached"] = await month.ValueAsync($"select count(*)::numeric from naive n where {Made} and not spam and {reached}"),
                ["stands"] = await month.ValueAsync($"select count(*)::numeric from naive n where {Made} and not spam and stage = '{stage}'"),
                ["lost"] = await month.ValueAsync($"select count(*)::numeric from naive n where {Made} and not spam and stage = 'Отменено' and reached = '{stage}'"),
                ["stay"] = await month.MedianAsync($"""
                    select extract(epoch from o.created_at - coalesce((select max(e.created_at) from operator_actions e where e.context_appeal_id = n.id and e.action_type = 'stage_changed' and e.created_at < o.created_at), n.created_at))::float8
                    from operator_actions o join naive n on n.id = o.context_appeal_id where {Made} and not spam and o.action_type = 'stage_changed' and o.details ->> 'from' = '{stage}'
                    """),
            };
            values["reached-share"] = Quotient(values["reached"], await month.ValueAsync($"select count(*)::numeric from naive n where {Made} and not spam"), isShare: true);
            foreach (var (column, cell) in table.Columns.Zip(table.Lines[place].Cells)) await AssertAsync(table, table.Lines[place], column, cell, values[column.Key]);
        }
    }

    [Fact]
    public async Task Cells_OfChannels_AreWhatPlainSqlCounts()
    {
        var table = await ReadAsync("channels", November);

        Assert.Equal(3, table.Lines.Count);
        foreach (var line in table.Lines.Append(table.Total))
        {
            var (ofMessage, row) = (Row(line, "channel_id").Replace("n.", "m.", StringComparison.Ordinal), Row(line, "ad_channel_id"));
            const string written = "m.created_at >= '2025-11-01 00:00+04' and m.created_at < '2025-12-01 00:00+04'";
            foreach (var (column, cell) in table.Columns.Zip(line.Cells))
            {
                var expected = column.Key switch
                {
                    "in" => await month.ValueAsync($"select count(*)::numeric from messages_history m where {written} and {ofMessage} and m.message_type = 'client'"),
                    "out" => await month.ValueAsync($"select count(*)::numeric from messages_history m where {written} and {ofMessage} and m.message_type in ('operator', 'agent', 'auto')"),
                    "closing" => await month.ValueAsync($"""
                        select count(distinct n.id)::numeric from naive n, (select (d + time '20:00') at time zone 'Europe/Samara' as at from (select generate_series(date '2025-11-01', date '2025-11-29', interval '1 day')::date as d) x
                            where extract(isodow from d) <> 7 and d <> date '2025-11-04') c
                        where not n.spam and {row} and (exists (select from naive_answers w where w.appeal_id = n.id and w.asked_at < c.at and w.answered_at >= c.at)
                            or exists (select from appeal_activity v where v.appeal_id = n.id and v.waiting_since < c.at))
                        """),
                    _ => await OfAppealsAsync(column.Key, $"{Made} and {row}"),
                };
                await AssertAsync(table, line, column, cell, expected);
            }
        }
    }

    [Fact]
    public async Task Cells_OfPeople_AreWhatPlainSqlCounts()
    {
        var table = await ReadAsync("operators", November);

        Assert.Equal(5, table.Lines.Count); // four people, and the AI's answers, which are nobody's
        foreach (var line in table.Lines.Append(table.Total))
            foreach (var (column, cell) in table.Columns.Zip(line.Cells))
                await AssertAsync(table, line, column, cell, await OfPeopleAsync(column.Key, Row(line, "operator_id"), "'2025-11-01 00:00+04'", "'2025-12-01 00:00+04'"));
    }

    [Fact]
    public async Task Day_IsCountedBesideTheSameWeekday()
    {
        var table = await ReadAsync("day", new ReportFilter(From: new DateOnly(2025, 11, 20), Until: new DateOnly(2025, 11, 20)));
        foreach (var (line, day) in new[] { (table.Total, 20), (table.Former!, 13) })
        {
            var (from, until) = ($"'2025-11-{day} 00:00+04'", $"'2025-11-{day + 1} 00:00+04'");
            foreach (var (column, cell) in table.Columns.Zip(line.Cells))
            {
                string Crossed(string below) => $"""
                    select count(distinct n.id)::numeric from naive n join operator_actions o on o.context_appeal_id = n.id and o.action_type = 'stage_changed' and o.created_at >= {from} and o.created_at < {until}
                    where not spam and reached not in ({below}) and o.details ->> 'from' in ({below}) and o.details ->> 'to' not in ({below}, 'Отменено')
                    """;
                const string early = "'Первичный контакт', 'Сбор информации', 'Информация собрана', 'Цена отправлена'";
                var expected = column.Key switch
                {
                    "waiting" => null, // of now alone
                    "appeals" => await month.ValueAsync($"select count(*)::numeric from naive n where not spam and created_at >= {from} and created_at < {until}"),
                    "booked" => await month.ValueAsync(Crossed(early)),
                    "came" => await month.ValueAsync(Crossed($"{early}, 'Клиент подтвердил', 'QR-код отправлен'")),
                    _ => await OfPeopleAsync(column.Key, "true", from, until),
                };
                await AssertAsync(table, line, column, cell, expected);
            }
        }
    }

    [Fact]
    public async Task Waiting_IsOfNow()
    {
        var table = await ReadAsync("day", new ReportFilter());

        Assert.Equal(await month.ValueAsync("select count(*)::numeric from appeal_activity where waiting_since is not null"), table.Total.Cells[0].Value);
        Assert.Null(table.Former!.Cells[0].Value);
    }

    [Fact]
    public async Task Filters_LeaveOutWhatTheySay()
    {
        var (channel, source, person) = (month.World.Channels[0], month.World.Sources[0], month.World.Operators[0]);
        var deal = await month.World.Database.ScalarAsync<Guid>("select deal_type_id from appeals limit 1");
        var location = await month.World.Database.ScalarAsync<Guid>("select id from locations limit 1");
        foreach (var (filter, where) in new[]
        {
            (November with { Channel = channel }, $"ad_channel_id = '{channel}'"), (November with { Sales = source.SalesChannelId }, $"sales = '{source.SalesChannelId}'"), (November with { Source = source.Id }, $"lead_source_id = '{source.Id}'"),
            (November with { Campaign = "REPAIR_battery" }, "lower(utm_campaign) = 'repair_battery'"), (November with { Deal = deal }, $"deal_type_id = '{deal}'"), (November with { Location = location }, $"location_id = '{location}'"),
            (November with { Operator = person }, $"exists (select from naive_answers w where w.appeal_id = n.id and w.operator_id = '{person}')"),
        })
        {
            var table = await ReadAsync("leads", filter);
            var total = await month.ValueAsync($"select count(*)::numeric from naive n where {Made} and not spam and {where}");
            Assert.InRange(total!.Value, 1, 300);
            Assert.Equal(total, table.Total.Cells[0].Value);
            await AssertAsync(table, table.Total, table.Columns[0], table.Total.Cells[0], total);
            Assert.Equal(
                await month.ValueAsync($"select count(*)::numeric from messages_history m join naive n on n.id = m.appeal_id where m.created_at >= '2025-11-01 00:00+04' and m.created_at < '2025-12-01 00:00+04' and m.message_type = 'client' and {where}"),
                (await ReadAsync("channels", filter)).Total.Cells[0].Value);
        }
    }

    [Fact]
    public async Task SalesChannel_AsAFilter_LeavesItsOwnGroup()
    {
        foreach (var key in new[] { "leads", "costs" })
        {
            var whole = await ReadAsync(key, November);
            foreach (var group in whole.Lines.Where(l => l.Level == 1 && l.Keys[0] is not null))
            {
                var narrowed = await ReadAsync(key, November with { Sales = Guid.Parse(group.Keys[0]!) });
                Assert.Equal(group.Cells.Select(c => c.Value), narrowed.Total.Cells.Select(c => c.Value));
                Assert.Single(narrowed.Lines, l => l.Level == 1);
            }
        }
    }

    [Fact]
    public async Task Costs_AreNotNarrowedByWhatTheyDoNotShow()
    {
        var whole = await ReadAsync("costs", November);

        var table = await ReadAsync("costs", November with { Channel = month.World.Channels[0], Operator = month.World.Operators[0], Location = Ids.New(), Deal = Ids.New() });

        Assert.Equal(whole.Total.Cells.Select(c => c.Value), table.Total.Cells.Select(c => c.Value));
        Assert.Equal(November, table.Filter);
    }

    [Fact]
    public async Task Costs_WhereNoneWere_SayNothingOfAnAppeal()
    {
        var table = await ReadAsync("costs", new ReportFilter(From: new DateOnly(2025, 10, 28), Until: new DateOnly(2025, 10, 31)));

        Assert.InRange(table.Total.Cells[1].Value!.Value, 10, 100);
        foreach (var (column, cell) in table.Columns.Zip(table.Total.Cells).Where(c => c.First.Key.StartsWith("cost-", StringComparison.Ordinal) || c.First.Key == "romi")) Assert.Equal((column.Key, "—"), (column.Key, cell.Screen));
    }

    [Fact]
    public async Task Picture_ShowsWhatTheTotalSays()
    {
        foreach (var key in new[] { "leads", "costs", "channels", "devices" })
        {
            var table = await ReadAsync(key, November);
            for (var i = 0; i < table.Report.Drawn.Count; i++)
            {
                var column = table.Columns.ToList().FindIndex(c => c.Key == table.Report.Drawn[i]);
                Assert.Equal(table.Total.Cells[column].Value, table.Drawn.Sum(s => s.Values[i]));
            }

            Assert.Equal(30, table.Drawn.Count);
        }
    }

    private static string Row(ReportLine line, params string[] columns) =>
        line.Keys.Count == 0 ? "true" : string.Join(" and ", line.Keys.Select((k, i) => k is null ? $"n.{columns[i]} is null" : $"n.{columns[i]} = '{k.Replace("'", "''", StringComparison.Ordinal)}'"));

    private static string CostsWhere(ReportLine line) => line.Keys.Count switch
    {
        0 => "true",
        1 => line.Keys[0] is { } sales ? $"s.sales_channel_id = '{sales}'" : "false",
        _ => line.Keys[1] is { } source ? $"s.id = '{source}'" : "false",
    };

    private async Task<ReportTable> ReadAsync(string key, ReportFilter filter) => await (await month.World.QueriesAsync()).ReadAsync(AllReports.Find(key)!, filter, CancellationToken.None);

    private async Task<decimal?> OfAppealsAsync(string key, string where, string costs = "true")
    {
        if (key == "cost") return await month.ValueAsync($"select coalesce(sum(amount_rub), 0) from lead_costs c join lead_sources s on s.id = c.lead_source_id where c.day between '2025-11-01' and '2025-11-30' and {costs}");
        if (key == "romi")
        {
            var (money, cost) = (await OfAppealsAsync("money", where, costs), await OfAppealsAsync("cost", where, costs));
            return cost > 0 ? Math.Round((money!.Value - cost.Value) / cost.Value, 2, MidpointRounding.AwayFromZero) : null;
        }

        // Without any cost nothing can be said of it.
        if (key.StartsWith("cost-", StringComparison.Ordinal) && await OfAppealsAsync("cost", where, costs) == 0) return null;
        if (NaiveFigures.Quotients.TryGetValue(key, out var of)) return Quotient(await OfAppealsAsync(of.Part, where, costs), await OfAppealsAsync(of.Whole, where, costs), key.EndsWith("-share", StringComparison.Ordinal));
        var sql = NaiveFigures.OfAppeals[key].Replace("{0}", where, StringComparison.Ordinal);
        return key.StartsWith("first", StringComparison.Ordinal) ? await month.MedianAsync(sql) : await month.ValueAsync(sql);
    }

    private Task<decimal?> OfPeopleAsync(string key, string row, string from, string until)
    {
        var answers = $"from naive_answers n where {row} and answered_at >= {from} and answered_at < {until}";
        var done = $"""
            from (select a.id, a.estimated_cost, coalesce(a.type, '') = 'spam' as spam, o.operator_id, o.created_at, row_number() over (partition by a.id order by o.created_at desc) as r
                from appeals a join operator_actions o on o.context_appeal_id = a.id and o.action_type = 'stage_changed' where a.stage = 'Завершено') n where {row} and r = 1 and not spam and created_at >= {from} and created_at < {until}
            """;
        return key switch
        {
            "taken" => month.ValueAsync($"select count(distinct context_appeal_id)::numeric from operator_actions n where {row} and action_type = 'take_appeal' and created_at >= {from} and created_at < {until}"),
            "answered" => month.ValueAsync($"select count(distinct appeal_id)::numeric {answers}"),
            "first" => month.MedianAsync($"select raw {answers} and is_first"),
            "first-work" => month.MedianAsync($"select work {answers} and is_first"),
            "answer" => month.MedianAsync($"select raw {answers}"),
            "answer-work" => month.MedianAsync($"select work {answers}"),
            "completed" => month.ValueAsync($"select count(*)::numeric {done}"),
            _ => month.ValueAsync($"select coalesce(sum(estimated_cost), 0) {done}"),
        };
    }

    private static decimal? Quotient(decimal? part, decimal? whole, bool isShare) =>
        isShare ? whole >= 10 ? Math.Round(part!.Value / whole.Value, 2, MidpointRounding.AwayFromZero) : null : whole > 0 ? Math.Round(part!.Value / whole.Value, 0, MidpointRounding.AwayFromZero) : null;

    private async Task AssertAsync(ReportTable table, ReportLine line, ReportColumn column, ReportCell cell, decimal? expected)
    {
        var what = $"{table.Report.Key}: {line.Label}, {column.Key}: {expected?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} expected, {cell.Value?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} shown";
        Assert.True(expected is null == cell.Value is null && Math.Abs((expected ?? 0) - (cell.Value ?? 0)) < 0.01m, what);

        // What is counted in appeals opens exactly those; the rest opens some.
        if (cell.Link is null)
        {
            Assert.True(cell.Value is null or 0 || column.Key == "cost", what + " and opens nothing");
            return;
        }

        var query = new Uri("http://x" + cell.Link).Query;
        var opened = await (await month.World.QueriesAsync()).AppealsAsync(table.Report, ReportFilter.Of(query), ReportOpened.Of(query)!, null, CancellationToken.None);
        var isOfAppeals = table.Grouping.Sets.SelectMany(s => s.Figures).Single(f => f.Key == column.Opens).Measure == Measure.Appeals;
        if (column.Format == ValueFormat.Count && isOfAppeals) Assert.True(opened!.Count == cell.Value, $"{what} but opens {opened.Count}");
        else Assert.True(opened!.Count > 0, what + " but opens no appeals");
        if (column.Key == "money") Assert.Equal(cell.Value, opened.Money);
    }

    /// <summary>The month, filled once for all tests.</summary>
    public sealed class Month : IAsyncLifetime
    {
        private readonly TestDatabase database = new();

        internal ReportWorld World { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await database.InitializeAsync();
            World = await ReportWorld.CreateAsync(database);
            await NaiveFigures.PrepareAsync(database);
        }

        public async Task DisposeAsync() => await database.DisposeAsync();

        public async Task<decimal?> ValueAsync(string sql) => await database.ScalarAsync<object>(sql) is { } value ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : null;

        /// <returns>Null for fewer than five values.</returns>
        public async Task<decimal?> MedianAsync(string sql)
        {
            var values = new List<double>();
            await using var command = database.OwnerSources.App.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) values.Add(reader.GetDouble(0));
            values.Sort();
            return values.Count < 5 ? null : (decimal)((values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2);
        }
    }
}
