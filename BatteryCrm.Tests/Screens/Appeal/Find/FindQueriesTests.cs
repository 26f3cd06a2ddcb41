using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal.Find;

namespace BatteryCrm.Tests.Screens.Appeal.Find;

public sealed class FindQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("дисплеи", "Сколько стоит дисплей?")] // another form
    [InlineData("стоит дисплей", "Сколько стоит дисплей?")]
    [InlineData("дисплей стоит", "Сколько стоит дисплей?")] // any order
    [InlineData("дисплея стоит", "Сколько стоят дисплеи?")]
    [InlineData("дис", "Сколько стоит дисплей?")] // only begun
    [InlineData("зелёный", "Корпус зеленый")]
    [InlineData("еле", "Корпус зеленый")] // within a word, as it was typed
    [InlineData("12:30", "Зайду в 12:30")]
    [InlineData("100%", "заряд 100% через час")] // signs of patterns mean themselves
    public async Task FindAsync_FormsAndPartsOfWords_FindTheMessage(string typed, string text)
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        await database.Given.MessageAsync(tenant, appeal, "Здравствуйте");
        var message = await database.Given.MessageAsync(tenant, appeal, text);

        Assert.Equal([message], await Queries(tenant).FindAsync(appeal, typed, default));
    }

    [Fact]
    public async Task FindAsync_EveryKindOfMessageOfThisAppeal_NewestFirstAndOfNoOther()
    {
        var (tenant, other) = (await database.Given.TenantAsync(), await database.Given.TenantAsync());
        var appeal = await database.Given.AppealAsync(tenant);
        var now = TimeProvider.System.GetUtcNow();
        var first = await database.Given.MessageAsync(tenant, appeal, "экран разбит", createdAt: now.AddDays(-400));
        var note = await database.Given.MessageAsync(tenant, appeal, "экран есть на складе", MessageTypes.Note, createdAt: now.AddDays(-3));
        var ours = await database.Given.MessageAsync(tenant, appeal, "Экран заменим", MessageTypes.Operator, createdAt: now.AddDays(-2));
        await database.Given.MessageAsync(tenant, await database.Given.AppealAsync(tenant), "экран");
        await database.Given.MessageAsync(other, await database.Given.AppealAsync(other), "экран");

        Assert.Equal([ours, note, first], await Queries(tenant).FindAsync(appeal, "экраны", default));
        Assert.Empty(await Queries(other).FindAsync(appeal, "экраны", default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("э")]
    [InlineData("?!")]
    public async Task FindAsync_NothingToLookFor_AsksNothing(string? typed)
    {
        var tenant = await database.Given.TenantAsync();
        database.Sql.Clear();

        Assert.Empty(await Queries(tenant).FindAsync(Guid.Empty, typed, default));
        Assert.Equal(0, database.Sql.Count);
    }

    [Fact]
    public async Task FindAsync_ManyMessages_AreNamedUpToABoundInOneStatement()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        await database.ExecuteAsync($"insert into messages_history (tenant_id, appeal_id, message_type, message_text) select '{tenant}', '{appeal}', 'client', 'экран ' || n from generate_series(1, 300) n");
        database.Sql.Clear();

        Assert.Equal(FindQueries.MostHits + 1, (await Queries(tenant).FindAsync(appeal, "экран", default)).Count);
        Assert.Single(database.Sql.Statements, s => !s.Contains("set_config", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\"экран")]
    [InlineData("экран & | ! ( :*")]
    [InlineData("экран \\")]
    [InlineData("-экран or")]
    public async Task FindAsync_AnySigns_AreNoMistake(string typed)
    {
        var tenant = await database.Given.TenantAsync();
        Assert.Empty(await Queries(tenant).FindAsync(await database.Given.AppealAsync(tenant), typed, default));
    }

    private FindQueries Queries(Guid tenant) => new(database.Factory(tenant));
}
