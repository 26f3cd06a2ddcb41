using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Cli.Seed;
using BatteryCrm.Tests.Faults;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Cli.Seed;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>The demo shop on a working day: seeded as ./dev up does it, served by the real program, its bots at a stand-in, thirty clients waiting and Irina and Pavel signed in without a mouse.</summary>
internal sealed class Workday : IAsyncDisposable
{
    private const string Secret = "s3cr3t";

    private readonly Browser browser;

    private Workday(Browser browser, TestDatabase database, BotApi bot, WebProcess web, Guid tenant) => (this.browser, Database, Bot, Web, Tenant) = (browser, database, bot, web, tenant);

    public static IReadOnlyList<Conversation> Thirty { get; } = [.. Twelve.All, .. Eighteen.All];

    public TestDatabase Database { get; }

    /// <summary>Telegram, for both bots.</summary>
    public BotApi Bot { get; }

    public WebProcess Web { get; }

    public Guid Tenant { get; }

    public KeysOnly Irina { get; private set; } = null!;

    public KeysOnly Pavel { get; private set; } = null!;

    public static async Task<Workday> OpenAsync(Browser browser)
    {
        var database = await TestDatabase.CreateAsync();
        Assert.Equal(SeedOutcome.Seeded, await Seeded.SeedAsync(database, TimeProvider.System.GetUtcNow()));
        var tenant = await database.ScalarAsync<Guid>("select id from tenants where name = 'РемТочка'");
        var bot = await BotApi.StartAsync();
        await ConnectAsync(database, tenant, bot.Address);
        await Twelve.ReviveAsync(database, tenant);
        var day = new Workday(browser, database, bot, await WebProcess.StartAsync(database.ConnectionString), tenant);
        await day.FillAsync();
        (day.Irina, day.Pavel) = (await KeysOnly.SignInAsync(browser, day.Web.Address, Shop.Irina, DemoShop.Password), await KeysOnly.SignInAsync(browser, day.Web.Address, Shop.Pavel, DemoShop.Password));
        return day;
    }

    /// <summary>How many clients of the shop wait; what the first tab must say.</summary>
    public Task<long> WaitingAsync() => Database.ScalarAsync<long>($"select count(*) from appeal_activity where tenant_id = '{Tenant}' and waiting_since is not null");

    public static Conversation No(int no) => Thirty[no - 1];

    public async ValueTask DisposeAsync()
    {
        browser.End();
        await Web.DisposeAsync();
        await Bot.DisposeAsync();
        await Database.DisposeAsync();
    }

    // The seed's secrets are sealed under keys of its own run; in clear they are read by anybody. A second bot tells clients what is ready.
    private static async Task ConnectAsync(TestDatabase database, Guid tenant, Uri botApi)
    {
        var api = botApi.AbsoluteUri.TrimEnd('/');
        await database.ExecuteAsync($$$"""
            update channels set credentials = (case platform
                when 'telegram' then '{"bot_token":"7000000001:x","webhook_secret":"{{{Secret}}}","api_base_url":"{{{api}}}"}'
                when 'form' then '{"form_key":"demo-form","allowed_origins":["*"]}' else '{}' end)::jsonb
            """);
        // Nobody but Irina and Pavel answers today: what arrives at the platform is theirs, word for word.
        await database.ExecuteAsync("delete from tenant_configs where key = 'auto_reply'");
        await database.Given.ChannelAsync(tenant, credentials: $$"""{"bot_token":"7000000002:x","webhook_secret":"{{Secret}}","api_base_url":"{{api}}"}""", name: "Бот выдачи");
    }

    private async Task FillAsync()
    {
        foreach (var (file, shade) in new[] { ("back-1", 90), ("back-2", 160) }) Bot.Add(file, new BotFile($"photos/{file}.png", SampleFiles.Png(600, 400, (byte)shade, 110, 130)));
        Bot.Add("voice-18", new BotFile("voice/18.oga", SampleFiles.Voice(8)));

        var channels = $"select id from channels where tenant_id = '{Tenant}' and ";
        using var first = new Sender(Web.Address, await Database.ScalarAsync<Guid>(channels + "name = 'Telegram «РемТочка»'"), Secret);
        using var second = new Sender(Web.Address, await Database.ScalarAsync<Guid>(channels + "name = 'Бот выдачи'"), Secret);
        using var http = new HttpClient { BaseAddress = Web.Address };
        var form = await Database.ScalarAsync<Guid>(channels + "platform = 'form'");

        // Somebody who was here before, and whose last matter has just ended.
        var returning = await Database.ScalarAsync<string>($"""
            select i.external_id from client_identities i where i.tenant_id = '{Tenant}' and i.platform = 'telegram'
                and exists (select 1 from appeals a where a.client_id = i.client_id and a.stage = 'Завершено')
                and not exists (select 1 from appeals a join appeal_activity v on v.appeal_id = a.id where a.client_id = i.client_id and v.waiting_since is not null) order by i.external_id limit 1
            """);
        await Database.ExecuteAsync($"""
            update appeals set stage = 'Завершено', appeal_status = 'Завершено' where stage not in ('Завершено', 'Отменено')
                and client_id = (select client_id from client_identities where tenant_id = '{Tenant}' and platform = 'telegram' and external_id = '{returning}')
            """);
        await Eighteen.WriteAsync(first, second, PostAsync, long.Parse(returning!, System.Globalization.CultureInfo.InvariantCulture));

        foreach (var one in Eighteen.All)
        {
            var words = one.No switch { 18 => "select appeal_id from message_attachments t join messages_history m on m.id = t.message_id where t.external_file_id = 'voice-18'", 19 => ByExtra("contact"), 20 => ByExtra("location"), _ => ByWords(one.Words) };
            one.Appeal = await Database.ScalarAsync<Guid>(words + " limit 1");
            Assert.NotEqual(Guid.Empty, one.Appeal);
        }

        Assert.Equal(30, Thirty.Select(c => c.Appeal).Distinct().Count());

        async Task PostAsync(JsonObject fields)
        {
            using var answer = await http.PostAsJsonAsync(new Uri($"/webhooks/form/{form}", UriKind.Relative), fields);
            answer.EnsureSuccessStatusCode();
        }

        // Newer than anything of the seed.
        string ByExtra(string kind) => $"select appeal_id from messages_history where tenant_id = '{Tenant}' and extra ? '{kind}' and channel_id is not null order by created_at desc";

        // Short words are all that was said; long ones a part of it.
        string ByWords(string text) => $"select appeal_id from messages_history where tenant_id = '{Tenant}' and message_type = 'client' and created_at > now() - interval '2 minutes' and (message_text = '{text}' or length('{text}') > 5 and message_text like '%{text}%') order by created_at desc";
    }
}
