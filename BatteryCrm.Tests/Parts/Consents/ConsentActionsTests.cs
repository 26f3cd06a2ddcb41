using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Web.Parts.Consents;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Parts.Consents;

/// <summary>Consents are added and withdrawn, and who wants to hear nothing more is left in peace.</summary>
public sealed class ConsentActionsTests : IAsyncLifetime
{
    private MergeWorld world = null!;
    private Guid anna;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("700700");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Add_ThenWithdraw_KeepsBothDates_AndLogsNoWord()
    {
        var actions = Actions();
        var given = world.Clock.GetUtcNow().AddDays(-3);
        Assert.Equal(ConsentOutcome.Kept, await actions.AddAsync(anna, ConsentKinds.Marketing, ConsentSources.Visit, given, "  папка 7 ", default));
        var row = Assert.Single((await actions.ReadAsync(anna, default))!.Rows);
        Assert.Equal((ConsentKinds.Marketing, given, null, ConsentSources.Visit, "папка 7"), (row.Kind, row.GivenAt, row.WithdrawnAt, row.Source, row.Note));

        Assert.Equal(ConsentOutcome.Kept, await actions.WithdrawAsync(anna, row, default));
        Assert.Equal(ConsentOutcome.ChangedMeanwhile, await actions.WithdrawAsync(anna, row, default));

        Assert.Equal((given, world.Clock.GetUtcNow()), ((await actions.ReadAsync(anna, default))!.Rows[0].GivenAt, (await actions.ReadAsync(anna, default))!.Rows[0].WithdrawnAt));
        Assert.Equal(2L, await world.Database.ScalarAsync<long>("select count(*) from operator_actions where action_type = 'consent_changed' and details::text not like '%папка%'"));
        Assert.Equal(2L, await world.Database.ScalarAsync<long>($"select count(*) from live_events where kind = 'client_changed' and subject_id = '{anna}'"));
    }

    [Fact]
    public async Task Add_OfADayToCome_IsOfNow()
    {
        await Actions().AddAsync(anna, ConsentKinds.PersonalData, ConsentSources.Phone, world.Clock.GetUtcNow().AddDays(1), string.Empty, default);

        var row = Assert.Single((await Actions().ReadAsync(anna, default))!.Rows);
        Assert.Equal((world.Clock.GetUtcNow(), null), (row.GivenAt, row.Note));
    }

    [Fact]
    public async Task Unsubscribe_ComparesWithWhatWasSeen()
    {
        Assert.Equal(ConsentOutcome.Kept, await Actions().SetUnsubscribedAsync(anna, before: false, after: true, default));
        Assert.Equal(ConsentOutcome.ChangedMeanwhile, await Actions().SetUnsubscribedAsync(anna, before: false, after: true, default));

        Assert.True((await Actions().ReadAsync(anna, default))!.Unsubscribed);
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($$"""select count(*) from operator_actions where details = '{"client": "{{anna}}", "kind": "unsubscribed", "change": "given"}'"""));
    }

    [Fact]
    public async Task Anything_OfTheErasedOrAnothersClient_IsRefused()
    {
        var stranger = await world.Database.Given.ClientAsync(await world.Database.Given.TenantAsync("Other"));
        await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), anna, world.Operator, string.Empty, default);

        foreach (var id in new[] { anna, stranger })
        {
            Assert.Equal(ConsentOutcome.Missing, await Actions().AddAsync(id, ConsentKinds.Marketing, ConsentSources.Chat, world.Clock.GetUtcNow(), "x", default));
            Assert.Equal(ConsentOutcome.Missing, await Actions().SetUnsubscribedAsync(id, before: false, after: true, default));
        }

        Assert.True((await Actions().ReadAsync(anna, default))!.IsErased);
        Assert.Null(await Actions().ReadAsync(stranger, default));
    }

    [Fact]
    public async Task Erasure_LeavesTheDatesOfAConsent_AndTakesItsWords()
    {
        await Actions().AddAsync(anna, ConsentKinds.PersonalData, ConsentSources.Visit, world.Clock.GetUtcNow(), "паспорт Анны", default);

        await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), anna, world.Operator, string.Empty, default);

        var row = Assert.Single((await Actions().ReadAsync(anna, default))!.Rows);
        Assert.Equal((world.Clock.GetUtcNow(), null), (row.GivenAt, row.Note));
    }

    private ConsentActions Actions()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        return new ConsentActions(world.Database.Factory(world.Tenant), current, world.Clock);
    }
}
