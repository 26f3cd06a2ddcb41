using System.Text.Json.Nodes;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Screens.Channels;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Channels;

/// <summary>Channels are connected and changed, their secrets sealed, the platform asked.</summary>
public sealed class ChannelActionsTests : IAsyncLifetime
{
    private static readonly Uri Address = new("https://crm.test/webhooks/telegram/1");
    private ChannelsWorld world = null!;

    public async Task InitializeAsync() => world = await ChannelsWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("telegram", "bot_token=700100:AAbbccddeeff", "webhook_secret", null)]
    [InlineData("vk", "group_id=123;access_token=vk1.a.token-x;confirmation_code=abc123", "secret", "group_id")]
    [InlineData("whatsapp", "phone_number_id=555;access_token=EAAtoken-x;app_secret=0123456789abcdef0123456789abcdef", "verify_token", "phone_number_id")]
    [InlineData("avito", "client_id=client-id;client_secret=client-secret;user_id=42", "webhook_secret", "client_id,user_id")]
    [InlineData("max", "access_token=max-token-x", "webhook_secret", null)]
    [InlineData("form", "", "form_key", "form_key")]
    [InlineData("phone", "", "webhook_secret", null)]
    public async Task Connect_EachPlatform_StoresTheContractsCredentials_SealedAsTheCommandLineDoes(string platform, string pasted, string made, string? open)
    {
        var fields = pasted.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
        var result = await world.Actions().ConnectAsync(new ConnectWish(platform, " Канал ", null, fields, "https://shop.test/"), default);

        Assert.Null(result.Refusal);
        var stored = JsonNode.Parse((await world.Database.ScalarAsync<string>($"select credentials::text from channels where id = '{result.Id}'"))!)!.AsObject();
        string[] expected = [.. fields.Keys, made, .. platform == "form" ? (string[])["allowed_origins"] : []];
        Assert.Equal(expected.Order(StringComparer.Ordinal), stored.Select(f => f.Key).Order(StringComparer.Ordinal));
        Assert.All(expected.Where(f => f != "allowed_origins"), f => Assert.Equal(open?.Split(',').Contains(f) is true, stored[f] is JsonValue));
        var opened = await world.OpenedAsync(result.Id!.Value);
        Assert.All(fields, f => Assert.Equal(f.Value, opened[f.Key]));
        Assert.Equal(48, opened[made]!.Length);
        if (platform == "form") Assert.Equal(["https://shop.test"], opened.List("allowed_origins"));
        await using var db = world.Database.Db(world.Tenant);
        var row = await db.Channels.SingleAsync();
        Assert.Equal(("Канал", platform, platform == "telegram" ? "700100" : null, true), (row.Name, row.Platform, row.ExternalId, row.IsActive));
        Assert.Equal(PlatformGuide.IsInAddress(platform) || PlatformGuide.IsPastedByHand(platform) ? opened[made] : null, result.Once);
    }

    [Theory]
    [InlineData("telegram", "bot_token=700100", "bot_token")]
    [InlineData("telegram", "", "bot_token")]
    [InlineData("vk", "group_id=club1;access_token=vk1.a.token-x;confirmation_code=abc123", "group_id")]
    [InlineData("whatsapp", "phone_number_id=+7917;access_token=short;app_secret=xyz", "phone_number_id,access_token,app_secret")]
    [InlineData("avito", "client_id=client-id;client_secret=two words;user_id=42", "client_secret")]
    public async Task Connect_OfAnotherShape_IsRefusedByField_AndStoresNothing(string platform, string pasted, string wrong)
    {
        var fields = pasted.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
        var result = await world.Actions().ConnectAsync(new ConnectWish(platform, "Канал", null, fields), default);

        Assert.Equal(ChannelRefusal.NotShaped, result.Refusal);
        Assert.Equal(wrong.Split(','), result.Fields);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from channels"));
    }

    [Fact]
    public async Task Connect_WithAnAddressOfAnApi_StoresNoneOfIt()
    {
        var fields = new Dictionary<string, string> { ["bot_token"] = ChannelsWorld.Token, ["api_base_url"] = "https://evil.test" };
        var result = await world.Actions().ConnectAsync(new ConnectWish("telegram", "Бот", null, fields), default);
        Assert.Null((await world.OpenedAsync(result.Id!.Value)).ApiBaseUrl);
        Assert.Equal(ChannelRefusal.NotShaped, (await world.Actions().ReplaceAsync(result.Id.Value, new Dictionary<string, string> { ["api_base_url"] = "https://evil.test" }, default)).Refusal);
    }

    [Fact]
    public async Task Account_ThatAnActiveChannelHas_IsRefused_UntilThatOneIsDisabled()
    {
        var first = await world.TelegramAsync();
        var wish = new ConnectWish("telegram", "Второй", null, new Dictionary<string, string> { ["bot_token"] = "700100:another-token" });
        Assert.Equal(ChannelRefusal.AccountTaken, (await world.Actions().ConnectAsync(wish, default)).Refusal);

        Assert.Null((await world.Actions().SetActiveAsync(first, isActive: false, default)).Refusal);
        Assert.Null((await world.Actions().ConnectAsync(wish, default)).Refusal);
        Assert.Equal(ChannelRefusal.AccountTaken, (await world.Actions().SetActiveAsync(first, isActive: true, default)).Refusal);
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    public async Task Anything_ByWhoIsNoAdmin_IsRefused_AndChangesNothing(string role)
    {
        var channel = await world.TelegramAsync();
        var before = await world.Database.ScalarAsync<string>("select string_agg(c::text, '' order by id) from channels c");
        var actions = world.Actions(role);
        ChannelResult[] results =
        [
            await actions.ConnectAsync(new ConnectWish("phone", "Телефон", null, new Dictionary<string, string>()), default), await actions.ChangeAsync(channel, "Имя", null, default), await actions.SetActiveAsync(channel, false, default),
            await actions.ReplaceAsync(channel, new Dictionary<string, string> { ["bot_token"] = "1:abcdefghijkl" }, default), await actions.SetOriginsAsync(channel, "", default), await actions.CheckAsync(channel, default),
            await actions.SetWebhookAsync(channel, Address, default), await actions.RotateAsync(channel, Address, default),
        ];
        Assert.All(results, r => Assert.Equal(ChannelRefusal.NotAllowed, r.Refusal));
        Assert.Equal(before, await world.Database.ScalarAsync<string>("select string_agg(c::text, '' order by id) from channels c"));
        Assert.Empty(world.Bot.Requests);
    }

    [Fact]
    public async Task AnotherTenant_SeesNoChannelAndChangesNone()
    {
        var channel = await world.TelegramAsync();
        var other = await world.Database.Given.TenantAsync("Other");
        Assert.Empty((await world.Queries(other).ListAsync(default)).Rows);
        Assert.Null(await world.Queries(other).KeysAsync(channel, default));
        var actions = world.Actions(tenant: other);
        Assert.Equal(ChannelRefusal.Missing, (await actions.ChangeAsync(channel, "Имя", null, default)).Refusal);
        Assert.Equal(ChannelRefusal.Missing, (await actions.SetActiveAsync(channel, false, default)).Refusal);
        Assert.Equal(ChannelRefusal.Missing, (await actions.ReplaceAsync(channel, new Dictionary<string, string> { ["bot_token"] = "1:abcdefghijkl" }, default)).Refusal);
        Assert.Equal(ChannelRefusal.Missing, (await actions.CheckAsync(channel, default)).Refusal);
        Assert.Equal(ChannelRefusal.Missing, (await actions.RotateAsync(channel, Address, default)).Refusal);
        Assert.Empty(world.Bot.Requests);
    }

    [Fact]
    public async Task Secrets_OfAConnectedChannel_StandNowhereInTheDatabaseAndInNoLog()
    {
        var channel = await world.TelegramAsync();
        var first = (await world.OpenedAsync(channel))["webhook_secret"]!;
        await world.Actions().CheckAsync(channel, default);
        await world.Actions().RotateAsync(channel, Address, default);
        var second = (await world.OpenedAsync(channel))["webhook_secret"]!;
        await world.Actions().ReplaceAsync(channel, new Dictionary<string, string> { ["bot_token"] = "700100:second-marker" }, default);
        world.Bot.Next(BotAnswer.Unauthorized);
        await world.Actions().CheckAsync(channel, default);
        Assert.True(await world.Database.ScalarAsync<long>("select count(*) from settings_versions where subject = 'channels'") >= 3);

        var dump = await world.Database.ScalarAsync<string>("""
            select string_agg((xpath('/row/d/text()', query_to_xml(format('select string_agg(t::text, chr(10)) as d from %I.%I t', schemaname, tablename), false, true, '')))[1]::text, chr(10))
            from pg_tables where schemaname = 'public'
            """);
        Assert.Contains("Бот", dump, StringComparison.Ordinal);
        foreach (var secret in (string[])["token-marker-5f1c", "second-marker", first, second])
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(world.Log.Lines, l => l.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Check_SaysWhatTelegramSays()
    {
        var channel = await world.TelegramAsync();
        Assert.Equal(new ChannelCheck.Fine("@stand_in_bot", ""), (await world.Actions().CheckAsync(channel, default)).Said);

        Assert.Null((await world.Actions().SetWebhookAsync(channel, Address, default)).Refusal);
        Assert.Equal((Address, (await world.OpenedAsync(channel))["webhook_secret"]), (world.Bot.WebhookUrl, world.Bot.WebhookSecret));
        Assert.Equal("""["message","edited_message","callback_query"]""", world.Bot.Requests[^1].Body["allowed_updates"]!.ToJsonString());
        Assert.Equal(new ChannelCheck.Fine("@stand_in_bot", Address.AbsoluteUri), (await world.Actions().CheckAsync(channel, default)).Said);

        world.Bot.Next(BotAnswer.Unauthorized);
        Assert.Equal(new ChannelCheck.Refused("Unauthorized"), (await world.Actions().CheckAsync(channel, default)).Said);
    }

    [Fact]
    public async Task Check_WithoutAnAnswer_EndsAfterTenSeconds()
    {
        var channel = await world.TelegramAsync();
        world.Bot.Next(BotAnswer.Silence);
        var check = world.Actions().CheckAsync(channel, default);
        await world.Bot.NextRequestAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(check.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new ChannelCheck.NoAnswer(), (await check).Said);
    }

    [Fact]
    public async Task Rotation_ThatTelegramTakes_EndsTheOldSecret_ThatItRefuses_KeepsIt_ThatNobodyKnows_KeepsBoth()
    {
        var channel = await world.TelegramAsync();
        var first = (await world.OpenedAsync(channel))["webhook_secret"];
        Assert.IsType<ChannelCheck.Fine>((await world.Actions().RotateAsync(channel, Address, default)).Said);
        var second = await world.OpenedAsync(channel);
        Assert.NotEqual(first, second["webhook_secret"]);
        Assert.Equal((second["webhook_secret"], null), (world.Bot.WebhookSecret, second[ChannelActions.SecretBefore]));

        world.Bot.Next(BotAnswer.Error(400, "Bad Request: bad webhook"));
        Assert.IsType<ChannelCheck.Refused>((await world.Actions().RotateAsync(channel, Address, default)).Said);
        var third = await world.OpenedAsync(channel);
        Assert.Equal((second["webhook_secret"], null), (third["webhook_secret"], third[ChannelActions.SecretBefore]));

        world.Bot.Next(BotAnswer.Cut);
        Assert.IsType<ChannelCheck.NoAnswer>((await world.Actions().RotateAsync(channel, Address, default)).Said);
        var fourth = await world.OpenedAsync(channel);
        Assert.Equal(second["webhook_secret"], fourth[ChannelActions.SecretBefore]);
        Assert.NotEqual(second["webhook_secret"], fourth["webhook_secret"]);

        // Pressed again while nobody knows: what Telegram signs with is still good.
        world.Bot.Next(BotAnswer.Cut);
        Assert.IsType<ChannelCheck.NoAnswer>((await world.Actions().RotateAsync(channel, Address, default)).Said);
        var again = await world.OpenedAsync(channel);
        Assert.Equal((fourth["webhook_secret"], second["webhook_secret"]), (again["webhook_secret"], again[ChannelActions.SecretBefore]));
        world.Bot.Next(BotAnswer.Error(400, "Bad Request: bad webhook"));
        Assert.IsType<ChannelCheck.Refused>((await world.Actions().RotateAsync(channel, Address, default)).Said);
        Assert.Equal(second["webhook_secret"], (await world.OpenedAsync(channel))[ChannelActions.SecretBefore]);

        await world.Actions().SetWebhookAsync(channel, Address, default);
        Assert.Equal((fourth["webhook_secret"], null), (world.Bot.WebhookSecret, (await world.OpenedAsync(channel))[ChannelActions.SecretBefore]));
    }

    [Fact]
    public async Task Replace_LeavesTheOtherKeys_ClearsTheFault_AndSaysWhen()
    {
        var channel = await world.TelegramAsync();
        var secret = (await world.OpenedAsync(channel))["webhook_secret"];
        await world.Database.ExecuteAsync("update channels set fault = 'Unauthorized', fault_at = now()");
        Assert.Equal(ChannelState.Failing, Assert.Single((await world.Queries().ListAsync(default)).Rows).State);
        var before = await world.Queries().KeysAsync(channel, default);

        Assert.Null((await world.Actions().ReplaceAsync(channel, new Dictionary<string, string> { ["bot_token"] = "700100:second-token" }, default)).Refusal);

        var opened = await world.OpenedAsync(channel);
        Assert.Equal(("700100:second-token", secret), (opened["bot_token"], opened["webhook_secret"]));
        Assert.NotNull(opened.ApiBaseUrl);
        Assert.NotEqual(ChannelState.Failing, Assert.Single((await world.Queries().ListAsync(default)).Rows).State);
        var after = (await world.Queries().KeysAsync(channel, default))!;
        Assert.Equal(["bot_token", "webhook_secret"], after.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.True(after.Fields["bot_token"] > before!.Fields["bot_token"]);
        Assert.Equal(before.Fields["webhook_secret"], after.Fields["webhook_secret"]);
        Assert.Empty(after.Open);
    }
}
