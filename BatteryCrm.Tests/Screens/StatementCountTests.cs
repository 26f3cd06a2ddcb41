using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens;

/// <summary>What opening a screen costs in statements, the tenant's <c>set_config</c> apart: all that its effects read, as in a circuit.</summary>
public sealed class StatementCountTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Inbox_Opened_TakesThreeStatementsWithItsCounters()
    {
        var tenant = await database.Given.TenantAsync();
        var me = await database.Given.OperatorAsync(tenant);
        for (var i = 0; i < 3; i++) await database.Given.AppealAsync(tenant, holderId: me, waitingSince: TimeProvider.System.GetUtcNow());
        await using var circuit = Circuit(tenant, me);
        database.Sql.Clear();

        await circuit.GetRequiredService<InboxEffects>().HandleAsync(Reduced<InboxOpened>(circuit, new InboxOpened(me, QueueTab.Waiting)), circuit.GetRequiredService<ActionDispatcher>());

        var state = circuit.GetRequiredService<Store<InboxState>>().State;
        Assert.Equal((LoadPhase.Ready, 3), (state.Queue.Phase, state.Queue.Rows.Count));
        AssertStatements(3);
    }

    [Fact]
    public async Task Appeal_Opened_TakesFiveStatementsWithConversationDraftChannelsAndPrice()
    {
        var tenant = await database.Given.TenantAsync();
        var me = await database.Given.OperatorAsync(tenant);
        var display = await database.Given.AddAsync(new RepairType { TenantId = tenant, Name = "Дисплей" }, r => r.Id);
        await database.Given.AddAsync(new Service { TenantId = tenant, RepairTypeId = display, MalfunctionCategory = "Дисплей", MalfunctionType = "Замена дисплея", PriceRub = 5000, DurationMinutes = 40 }, s => s.Id);
        var channel = await database.Given.ChannelAsync(tenant);
        var appeal = await database.Given.AppealAsync(tenant, channelId: channel);
        for (var i = 0; i < 60; i++) await database.Given.MessageAsync(tenant, appeal, $"экран {i}", channelId: channel, chatId: "7");
        await database.ExecuteAsync($"""
            insert into duplicate_candidates (tenant_id, one_client_id, other_client_id, strength, evidence)
            select '{tenant}', least(a.client_id, '{await database.Given.ClientAsync(tenant, "Аня")}'), greatest(a.client_id, (select id from clients where name = 'Аня' and tenant_id = '{tenant}')), 'strong', '[]' from appeals a where a.id = '{appeal}'
            """);
        await using var db = database.Db(tenant);
        var (recogniser, catalogue) = (new Recogniser(await RecognitionCatalogue.ReadAsync(db, tenant, default)), await CardCatalogue.ReadAsync(db, default));
        await using var circuit = Circuit(tenant, me);
        await circuit.GetRequiredService<TenantZone>().LoadAsync(); // by the inbox around it
        database.Sql.Clear();

        await circuit.GetRequiredService<AppealEffects>().HandleAsync(Reduced<AppealOpened>(circuit, new AppealOpened(appeal)), circuit.GetRequiredService<ActionDispatcher>());
        var state = circuit.GetRequiredService<Store<AppealState>>().State;
        var strip = await circuit.GetRequiredService<StripQueries>().ReadAsync(state.Card!.Facts, WordsOfClient.In(state.Messages, recogniser), catalogue, default);

        Assert.Equal((LoadPhase.Ready, AppealQueries.PageSize, 5000m), (state.Phase, state.Messages.Count, Assert.Single(strip!.Offers).PriceRub));
        Assert.Equal("Аня", Assert.Single(state.Card.Kin).Name);
        AssertStatements(5);
    }

    private void AssertStatements(int most)
    {
        var sent = database.Sql.Statements.Where(s => !s.Contains("set_config", StringComparison.Ordinal)).ToList();
        Assert.True(sent.Count <= most, $"{sent.Count} statements, {most} at most:\n" + string.Join("\n--\n", sent));
    }

    // The reducers see the action before the effects do.
    private static object Reduced<TAction>(IServiceProvider circuit, TAction action)
        where TAction : class
    {
        foreach (var store in circuit.GetServices<IStore>()) store.Reduce(action);
        return action;
    }

    private ServiceProvider Circuit(Guid tenant, Guid me)
    {
        var (current, mine) = (new CurrentOperator(), new CurrentTenant());
        current.Set(new OperatorIdentity(me, tenant, "Ирина", Roles.Operator));
        mine.Set(tenant);
        return new ServiceCollection().AddLogging().AddSingleton(current).AddSingleton(mine).AddSingleton(TimeProvider.System).AddSingleton(database.Factory(tenant))
            .AddSingleton(new AnswerPlatforms([Platforms.Telegram])).AddSingleton<ActionDispatcher>().AddSingleton<TenantZone>()
            .AddSingleton<InboxQueries>().AddSingleton<QueueChoicesQuery>().AddSingleton<InboxTime>().AddSingleton<InboxEffects>().AddSingleton(new Store<InboxState>(InboxState.Empty, InboxState.Reduce)).AddSingleton<IStore>(p => p.GetRequiredService<Store<InboxState>>())
            .AddSingleton<AppealQueries>().AddSingleton<AppealActions>().AddSingleton<StripQueries>().AddSingleton<AppealEffects>()
            .AddSingleton(new Store<AppealState>(AppealState.Empty, AppealState.Reduce)).AddSingleton<IStore>(p => p.GetRequiredService<Store<AppealState>>()).BuildServiceProvider();
    }
}
