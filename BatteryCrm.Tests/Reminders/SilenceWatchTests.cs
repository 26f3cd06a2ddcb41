using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>Channels in which nothing comes any more.</summary>
public sealed class SilenceWatchTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Clock.Noon;
    private readonly TestDatabase database = new();
    private readonly Clock clock = new();
    private Guid tenant;
    private Guid admin;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        tenant = await database.Given.TenantAsync();
        admin = await database.Given.OperatorAsync(tenant, Roles.Admin);
        await database.Given.OperatorAsync(tenant, Roles.Manager);
        await database.Given.OperatorAsync(await database.Given.TenantAsync(), Roles.Admin);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Silence_LongerThanUsual_IsToldToTheAdminsOnce_AndTheNextOneAnew()
    {
        var (channel, appeal) = await ChannelAsync(Now.AddHours(-24));
        await ChannelAsync(Now.AddHours(-23));

        Assert.Equal(1, await RoundAsync());
        Assert.Equal(0, await RoundAsync());
        await using (var db = database.Db(tenant))
        {
            var notice = await db.Notifications.SingleAsync();
            Assert.Equal((NotificationKinds.ChannelSilent, admin, channel, null), (notice.Kind, notice.OperatorId, notice.ChannelId!.Value, notice.AppealId));
        }

        await WriteAsync(channel, appeal, Now);
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(1, await RoundAsync()); // the other one by now
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await RoundAsync());

        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(admin, tenant, "Анна", Roles.Admin));
        var rows = await new NoticeQueries(database.Factory(tenant), current, clock).NewestAsync(default);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Assert.Equal("В канале «Бот» давно нет сообщений", NoticeText.Of(r)));
    }

    [Fact]
    public async Task Hours_InWhichItIsClosed_AreNoSilence()
    {
        // Thursday noon; the last message came on Tuesday at noon: 8 hours of Tuesday, 11 of Wednesday and 3 of Thursday.
        await SetAsync("working_hours", """{"start":"09:00","end":"20:00","days":[1,2,3,4,5]}""");
        await ChannelAsync(Now.AddDays(-2));
        Assert.Equal(0, await RoundAsync());
        clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(0, await RoundAsync());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await RoundAsync());
    }

    [Theory]
    [InlineData("3", 1)]
    [InlineData("30", 0)]
    [InlineData("0", 0)] // nobody wants to know
    [InlineData("\"soon\"", 1)] // unreadable: as if nothing was set
    public async Task Limit_IsTheTenants(string hours, int notices)
    {
        await SetAsync("channel_silence_hours", hours);
        await ChannelAsync(Now.AddHours(-25));
        Assert.Equal(notices, await RoundAsync());
    }

    [Fact]
    public async Task Channels_ThatAreOff_NotReceivedYet_OfTheSuspended_AreSilentByNature()
    {
        var (off, _) = await ChannelAsync(Now.AddDays(-9));
        await database.ExecuteAsync($"update channels set is_active = false where id = '{off}'");
        await ChannelAsync(Now.AddDays(-9), Platforms.Avito);
        Assert.Equal(0, await RoundAsync());
        await ChannelAsync(Now.AddDays(-9));
        await database.ExecuteAsync($"update tenants set suspend = true where id = '{tenant}'");
        Assert.Equal(0, await RoundAsync());
    }

    [Fact]
    public async Task Channel_InWhichNothingEverCame_CountsFromItsConnection()
    {
        var channel = await database.Given.ChannelAsync(tenant);
        await database.ExecuteAsync($"update channels set created_at = '{Now.AddHours(-24):O}' where id = '{channel}'");
        Assert.Equal(1, await RoundAsync());
    }

    [Fact]
    public async Task TwoNodesAtOnce_TellOnce()
    {
        await ChannelAsync(Now.AddDays(-3));
        Assert.Equal(1, (await Task.WhenAll(RoundAsync(), RoundAsync(), RoundAsync())).Sum());
    }

    // Our own answers break no silence.
    private async Task<(Guid Channel, Guid Appeal)> ChannelAsync(DateTimeOffset lastIn, string platform = Platforms.Telegram)
    {
        var channel = await database.Given.ChannelAsync(tenant, platform, name: "Бот");
        var appeal = await database.Given.AppealAsync(tenant, channelId: channel, waitingSince: lastIn);
        await database.ExecuteAsync($"update channels set created_at = '{Now.AddDays(-30):O}' where id = '{channel}'");
        await WriteAsync(channel, appeal, lastIn);
        await database.Given.MessageAsync(tenant, appeal, type: "operator", channelId: channel, createdAt: Now);
        return (channel, appeal);
    }

    private Task WriteAsync(Guid channel, Guid appeal, DateTimeOffset at) => database.Given.MessageAsync(tenant, appeal, channelId: channel, createdAt: at);

    private Task SetAsync(string key, string json) => database.Given.AddAsync(new TenantConfig { TenantId = tenant, Key = key, Value = json }, c => c.Id);

    private Task<int> RoundAsync() => new SilenceWatch(database.Sources, clock, NullLogger<SilenceWatch>.Instance).RoundAsync(CancellationToken.None);
}
