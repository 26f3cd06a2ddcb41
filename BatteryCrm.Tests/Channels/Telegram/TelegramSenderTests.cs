using System.Text.Json.Nodes;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Channels.Telegram;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Channels.Telegram;

public sealed class TelegramSenderTests : IAsyncLifetime
{
    private readonly WatchedClock clock = new();
    private BotApi bot = null!;
    private ServiceProvider services = null!;
    private TelegramSender sender = null!;

    public async Task InitializeAsync()
    {
        bot = await BotApi.StartAsync();
        var collection = new ServiceCollection();
        collection.AddPlatformClient(TelegramApi.ClientName);
        services = collection.AddSingleton<TimeProvider>(clock).AddSingleton<TelegramApi>().AddSingleton<TelegramSender>().BuildServiceProvider();
        sender = services.GetRequiredService<TelegramSender>();
    }

    public async Task DisposeAsync()
    {
        await bot.DisposeAsync();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_PlainAnswer_IsOnePostWithNumberAndText()
    {
        var outcome = await SendAsync("700100200", "Готово <b>&</b>");

        Assert.Equal("1000001", Assert.IsType<SendOutcome.Sent>(outcome).ExternalId);
        var request = Assert.Single(bot.Requests);
        Assert.Equal("""{"chat_id":700100200,"text":"\u0413\u043E\u0442\u043E\u0432\u043E \u003Cb\u003E\u0026\u003C/b\u003E"}""", request.Body.ToJsonString());
    }

    [Fact]
    public async Task SendAsync_Reply_NamesTheMessageAndOutlivesItsDeletion()
    {
        await SendAsync("7", "Да", replyTo: "12");
        Assert.Equal("""{"message_id":12,"allow_sending_without_reply":true}""", Assert.Single(bot.Requests).Body["reply_parameters"]!.ToJsonString());
    }

    [Theory]
    [InlineData("photo", "image/jpeg", 100, 640, 480, "sendPhoto", "photo")]
    [InlineData("photo", "image/jpeg", 100, null, null, "sendPhoto", "photo")]
    [InlineData("photo", "image/jpeg", 10 * 1024 * 1024 + 1, 640, 480, "sendDocument", "document")]
    [InlineData("photo", "image/png", 100, 6000, 4001, "sendDocument", "document")]
    [InlineData("photo", "image/png", 100, 2100, 100, "sendDocument", "document")]
    [InlineData("animation", "image/gif", 100, 10, 10, "sendAnimation", "animation")]
    [InlineData("voice", "audio/ogg", 100, null, null, "sendVoice", "voice")]
    [InlineData("audio", "audio/mpeg", 100, null, null, "sendAudio", "audio")]
    [InlineData("audio", "audio/wav", 100, null, null, "sendDocument", "document")]
    [InlineData("video", "video/mp4", 100, null, null, "sendVideo", "video")]
    [InlineData("document", "application/pdf", 100, null, null, "sendDocument", "document")]
    public async Task SendAsync_File_GoesByTheMethodOfItsKind(string kind, string type, int size, int? width, int? height, string method, string field)
    {
        var content = new byte[size];
        content[^1] = 7;
        var file = new OutgoingFile(kind, "смета 5%.bin", type, content, width, height);

        var outcome = await sender.SendAsync(new OutgoingMessage(Ids.New(), "7", "Вот <b>", "12", file), Credentials(bot.Address, "700100:secret"), CancellationToken.None);

        Assert.Equal("1000001", Assert.IsType<SendOutcome.Sent>(outcome).ExternalId);
        var request = Assert.Single(bot.Requests);
        Assert.Equal((method, "7", "Вот <b>"), (request.Method, request.ChatId, request.Body["caption"]!.GetValue<string>()));
        Assert.Equal("""{"message_id":12,"allow_sending_without_reply":true}""", request.Body["reply_parameters"]!.GetValue<string>());
        var upload = request.Uploads[field];
        Assert.Equal(("смета 5%.bin", type), (upload.Name, upload.MimeType));
        Assert.Equal(content, upload.Content);
    }

    [Fact]
    public async Task SendAsync_FileWithoutWords_HasNoCaption()
    {
        await sender.SendAsync(new OutgoingMessage(Ids.New(), "7", "", null, new OutgoingFile("document", "a.pdf", "application/pdf", new byte[5], null, null)), Credentials(bot.Address, "1:x"), CancellationToken.None);
        Assert.False(Assert.Single(bot.Requests).Body.ContainsKey("caption"));
    }

    [Theory]
    [InlineData(400, "Bad Request: chat not found", "Refused")]
    [InlineData(403, "Forbidden: user is deactivated", "Refused")]
    [InlineData(409, "Conflict", "Refused")]
    [InlineData(413, "Request Entity Too Large", "Refused")]
    [InlineData(401, "Unauthorized", "ChannelBroken")]
    [InlineData(404, "Not Found", "ChannelBroken")]
    [InlineData(503, "Service Unavailable", "Retry")]
    [InlineData(500, "Internal Server Error", "Unknown")]
    [InlineData(502, "Bad Gateway", "Unknown")]
    [InlineData(504, "Gateway Timeout", "Unknown")]
    public async Task SendAsync_ErrorOfTheApi_IsClassified(int status, string words, string expected)
    {
        bot.Next(BotAnswer.Error(status, words));
        var outcome = await SendAsync();
        Assert.Equal(expected, outcome.GetType().Name);
        if (outcome is SendOutcome.Refused refused) Assert.Equal(words, refused.Words);
        if (outcome is SendOutcome.ChannelBroken broken) Assert.Equal(words, broken.Words);
        Assert.Single(bot.Requests);
    }

    [Theory]
    [InlineData(200, "not json", "Unknown")]
    [InlineData(200, "", "Unknown")]
    [InlineData(200, "[]", "Unknown")]
    [InlineData(500, "<html>", "Unknown")]
    [InlineData(404, "<html>", "ChannelBroken")]
    [InlineData(302, "", "ChannelBroken")]
    [InlineData(200, """{"ok":true,"result":{"message_id":0,"date":"soon"}}""", "Sent")]
    public async Task SendAsync_AnswerThatIsNotTheApis_IsNeverTakenForAFailureThatMayBeRepeated(int status, string body, string expected)
    {
        bot.Next(new BotAnswer.Body(status, body) { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = "/elsewhere" } });
        var outcome = await SendAsync();
        Assert.Equal(expected, outcome.GetType().Name);
        Assert.Single(bot.Requests);
        if (outcome is SendOutcome.Sent sent) Assert.Equal(new SendOutcome.Sent(null, null), sent);
    }

