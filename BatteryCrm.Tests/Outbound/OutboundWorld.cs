using System.Text.Json.Nodes;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Outbound;

/// <summary>One tenant with an operator and a Telegram channel whose API is a stand-in; answers leave at once unless a test sets the seconds to take them back.</summary>
internal sealed class OutboundWorld : IAsyncDisposable
{
    public const string Token = "700100:token-marker-5f1c";
    private readonly List<OutboundNode> nodes = [];
    private int keys;

    private OutboundWorld(TestDatabase database, BotApi bot) => (Database, Bot) = (database, bot);

    public TestDatabase Database { get; }

    public BotApi Bot { get; }

    public WatchedClock Clock { get; } = new();

    public SecretSeal Seal { get; } = new(new EphemeralDataProtectionProvider());

    public Guid Tenant { get; private set; }

    public Guid Operator { get; private set; }

    public Guid Channel { get; private set; }

    public static async Task<OutboundWorld> CreateAsync(int undoSeconds = 0)
    {
        var world = new OutboundWorld(await TestDatabase.CreateAsync(), await BotApi.StartAsync());
        world.Tenant = await world.Database.Given.TenantAsync();
        world.Operator = await world.Database.Given.OperatorAsync(world.Tenant, name: "Ирина");
        world.Channel = await world.ChannelAsync();
        await world.SetAsync("undo_send_seconds", undoSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return world;
    }

    public Task<Guid> ChannelAsync(Uri? api = null, string token = Token) =>
        Database.Given.ChannelAsync(Tenant, Platforms.Telegram, Credentials(api ?? Bot.Address, token));

    /// <summary>As the column holds them.</summary>
    public string Credentials(Uri api, string token = Token) =>
        Seal.SealCredentials(Platforms.Telegram, new JsonObject { ["bot_token"] = token, ["webhook_secret"] = "s", ["api_base_url"] = api.ToString() });

    public Task SetAsync(string key, string json) =>
        Database.Given.AddAsync(new TenantConfig { TenantId = Tenant, Key = key, Value = json, CreatedAt = Clock.GetUtcNow() }, c => c.Id);

    /// <summary>An appeal whose client has written in a chat.</summary>
    public async Task<Guid> ChatAsync(string chatId, Guid? channel = null, Guid? client = null)
    {
        var appeal = await Database.Given.AppealAsync(Tenant, client, channel ?? Channel, waitingSince: Clock.GetUtcNow());
        await Database.Given.MessageAsync(Tenant, appeal, channelId: channel ?? Channel, chatId: chatId, createdAt: Clock.GetUtcNow());
        return appeal;
    }

    public AppealActions As(Guid operatorId, params string[] connected)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(operatorId, Tenant, "Ирина", Roles.Operator));
        return new AppealActions(Database.Factory(Tenant), current, new AnswerPlatforms(connected.Length > 0 ? connected : [Platforms.Telegram]), Clock);
    }

    /// <summary>An answer of the operator, queued.</summary>
    public async Task<Guid> AnswerAsync(Guid appeal, string text, Guid? channel = null)
    {
        var result = await As(Operator).SendAsync(new SendRequest(appeal, text, channel, $"key-{Interlocked.Increment(ref keys)}"), default);
        return result.MessageId ?? throw new InvalidOperationException($"Refused: {result.Refusal}");
    }

    /// <summary>An answer with a stored picture, queued.</summary>
    public async Task<Guid> FileAnswerAsync(Guid appeal, string text, byte[] content)
    {
        var file = new StoredFile { Id = Ids.New(), TenantId = Tenant, SizeBytes = content.Length, MimeType = "image/png", Sha256 = "00", CreatedAt = Clock.GetUtcNow() };
        await using (var db = Database.Db(Tenant)) await new PostgresFileStore().SaveAsync(db, file, new MemoryStream(content), default);
        var draft = await Database.Given.AddAsync(
            new DraftFile { TenantId = Tenant, OperatorId = Operator, AppealId = appeal, FileId = file.Id, FileName = "фото.png", Kind = "photo" }, f => f.Id);
        var request = new SendRequest(appeal, text, null, $"file-{Interlocked.Increment(ref keys)}") { FileIds = [draft] };
        return (await As(Operator).SendAsync(request, default)).MessageId!.Value;
    }

    public OutboundNode Node(Action<Web.Outbound.OutboundOptions>? options = null, IDbContextFactory<WorkerDb>? factory = null)
    {
        var node = new OutboundNode(this, options, factory);
        nodes.Add(node);
        return node;
    }

    public async Task<OutboundMessage> OutboxAsync(Guid messageId)
    {
        await using var db = Database.OwnerDb();
        return await db.OutboundMessages.AsNoTracking().SingleAsync(o => o.MessageId == messageId);
    }

    public async Task<Message> MessageAsync(Guid messageId)
    {
        await using var db = Database.OwnerDb();
        return await db.Messages.AsNoTracking().SingleAsync(m => m.Id == messageId);
    }

    public async Task<Channel> ChannelRowAsync(Guid? channel = null)
    {
        await using var db = Database.OwnerDb();
        return await db.Channels.AsNoTracking().SingleAsync(c => c.Id == (channel ?? Channel));
    }

    public async Task<int> EventsAsync(string kind, Guid messageId)
    {
        await using var db = Database.OwnerDb();
        return await db.LiveEvents.CountAsync(e => e.Kind == kind && e.MessageId == messageId);
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        foreach (var node in nodes) await node.DisposeAsync();
        await Database.DisposeAsync();
    }
}
