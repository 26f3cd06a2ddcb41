using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>Costs are typed one by one or come out of a file; two people overwrite nothing of each other.</summary>
public sealed class CostActionsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateOnly Day = new(2025, 11, 20);
    private Guid tenant;
    private Guid source;
    private CostActions costs = null!;

    public async Task InitializeAsync()
    {
        tenant = await database.Given.TenantAsync();
        var sales = await database.Given.AddAsync(new SalesChannel { Id = Ids.New(), TenantId = tenant, Name = "Директ" }, s => s.Id);
        source = await database.Given.AddAsync(new LeadSource { Id = Ids.New(), TenantId = tenant, SalesChannelId = sales, Name = "Поиск", Code = "search" }, s => s.Id);
        await database.Given.AddAsync(new LeadSource { Id = Ids.New(), TenantId = tenant, SalesChannelId = sales, Name = "Карты" }, s => s.Id);
        costs = Of(tenant, Roles.Manager);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Cost_IsWrittenChangedAndTakenAway_AndTheSecondHearsOfTheFirst()
    {
        Assert.False((await costs.WriteAsync(source, Day, null, 500, default)).IsConflict);
        Assert.Equal(new CostWritten(500, IsConflict: true), await costs.WriteAsync(source, Day, null, 700, default));
        Assert.Equal(new CostWritten(500, IsConflict: true), await costs.WriteAsync(source, Day, 400, 700, default));
        Assert.False((await costs.WriteAsync(source, Day, 500, 700.5m, default)).IsConflict);
        Assert.Equal([new CostRow(source, "Поиск", Day, 700.5m)], await costs.ReadAsync(Day, Day, default));
        Assert.False((await costs.WriteAsync(source, Day, 700.5m, null, default)).IsConflict);
        Assert.Empty(await costs.ReadAsync(Day, Day, default));
    }

    [Fact]
    public async Task File_IsWrittenWhole_OverWhatStood()
    {
        await costs.WriteAsync(source, Day, null, 1, default);

        var read = await costs.ImportAsync(Utf8("Дата;Источник;Сумма\r\n20.11.2025;поиск;1 200,50\r\n2025-11-21;SEARCH;300\r\n21.11.2025;Карты;\"0\"\r\n"), default);

        Assert.Equal((3, 0), (read.Lines, read.Problems.Count));
        Assert.Equal(["21.11 Карты 0", "21.11 Поиск 300", "20.11 Поиск 1200.50"], (await costs.ReadAsync(Day, Day.AddDays(3), default)).Select(r => FormattableString.Invariant($"{r.Day:dd.MM} {r.Source} {r.Amount}")));
    }

    [Fact]
    public async Task File_WithAWrongLine_SaysWhich_AndWritesNothing()
    {
        var read = await costs.ImportAsync(Utf8("20.11.2025,Поиск,100\n32.11.2025,Поиск,100\n21.11.2025,Радио,100\n22.11.2025,Поиск,-5\n23.11.2025,Поиск\n20.11.2025,search,100\n"), default);

        Assert.Equal([(2, CostProblem.Day), (3, CostProblem.Source), (4, CostProblem.Amount), (5, CostProblem.Columns), (6, CostProblem.Twice)], read.Problems);
        Assert.Empty(await costs.ReadAsync(Day, Day.AddDays(9), default));
    }

    [Theory]
    [InlineData("utf-8", ";")]
    [InlineData("utf-8", "\t")]
    [InlineData("windows-1251", ";")]
    [InlineData("windows-1251", ",")]
    [InlineData("utf-16", "\t")]
    public async Task File_InAnyEncodingAndSeparator_IsRead(string encoding, string separator)
    {
        var of = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var text = string.Join("\r\n", "sep=;", "День;Источник;Сумма", ";;", "20.11.2025;Поиск;\"1 200,50\"", string.Empty, "21.11.2025;Карты;300.5;", string.Empty).Replace(";", separator, StringComparison.Ordinal);

        var read = await costs.ImportAsync([.. of.GetPreamble(), .. of.GetBytes(text)], default);

        Assert.Equal((2, 0), (read.Lines, read.Problems.Count));
        Assert.Equal(["21.11 Карты 300.50", "20.11 Поиск 1200.50"], (await costs.ReadAsync(Day, Day.AddDays(3), default)).Select(r => FormattableString.Invariant($"{r.Day:dd.MM} {r.Source} {r.Amount:0.00}")));
    }

    [Fact]
    public async Task File_ThatIsNone_OrWhoseFirstLineIsWrong_SaysSo()
    {
        Assert.Equal([(0, CostProblem.Workbook)], (await costs.ImportAsync([.. "PK\u0003\u0004"u8], default)).Problems);
        Assert.Equal([(0, CostProblem.Broken)], (await costs.ImportAsync(Utf8("20.11.2025;Поиск;\"100\r\n" + string.Concat(Enumerable.Repeat("21.11.2025;Поиск;100\r\n", 2000))), default)).Problems);
        Assert.Equal([(1, CostProblem.Day)], (await costs.ImportAsync(Utf8("20/11/2025;Поиск;1,200\n"), default)).Problems);
        Assert.Equal([(3, CostProblem.AmountUnclear)], (await costs.ImportAsync(Utf8("Дата;Источник;Сумма\n20.11.2025;Поиск;100\n21.11.2025;Поиск;1,200\n"), default)).Problems);
        Assert.Empty(await costs.ReadAsync(Day, Day.AddDays(9), default));
    }

    [Theory]
    [InlineData("1 200,50", 1200.5, false)]
    [InlineData("1200.5 ₽", 1200.5, false)]
    [InlineData("1\u00a0200", 1200d, false)]
    [InlineData("0", 0d, false)]
    [InlineData("1200.50000", 1200.5, false)]
    [InlineData("1,200", null, true)]
    [InlineData("1.200", null, true)]
    [InlineData("0,125", null, true)]
    [InlineData("1.200,50", null, true)]
    [InlineData("1,200,000", null, true)]
    [InlineData("1200,125678", null, false)]
    [InlineData("20.11.2025", null, false)]
    [InlineData("-5", null, false)]
    [InlineData("100000001", null, false)]
    [InlineData("", null, false)]
    public void Amount_ThatCanBeReadInTwoWays_IsNone(string text, double? sum, bool isUnclear) => Assert.Equal(((decimal?)sum, isUnclear), (CostAmount.Of(text), CostAmount.IsUnclear(text)));

    [Fact]
    public async Task Costs_AreManagersOfTheTenantsOnly()
    {
        await costs.WriteAsync(source, Day, null, 500, default);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Of(tenant, Roles.Operator).WriteAsync(source, Day, 500, 1, default));
        var other = Of(await database.Given.TenantAsync(), Roles.Admin);

        Assert.Empty(await other.ReadAsync(Day, Day, default));
        await Assert.ThrowsAnyAsync<Exception>(() => other.WriteAsync(source, Day, null, 1, default));
        Assert.True((await other.WriteAsync(source, Day, 500, 1, default)).IsConflict);
        Assert.Equal(500, Assert.Single(await costs.ReadAsync(Day, Day, default)).Amount);
    }

    [Fact]
    public async Task Views_AreOnesOwnOrEverybodys_AndAManagerShares()
    {
        var (anna, boris) = (await database.Given.OperatorAsync(tenant, Roles.Manager), await database.Given.OperatorAsync(tenant));
        ReportViewActions Views(Guid who, string role) => new(database.Factory(tenant, who), Current(tenant, role, who));

        Assert.Equal(KeptView.Done, await Views(anna, Roles.Manager).SaveAsync(" Месяц ", "leads?period=month", isShared: true, default));
        Assert.Equal(KeptView.Done, await Views(boris, Roles.Operator).SaveAsync("Мой", "funnel", isShared: false, default));
        Assert.Equal(KeptView.NameTaken, await Views(boris, Roles.Operator).SaveAsync("Мой", "leads", isShared: false, default));
        Assert.Equal(KeptView.NotAllowed, await Views(boris, Roles.Operator).SaveAsync("Наш", "leads", isShared: true, default));
        Assert.Equal(KeptView.NameMissing, await Views(boris, Roles.Operator).SaveAsync(" ", "leads", isShared: false, default));

        var ofBoris = await Views(boris, Roles.Operator).ReadAsync(default);
        Assert.Equal(["Месяц leads?period=month True", "Мой funnel False"], ofBoris.Select(v => $"{v.Name} {v.Address} {v.IsShared}"));
        Assert.Equal(KeptView.NotAllowed, await Views(boris, Roles.Operator).ArchiveAsync(ofBoris[0].Id, default));
        Assert.Equal(KeptView.Done, await Views(boris, Roles.Operator).ArchiveAsync(ofBoris[1].Id, default));
        Assert.Single(await Views(anna, Roles.Manager).ReadAsync(default));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private CostActions Of(Guid of, string role) => new(database.Factory(of), Current(of, role, Ids.New()), new Clock());

    private static CurrentOperator Current(Guid of, string role, Guid who)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(who, of, "Анна", role));
        return current;
    }
}