    [Fact]
    public async Task SendAsync_TooManyRequests_GivesThePlatformsDelay()
    {
        bot.Next(BotAnswer.TooManyRequests(7));
        Assert.Equal(new SendOutcome.Retry(TimeSpan.FromSeconds(7), PauseChannel: true), await SendAsync());
        Assert.Single(bot.Requests);
    }

    [Fact]
    public async Task SendAsync_UnavailableWithRetryAfter_GivesThatDelay()
    {
        bot.Next(new BotAnswer.Body(503, "") { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = "3" } });
        Assert.Equal(new SendOutcome.Retry(TimeSpan.FromSeconds(3)), await SendAsync());
    }

    [Fact]
    public async Task SendAsync_ChatMigrated_NamesTheNewOne()
    {
        bot.Next(BotAnswer.ChatMigrated(-100123));
        Assert.Equal(new SendOutcome.ChatMoved("-100123"), await SendAsync());
    }

    [Theory]
    [InlineData("\"@elsewhere\"")]
    [InlineData("{\"id\":7}")]
    [InlineData("1.5")]
    [InlineData("null")]
    public async Task SendAsync_ChatMigratedToWhatIsNoNumber_IsARefusal(string chat)
    {
        bot.Next(new BotAnswer.Body(400, $$$"""{"ok":false,"error_code":400,"description":"moved","parameters":{"migrate_to_chat_id":{{{chat}}}}}"""));
        Assert.Equal(new SendOutcome.Refused("moved"), await SendAsync());
    }

    [Fact]
    public async Task SendAsync_RetryAfterOfYears_IsADayAtMost()
    {
        bot.Next(new BotAnswer.Body(503, "") { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = "2000000000" } }, BotAnswer.TooManyRequests(2_000_000_000));
        Assert.Equal(new SendOutcome.Retry(TimeSpan.FromDays(1)), await SendAsync());
        Assert.Equal(new SendOutcome.Retry(TimeSpan.FromDays(1), PauseChannel: true), await SendAsync());
    }

    [Fact]
    public async Task SendAsync_SilenceAfterTheRequest_IsUnknownAfterThirtySeconds()
    {
        bot.Next(BotAnswer.Silence);
        var sending = SendAsync();
        await bot.NextRequestAsync();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<SendOutcome.Unknown>(await sending);
    }

    [Fact]
    public async Task SendAsync_ConnectionCut_IsUnknownAlsoOnAConnectionUsedBefore()
    {
        await SendAsync();
        bot.Next(BotAnswer.Cut, BotAnswer.Cut);
        Assert.IsType<SendOutcome.Unknown>(await SendAsync());
        Assert.IsType<SendOutcome.Unknown>(await SendAsync());
        Assert.Equal(3, bot.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://no-such-host.invalid")]
    [InlineData("https://127.0.0.1")]
    public async Task SendAsync_NeverConnected_SurelyDidNotLeave(string address)
    {
        // TLS towards a server that speaks none.
        var uri = address.StartsWith("https", StringComparison.Ordinal) ? new UriBuilder(bot.Address) { Scheme = "https" }.Uri : new Uri(address);
        Assert.Equal(new SendOutcome.Retry(), await SendAsync(api: uri));
    }

    [Fact]
    public async Task SendAsync_NoToken_IsTheChannelsFault()
    {
        var outcome = await sender.SendAsync(new OutgoingMessage(Ids.New(), "7", "Да", null), Credentials(bot.Address, token: null), default);
        Assert.IsType<SendOutcome.ChannelBroken>(outcome);
        Assert.Empty(bot.Requests);
    }

    [Fact]
    public async Task SendAsync_ApiAddressWithPathAndSlash_IsKept()
    {
        // A forwarder may stand behind a path.
        var outcome = await SendAsync(api: new Uri(bot.Address, "/telegram/"));
        Assert.IsType<SendOutcome.ChannelBroken>(outcome);
        Assert.IsType<SendOutcome.Sent>(await SendAsync(api: new Uri(bot.Address.ToString().TrimEnd('/') + "/")));
    }

    [Fact]
    public async Task SendAsync_Cancelled_Throws()
    {
        bot.Next(BotAnswer.Silence);
        using var cancel = new CancellationTokenSource();
        var sending = sender.SendAsync(new OutgoingMessage(Ids.New(), "7", "Да", null), Credentials(bot.Address, "1:a"), cancel.Token);
        await bot.NextRequestAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private Task<SendOutcome> SendAsync(string chat = "7", string text = "Да", string? replyTo = null, Uri? api = null) =>
        sender.SendAsync(new OutgoingMessage(Ids.New(), chat, text, replyTo), Credentials(api ?? bot.Address, "700100:secret"), CancellationToken.None);

    private static ChannelCredentials Credentials(Uri api, string? token)
    {
        var seal = new SecretSeal(new EphemeralDataProtectionProvider());
        var plain = new JsonObject { ["api_base_url"] = api.ToString() };
        if (token is not null) plain["bot_token"] = token;
        return seal.Open(seal.SealCredentials(Platforms.Telegram, plain));
    }
}
