using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>The columns of a client show his identities, whatever happens to them. What storms and twenty generated shapes leave is looked at in their own tests.</summary>
public sealed class PrimaryIdentitiesTests : IAsyncLifetime
{
    private MergeWorld world = null!;

    public async Task InitializeAsync() => world = await MergeWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Whose columns are not as his identities say.</summary>
    internal static Task<long> WrongAsync(BatteryCrm.Tests.Support.TestDatabase database) => database.ScalarAsync<long>($"select count(*) from ({PrimaryIdentities.Wrong}) w");

    [Theory]
    [InlineData("telegram_id = null")]
    [InlineData("telegram_id = '99'")]
    [InlineData("vk_id = '1'")]
    [InlineData("has_telegram = false")]
    public async Task Wrong_FindsWhatIsNotSo(string set)
    {
        var anna = await world.PersonAsync("71");
        Assert.Equal(0, await WrongAsync(world.Database));

        await world.Database.ExecuteAsync($"update clients set {set} where id = '{anna}'");

        Assert.Equal(1, await WrongAsync(world.Database));
        await SettleAsync(anna);
        Assert.Equal(0, await WrongAsync(world.Database));
        Assert.Equal("71", await world.Database.ScalarAsync<string>($"select telegram_id from clients where id = '{anna}'"));
    }

    [Fact]
    public async Task MergeAndUndo_OfTwoOnOnePlatform_EachHasItsOwnAgain()
    {
        var (anna, anya) = (await world.PersonAsync("71"), await world.PersonAsync("72"));
        await world.Database.Given.ClientIdentityAsync(world.Tenant, anya, "v1", Platforms.Vk);
        await world.Database.ExecuteAsync($"update clients set vk_id = 'v1' where id = '{anya}'");

        var merge = await world.MergeAsync(anna, anya);
        Assert.Equal(("71|v1", "|"), (await OfAsync(anna), await OfAsync(anya)));
        Assert.Equal(0, await WrongAsync(world.Database));

        await world.UndoAsync(merge.MergeId!.Value);
        Assert.Equal(("71|", "72|v1"), (await OfAsync(anna), await OfAsync(anya)));
        Assert.Equal(0, await WrongAsync(world.Database));
    }

    // A flag that intake sets after the merge is set with the master; the identity goes back, and so must what it says.
    [Fact]
    public async Task Undo_WhenHeWroteForTheFirstTimeSince_HisOwnRowLearnsIt()
    {
        var (anna, anya) = (await world.PersonAsync("71"), await world.PersonAsync("72"));
        await world.Database.ExecuteAsync($"update clients set has_telegram = false where id = '{anya}'");
        var merge = await world.MergeAsync(anna, anya);

        await world.UndoAsync(merge.MergeId!.Value);

        Assert.True(await world.Database.ScalarAsync<bool>($"select has_telegram from clients where id = '{anya}'"));
    }

    private Task<string?> OfAsync(Guid client) => world.Database.ScalarAsync<string>($"select coalesce(telegram_id, '') || '|' || coalesce(vk_id, '') from clients where id = '{client}'");

    private async Task SettleAsync(Guid client)
    {
        await using var db = world.Database.Db(world.Tenant);
        await PrimaryIdentities.SettleAsync(db, client, default);
    }
}
