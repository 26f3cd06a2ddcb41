using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Channels.Telegram;
using BatteryCrm.Web.Screens.Channels;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Screens.Channels;

/// <summary>A shop with an admin, and Telegram as a stand-in.</summary>
internal sealed class ChannelsWorld : IAsyncDisposable
{
    public const string Token = "700100:token-marker-5f1c";
    private readonly ServiceProvider services;

    private ChannelsWorld(TestDatabase database, BotApi bot)
    {
        (Database, Bot) = (database, bot);
        var collection = new ServiceCollection();
        collection.AddPlatformClient(TelegramApi.ClientName);
        services = collection.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Log)).AddSingleton<TimeProvider>(Clock).AddSingleton<TelegramApi>().AddSingleton<IChannelDesk, TelegramDesk>().BuildServiceProvider();
    }

    public TestDatabase Database { get; }

    public BotApi Bot { get; }

    public Clock Clock { get; } = new();

    public KeptLog Log { get; } = new();

    public SecretSeal Seal { get; } = new(new EphemeralDataProtectionProvider());

    public Guid Tenant { get; private set; }

    public Guid Admin { get; private set; }

    public static async Task<ChannelsWorld> CreateAsync()
    {
        var world = new ChannelsWorld(await TestDatabase.CreateAsync(), await BotApi.StartAsync());
        world.Tenant = await world.Database.Given.TenantAsync();
        world.Admin = await world.Database.Given.OperatorAsync(world.Tenant, Roles.Admin, name: "Анна");
        return world;
    }

    public CurrentOperator Current(string role = Roles.Admin, Guid? tenant = null)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Admin, tenant ?? Tenant, "Анна", role));
        return current;
    }

    public ChannelActions Actions(string role = Roles.Admin, Guid? tenant = null) =>
        new(Database.Factory(tenant ?? Tenant, tenant is null ? Admin : null), Current(role, tenant), Seal, services.GetServices<IChannelDesk>(), Clock);

    public ChannelQueries Queries(Guid? tenant = null) => new(Database.Factory(tenant ?? Tenant), Clock);

    /// <summary>A connected bot whose API is the stand-in, as the platform would have set it by the command line.</summary>
    public async Task<Guid> TelegramAsync(string token = Token)
    {
        var id = (await Actions().ConnectAsync(new ConnectWish("telegram", "Бот", null, new Dictionary<string, string> { ["bot_token"] = token }), default)).Id!.Value;
        await Database.ExecuteAsync($"update channels set credentials = credentials || '{{\"api_base_url\":\"{Bot.Address.AbsoluteUri.TrimEnd('/')}\"}}' where id = '{id}'");
        return id;
    }

    public async Task<ChannelCredentials> OpenedAsync(Guid channel) => Seal.Open(await Database.ScalarAsync<string>($"select credentials::text from channels where id = '{channel}'"));

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
