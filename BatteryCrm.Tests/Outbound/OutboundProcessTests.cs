using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Outbound;

/// <summary>The program as a process of its own: killed while it sends, and handing out a file that a client sent.</summary>
[Collection(Alone.Name)]
public sealed class OutboundProcessTests : IAsyncLifetime
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory("batterycrm-keys-");
    private readonly TestDatabase database = new();
    private BotApi bot = null!;
    private Guid tenant;
    private Guid channel;
    private Guid appeal;

    private Dictionary<string, string?> Environment => new(StringComparer.Ordinal) { ["DataProtection__CertificatePath"] = Path.Combine(keys.FullName, "keys.pfx") };

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        bot = await BotApi.StartAsync();
        tenant = await database.Given.TenantAsync();
        await database.Given.OperatorAsync(tenant, email: "irina@demo.test");
        var credentials = JsonSerializer.Serialize(new { bot_token = "700100:token-marker", webhook_secret = "s", api_base_url = bot.Address });
        var made = await WebProcess.RunAsync(
            database.ConnectionString, ["channel", "create", "--tenant", tenant.ToString(), "--platform", "telegram", "--name", "Бот", "--credentials", credentials], Environment);
        channel = Guid.Parse(made.LastLine);
        appeal = await database.Given.AppealAsync(tenant, channelId: channel);
        await database.Given.MessageAsync(tenant, appeal, channelId: channel, chatId: "71");
    }

    public async Task DisposeAsync()
    {
        await bot.DisposeAsync();
        await database.DisposeAsync();
        keys.Delete(recursive: true);
    }

    [Fact]
    public async Task KilledWhileSending_TheAnswerIsUnknownAfterItsLeaseAndNeverSentAgain()
    {
        bot.Next(BotAnswer.Silence);
        var lost = await AnswerAsync("пропало");
        var next = await AnswerAsync("дальше");
        await using (var web = await WebProcess.StartAsync(database.ConnectionString, Environment))
        {
            await bot.NextRequestAsync();
            await web.KillAsync();
        }

        await using var db = database.OwnerDb();
        Assert.Equal(OutboundStates.Sending, (await db.OutboundMessages.AsNoTracking().SingleAsync(o => o.MessageId == lost)).State);
        await database.ExecuteAsync("update outbound_messages set lease_until = now() - interval '1 second' where state = 'sending'"); // the minute passes
        await using var second = await WebProcess.StartAsync(database.ConnectionString, Environment);
        var request = await bot.NextRequestAsync();
        Assert.Equal(0, await second.StopAsync());

        Assert.Equal("дальше", request.Text);
        Assert.Equal(["пропало", "дальше"], bot.Sends.Select(s => s.Text));
        Assert.Equal(OutboundStates.Unknown, (await db.OutboundMessages.AsNoTracking().SingleAsync(o => o.MessageId == lost)).State);
        Assert.Equal(OutboundStates.Sent, (await db.OutboundMessages.AsNoTracking().SingleAsync(o => o.MessageId == next)).State);
        Assert.DoesNotContain(second.Log, l => l.Contains("token-marker", StringComparison.Ordinal) || l.Contains("дальше", StringComparison.Ordinal));
    }

    [Fact]
    public async Task QueuedWhileServing_LeavesWithoutWaitingForThePoll()
    {
        await using var web = await WebProcess.StartAsync(database.ConnectionString, new Dictionary<string, string?>(Environment, StringComparer.Ordinal) { ["Outbound__Poll"] = "00:01:00" });
        await AnswerAsync("Да");
        Assert.Equal("Да", (await bot.NextRequestAsync().WaitAsync(TimeSpan.FromSeconds(20))).Text);
    }

    [Fact]
    public async Task ClientsPicture_IsFetchedAndHandedOutToItsTenantOnly()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[600_000]];
        bot.Add("f", new BotFile("photos/1.png", png));
        bot.Add("d", new BotFile("docs/1", "%PDF-1.7"u8.ToArray()));
        var message = await database.Given.MessageAsync(tenant, appeal, channelId: channel, chatId: "71");
        var picture = await AttachmentAsync(message, "photo", "f", null);
        var document = await AttachmentAsync(message, "document", "d", "счёт\u202Egpj.dat");
        await database.Given.OperatorAsync(await database.Given.TenantAsync("Mobi"), email: "admin@mobi.test");
        await using var web = await WebProcess.StartAsync(database.ConnectionString, Environment);
        await FetchedAsync(2);

        using var stranger = Browser(web);
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetAsync(new Uri(Links.File(picture), UriKind.Relative))).StatusCode);
        using var other = await SignedInAsync(web, "admin@mobi.test");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(new Uri(Links.File(picture), UriKind.Relative))).StatusCode);

        using var irina = await SignedInAsync(web, "irina@demo.test");
        using var answer = await irina.GetAsync(new Uri(Links.File(picture), UriKind.Relative));
        Assert.Equal(png, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(("image/png", "inline; filename=photo.png; filename*=UTF-8''photo.png"), (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox;", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(Links.File(picture), UriKind.Relative)) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await irina.SendAsync(again)).StatusCode);
        using var part = new HttpRequestMessage(HttpMethod.Get, new Uri(Links.File(picture), UriKind.Relative)) { Headers = { Range = new RangeHeaderValue(0, 7) } };
        using var partial = await irina.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, 8L), (partial.StatusCode, partial.Content.Headers.ContentLength));

        using var saved = await irina.GetAsync(new Uri(Links.File(document), UriKind.Relative));
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("application/pdf", saved.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("счёт_gpj.dat.pdf", saved.Content.Headers.ContentDisposition.FileNameStar, StringComparison.Ordinal);
        Assert.DoesNotContain(web.Log, l => l.Contains("token-marker", StringComparison.Ordinal));
    }

    private async Task<Guid> AnswerAsync(string text)
    {
        await database.ExecuteAsync($"insert into tenant_configs (tenant_id, key, value) values ('{tenant}', 'undo_send_seconds', '0') on conflict do nothing");
        await using var db = database.OwnerDb();
        var irina = await db.Operators.SingleAsync(o => o.TenantId == tenant);
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(irina.Id, tenant, "Ирина", Roles.Operator));
        var actions = new AppealActions(database.Factory(tenant), current, new AnswerPlatforms([Platforms.Telegram]), TimeProvider.System);
        var result = await actions.SendAsync(new SendRequest(appeal, text, null, text), default);
        return result.MessageId ?? throw new InvalidOperationException($"Refused: {result.Refusal}");
    }

    private Task<Guid> AttachmentAsync(Guid message, string kind, string fileId, string? name) =>
        database.Given.AddAsync(
            new MessageAttachment { TenantId = tenant, MessageId = message, ChannelId = channel, Kind = kind, ExternalFileId = fileId, FileName = name }, a => a.Id);

    // The worker looks once a second and tells nobody but the consoles.
    private async Task FetchedAsync(int count)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            if (await database.ScalarAsync<long>("select count(*) from message_attachments where state <> 'pending'") == count) return;
        }
        while (await pace.WaitForNextTickAsync(timeout.Token));
    }

    private static HttpClient Browser(WebProcess web) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = web.Address };

    private static async Task<HttpClient> SignedInAsync(WebProcess web, string login)
    {
        var browser = Browser(web);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("login", login), KeyValuePair.Create("password", Given.Password)]);
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return browser;
    }
}
