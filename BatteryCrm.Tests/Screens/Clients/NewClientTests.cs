using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Screens.Clients.Create;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>Somebody called: a client and his appeal, once.</summary>
public sealed class NewClientTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private ClientsWorld world = null!;

    public async Task InitializeAsync() => world = await ClientsWorld.CreateAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Call_MakesAClientAndAnAppeal_InWhoseHandsItIs()
    {
        var phone = await database.Given.ChannelAsync(world.Tenant, Platforms.Phone, name: "Звонки");
        var sales = await database.Given.AddAsync(new SalesChannel { TenantId = world.Tenant, Name = "Яндекс" }, s => s.Id);
        var source = await database.Given.AddAsync(new LeadSource { TenantId = world.Tenant, SalesChannelId = sales, Name = "Карты" }, s => s.Id);
        var wish = Wish() with { SourceId = source };

        Assert.Equal(ClientOutcome.Kept, await world.New().OpenAsync(wish, default));

        await using var db = database.Db(world.Tenant);
        var client = await db.Clients.SingleAsync();
        Assert.Equal((wish.ClientId, "Анна", "+79171234567", false), (client.Id, client.Name, client.Phone, client.HasPhone));
        var appeal = await db.Appeals.SingleAsync();
        Assert.Equal((wish.AppealId, client.Id, Stages.FirstContact, "Разбит экран", phone, source, sales), (appeal.Id, appeal.ClientId, appeal.Stage, appeal.ProblemDescription, appeal.AdChannelId, appeal.LeadSourceId, appeal.SalesChannelId));
        var activity = await db.AppealActivity.SingleAsync();
        Assert.Equal((world.Irina, world.Clock.GetUtcNow(), (DateTimeOffset?)null), (activity.HolderId, activity.LastMessageAt, activity.WaitingSince));
        Assert.Equal(wish.AppealId, (await db.OperatorActions.SingleAsync()).ContextAppealId);
        Assert.Equal(client.Id, Assert.Single((await world.List().ReadAsync(Web.Screens.Clients.ClientsView.All, null, default)).Rows).Id);
    }

    [Fact]
    public async Task Button_PressedManyTimesAtOnce_MakesOne()
    {
        var wish = Wish();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.New().OpenAsync(wish, default)));

        Assert.All(outcomes, o => Assert.Equal(ClientOutcome.Kept, o));
        Assert.Equal((1L, 1L), (await database.ScalarAsync<long>($"select count(*) from clients where tenant_id = '{world.Tenant}'"), await database.ScalarAsync<long>($"select count(*) from appeals where tenant_id = '{world.Tenant}'")));
    }

    [Fact]
    public async Task Appeal_OfAKnownClient_LeavesHimAsHeIs()
    {
        var anna = await world.ClientAsync("Анна Кузнецова", 40, "+79171234567");
        await world.Fields().SetAsync(anna, ClientFlag.Blocked, true, default);

        Assert.Equal(ClientOutcome.Kept, await world.New().OpenAsync(Wish() with { ClientId = anna, IsKnown = true, Name = "другое имя", Phone = string.Empty }, default));

        await using var db = database.Db(world.Tenant);
        Assert.Equal(("Анна Кузнецова", "+79171234567", 2), ((await db.Clients.SingleAsync()).Name, (await db.Clients.SingleAsync()).Phone, await db.Appeals.CountAsync(a => a.ClientId == anna)));
        Assert.Equal(2, await db.AppealActivity.CountAsync(v => v.IsMuted));
    }

    [Theory]
    [InlineData("12", "Анна", ClientOutcome.NotAPhone)]
    [InlineData("", " ", ClientOutcome.NotAValue)]
    public async Task Call_WithoutAnythingToKnowHimBy_IsRefused(string phone, string name, ClientOutcome outcome)
    {
        Assert.Equal(outcome, await world.New().OpenAsync(Wish() with { Phone = phone, Name = name }, default));
        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from clients where tenant_id = '{world.Tenant}'"));
    }

    private static NewClientWish Wish() => new(Ids.New(), Ids.New(), IsKnown: false, "8 917 123-45-67", " Анна ", null, "Разбит экран", null);
}
