using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Timeline;

namespace BatteryCrm.Tests.Screens.Appeal.Timeline;

public sealed class TimelineQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Messages_OfAllAppealsOfTheClient_AreOneLineReadByPages()
    {
        var (tenant, client, appeals) = await ClientAsync();
        var stranger = await database.Given.AppealAsync(tenant);
        await database.Given.MessageAsync(tenant, stranger, "чужое", createdAt: Noon.AddMinutes(3));
        var written = new List<Guid>();
        for (var i = 0; i < 7; i++) written.Add(await database.Given.MessageAsync(tenant, appeals[i % 2], $"слово {i}", i == 6 ? MessageTypes.Note : MessageTypes.Client, createdAt: Noon.AddMinutes(i)));
        var queries = new TimelineQueries(database.Factory(tenant));

        var end = await queries.MessagesAsync(client, before: null, 3, default);
        var middle = await queries.MessagesAsync(client, MessageKey.Of(end.Messages[0]), 3, default);
        var beginning = await queries.MessagesAsync(client, MessageKey.Of(middle.Messages[0]), 3, default);

        Assert.Equal(written, [.. beginning.Messages.Concat(middle.Messages).Concat(end.Messages).Select(m => m.Id)]);
        Assert.Equal((true, true, false), (end.HasOlder, middle.HasOlder, beginning.HasOlder));
    }

    [Fact]
    public async Task Timeline_OfAClient_TakesTwoStatementsAndOneForAFurtherPage()
    {
        var (tenant, client, appeals) = await ClientAsync();
        for (var i = 0; i < 60; i++) await database.Given.MessageAsync(tenant, appeals[i % 2], "слово", createdAt: Noon.AddMinutes(i));
        var queries = new TimelineQueries(database.Factory(tenant));
        database.Sql.Clear();

        Assert.Equal(2, (await queries.AppealsAsync(client, default)).Count);
        var page = await queries.MessagesAsync(client, before: null, AppealQueries.PageSize, default);
        Assert.Equal(2, Sent());
        await queries.MessagesAsync(client, MessageKey.Of(page.Messages[0]), AppealQueries.PageSize, default);
        Assert.Equal(3, Sent());
    }

    [Fact]
    public async Task Timeline_OfAnotherTenantsClient_IsEmpty()
    {
        var (tenant, client, appeals) = await ClientAsync();
        await database.Given.MessageAsync(tenant, appeals[0]);
        var queries = new TimelineQueries(database.Factory(await database.Given.TenantAsync()));

        Assert.Empty(await queries.AppealsAsync(client, default));
        Assert.Empty((await queries.MessagesAsync(client, before: null, 50, default)).Messages);
    }

    [Fact]
    public async Task Card_SaysWhetherThereIsMoreThanTheOpenAppeal()
    {
        var (tenant, _, appeals) = await ClientAsync();
        var queries = new AppealQueries(database.Factory(tenant));

        Assert.True((await queries.CardAsync(appeals[0], default))!.HasOthers);
        Assert.False((await queries.CardAsync(await database.Given.AppealAsync(tenant), default))!.HasOthers);
    }

    private int Sent() => database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal));

    private async Task<(Guid Tenant, Guid Client, Guid[] Appeals)> ClientAsync()
    {
        var tenant = await database.Given.TenantAsync();
        var client = await database.Given.ClientAsync(tenant);
        return (tenant, client, [await database.Given.AppealAsync(tenant, client), await database.Given.AppealAsync(tenant, client)]);
    }
}
