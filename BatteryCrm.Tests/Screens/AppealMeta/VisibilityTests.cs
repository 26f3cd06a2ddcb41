using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.AppealMeta;

namespace BatteryCrm.Tests.Screens.AppealMeta;

/// <summary>What is shown for which kind of deal: switched, copied, taken back, by whom, and what of it is hidden.</summary>
public sealed class VisibilityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Set_ACellARowAColumn_HidesThoseAndShowsThemAgain()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        await world.SetAsync("issue", "spam", isShown: false);
        Assert.Equal(["issue/spam"], await world.HiddenAsync());

        var matrix = await world.Queries.MatrixAsync(default);
        await world.Actions.SetAsync(matrix.Row("issue"), isShown: false, default);
        Assert.Equal(5, (await world.HiddenAsync()).Length);
        Assert.False((await world.Queries.MatrixAsync(default)).Shows(matrix.Row("issue")));
        await world.Actions.SetAsync(matrix.Row("issue"), isShown: true, default);
        Assert.Empty(await world.HiddenAsync());

        await world.Actions.SetAsync(matrix.Column(await world.DealAsync("sale")), isShown: false, default);
        Assert.Equal(matrix.Parameters.Select(p => $"{p.Id}/sale").Order(StringComparer.Ordinal), await world.HiddenAsync());
    }

    [Fact]
    public async Task Set_WhatIsSoAlready_IsNoVersion()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        await world.SetAsync("issue", "spam", isShown: true);
        await world.SetAsync("issue", "spam", isShown: false);
        await world.SetAsync("issue", "spam", isShown: false);

        Assert.Single(await world.Versions.NewestAsync(10, default));
    }

    [Fact]
    public async Task Copy_AnotherKindOfDeal_ShowsTheSame()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        await world.SetAsync("issue", "spam", isShown: false);
        await world.SetAsync("stage", "sale", isShown: false);

        await world.Actions.CopyAsync(await world.DealAsync("spam"), await world.DealAsync("sale"), default);

        Assert.Equal(["issue/sale", "issue/spam"], await world.HiddenAsync());
    }

    [Fact]
    public async Task RollBack_ToBeforeAChange_IsTheMatrixAsItStoodThen()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        var matrix = await world.Queries.MatrixAsync(default);
        await world.SetAsync("issue", "spam", isShown: false);
        await world.SetAsync("stage", "sale", isShown: false);
        var then = await world.HiddenAsync();
        await world.Actions.SetAsync(matrix.Row("issue"), isShown: false, default);
        await world.SetAsync("stage", "sale", isShown: true);
        await world.Actions.CopyAsync(await world.DealAsync("spam"), await world.DealAsync("repair"), default);
        await world.SetAsync("client_phone", "purchase", isShown: false);
        var change = (await world.Versions.NewestAsync(10, default)).Single(c => c.Cells.Count == 4);
        Assert.Equal("Олег", change.Who);

        var back = await world.Versions.BackAsync(change.ChangeId, default);
        Assert.Equal(VisibilityOutcome.Kept, await world.Actions.RollBackAsync(change.ChangeId, back, default));

        Assert.Equal(then, await world.HiddenAsync());
        Assert.Empty(await world.Versions.BackAsync(change.ChangeId, default));

        // The way back is a change itself: one, and it goes back as well.
        var own = (await world.Versions.NewestAsync(1, default))[0];
        Assert.Equal(back.Count, own.Cells.Count);
        await world.Actions.RollBackAsync(own.ChangeId, await world.Versions.BackAsync(own.ChangeId, default), default);
        Assert.Contains("client_phone/purchase", await world.HiddenAsync());
    }

    [Fact]
    public async Task RollBack_MatrixChangedSinceItWasLookedAt_ChangesNothing()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        await world.SetAsync("issue", "spam", isShown: false);
        var change = (await world.Versions.NewestAsync(1, default))[0];
        var back = await world.Versions.BackAsync(change.ChangeId, default);
        await world.SetAsync("stage", "spam", isShown: false);

        Assert.Equal(VisibilityOutcome.ChangedMeanwhile, await world.Actions.RollBackAsync(change.ChangeId, back, default));
        Assert.Equal(["issue/spam", "stage/spam"], await world.HiddenAsync());
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    public async Task Actions_OfAnybodyButAnAdmin_AreRefused(string role)
    {
        var world = await VisibilityWorld.MakeAsync(database);
        await world.SetAsync("issue", "spam", isShown: false);
        var change = (await world.Versions.NewestAsync(1, default))[0];
        var (actions, spam, sale) = (world.ActionsOf(role), await world.DealAsync("spam"), await world.DealAsync("sale"));

        Assert.Equal(VisibilityOutcome.NotAllowed, await actions.SetAsync([new Cell("stage", spam)], isShown: false, default));
        Assert.Equal(VisibilityOutcome.NotAllowed, await actions.CopyAsync(spam, sale, default));
        Assert.Equal(VisibilityOutcome.NotAllowed, await actions.RollBackAsync(change.ChangeId, await world.Versions.BackAsync(change.ChangeId, default), default));
        Assert.Equal(["issue/spam"], await world.HiddenAsync());
    }

    [Fact]
    public async Task Changes_OfOneTenant_TouchNothingOfAnother()
    {
        var (world, other) = (await VisibilityWorld.MakeAsync(database), await VisibilityWorld.MakeAsync(database));
        await other.SetAsync("stage", "spam", isShown: false);
        var theirs = (await other.Versions.NewestAsync(1, default))[0];

        await world.SetAsync("issue", "spam", isShown: false);
        await world.Actions.CopyAsync(await world.DealAsync("sale"), await world.DealAsync("spam"), default);

        Assert.Equal(["stage/spam"], await other.HiddenAsync());
        Assert.Empty(await world.Versions.BackAsync(theirs.ChangeId, default));
        Assert.DoesNotContain(await world.Versions.NewestAsync(10, default), c => c.ChangeId == theirs.ChangeId);
        Assert.Empty(await other.Queries.AppealsAsync((await other.Queries.MatrixAsync(default)).Deals[0], string.Empty, default));
    }

    [Fact]
    public async Task Hidden_OfAKindOfDeal_SaysTheRuleSinceWhenByWhomAndInHowManyAppealsItIsFilled()
    {
        await using var own = await TestDatabase.CreateAsync();
        var world = await VisibilityWorld.MakeAsync(own);
        var sale = await world.DealAsync("sale");
        await own.ExecuteAsync($"update appeals set deal_type_id = '{sale}', estimated_cost = 100 where id = '{world.Fields.Appeal}'");
        await own.Given.AppealAsync(world.Tenant);
        var ruled = await own.Given.AppealAsync(world.Tenant);
        await own.ExecuteAsync($"update appeals set type = 'sale' where id = '{ruled}'");
        await own.ExecuteAsync("update appeal_meta_config set is_active = false where id = 'livesklad_order'");
        await world.SetAsync("estimated_cost", "sale", isShown: false);

        var deal = (await world.Queries.MatrixAsync(default)).Deals.Single(d => d.Code == "sale");
        var read = await world.Queries.HiddenAsync(deal, default);

        Assert.Equal(2, read.Appeals);
        var (cost, order) = (read.Fields.Single(f => f.Parameter.Id == "estimated_cost"), read.Fields.Single(f => f.Parameter.Id == "livesklad_order"));
        Assert.Equal((false, "Олег", 1, true), (cost.IsOff, cost.Who, cost.Filled, cost.Since is not null));
        Assert.Equal((true, 0), (order.IsOff, order.Filled));
        Assert.Equal(2, read.Fields.Count);
    }

    [Fact]
    public void Filled_EverySourceOfTheCard_IsCounted() => Assert.Equal(CardSources.All.Order(StringComparer.Ordinal), FilledFields.Counted.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Parameters_OfThePlatform_AllHaveASourceThatTheCardKnows()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        Assert.All((await world.Queries.MatrixAsync(default)).Parameters, p => Assert.Contains(p.SourceField, CardSources.All));
    }

    [Fact]
    public async Task Appeals_OfAKindOfDeal_AreFoundByNameAndNumberNewestFirst()
    {
        var world = await VisibilityWorld.MakeAsync(database);
        var sale = await world.DealAsync("sale");
        var older = await database.Given.AppealAsync(world.Tenant, await database.Given.ClientAsync(world.Tenant, "Мария 100%", "+79171234567"));
        var newer = await database.Given.AppealAsync(world.Tenant, await database.Given.ClientAsync(world.Tenant, "Пётр", "+79170000000"));
        await database.ExecuteAsync($"update appeals set deal_type_id = '{sale}', created_at = now() + case when id = '{newer}' then interval '1 minute' else interval '0' end where id in ('{older}', '{newer}')");
        var deal = (await world.Queries.MatrixAsync(default)).Deals.Single(d => d.Code == "sale");

        Assert.Equal([newer, older], (await world.Queries.AppealsAsync(deal, string.Empty, default)).Select(a => a.Id));
        Assert.Equal([older], (await world.Queries.AppealsAsync(deal, "0%", default)).Select(a => a.Id));
        Assert.Equal([older], (await world.Queries.AppealsAsync(deal, "123-45", default)).Select(a => a.Id));
        Assert.Empty(await world.Queries.AppealsAsync(deal, "Олег", default));
    }
}
