using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Cli;

/// <summary>Commands as scripts use them: the real program, its exit code, its standard output and what stands in the database afterwards.</summary>
[Collection(Alone.Name)]
public sealed class CommandTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Migrate_Twice_MakesOneKeyAndPrintsNothing()
    {
        var first = await RunAsync("migrate");
        var second = await RunAsync("migrate");

        Assert.Equal((0, string.Empty), (first.ExitCode, first.Output));
        Assert.Equal((0, string.Empty), (second.ExitCode, second.Output));
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from data_protection_keys"));
    }

    [Fact]
    public async Task TenantCreate_WithLimits_MakesTenantVisibilityAndAdmin()
    {
        var result = await RunAsync("tenant", "create", "--name", "Мастерская", "--admin-email", "Boss@t1.test", "--admin-password", "@pass-word", "--max-events-per-second", "7");

        Assert.Equal(0, result.ExitCode);
        var id = Guid.Parse(result.Output.Trim());
        await using var db = database.OwnerDb();
        var tenant = await db.Tenants.SingleAsync(t => t.Id == id);
        Assert.Equal(("Мастерская", 7, 200), (tenant.Name, tenant.MaxEventsPerSecond, tenant.MaxConcurrentUsers));
        Assert.True(tenant.InsertedAt > TimeProvider.System.GetUtcNow().AddMinutes(-5) && tenant.UpdatedAt == tenant.InsertedAt);
        Assert.True(await db.AppealMetaVisibilities.AnyAsync(v => v.TenantId == id));
        var admin = await db.Operators.SingleAsync(o => o.TenantId == id);
        Assert.Equal((Roles.Admin, "Boss@t1.test", "Boss@t1.test"), (admin.Role, admin.Email, admin.UserName));
        Assert.NotEqual(PasswordVerificationResult.Failed, new PasswordHasher<Operator>().VerifyHashedPassword(admin, admin.PasswordHash!, "@pass-word"));
    }

    [Theory]
    [InlineData("taken@t2.test", "long-enough", "taken")]
    [InlineData("new@t2.test", "1234567", "8 characters")]
    [InlineData("no-address", "long-enough", "no-address")]
    public async Task TenantCreate_AdminThatCannotBe_LeavesNothing(string email, string password, string says)
    {
        if (email.StartsWith("taken", StringComparison.Ordinal)) await database.Given.OperatorAsync(await database.Given.TenantAsync(), email: email);

        var result = await RunAsync("tenant", "create", "--name", "Не будет", "--admin-email", email, "--admin-password", password);

        Refused(result, says);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from tenants where name = 'Не будет'"));
    }

    [Fact]
    public async Task ChannelCreate_Telegram_SealsTheSecretsAndTakesTheBotsId()
    {
        var tenant = await database.Given.TenantAsync();

        var result = await RunAsync("channel", "create", "--tenant", $"{tenant}", "--platform", "telegram", "--name", "Бот", "--credentials", """{"bot_token":"123456:marker-token","webhook_secret":9876543210}""");

        Assert.Equal(0, result.ExitCode);
        var id = Guid.Parse(result.Output.Trim());
        await using var db = database.Db(tenant);
        var channel = await db.Channels.SingleAsync(c => c.Id == id);
        Assert.Equal(("telegram", "Бот", "123456", true), (channel.Platform, channel.Name, channel.ExternalId, channel.IsActive));
        Assert.DoesNotContain("marker-token", channel.Credentials, StringComparison.Ordinal);
        Assert.DoesNotContain("9876543210", channel.Credentials, StringComparison.Ordinal);

        Refused(await RunAsync("channel", "create", "--tenant", $"{tenant}", "--platform", "telegram", "--name", "Ещё", "--credentials", """{"bot_token":"123456:other","webhook_secret":"x"}"""), "already");
    }

    [Theory]
    [InlineData(Platforms.Vk, """{"group_id":1,"access_token":"a","secret":"b","confirmation_code":"c"}""")]
    [InlineData(Platforms.WhatsApp, """{"phone_number_id":"1","access_token":"a","app_secret":"b","verify_token":"c"}""")]
    [InlineData(Platforms.Avito, """{"client_id":"1","client_secret":"a","user_id":94235311,"webhook_secret":"b"}""")]
    [InlineData(Platforms.Max, """{"access_token":"any format","webhook_secret":"b","api_base_url":"http://127.0.0.1:1/"}""")]
    [InlineData(Platforms.Form, """{"form_key":"k","allowed_origins":["https://shop.test"]}""")]
    [InlineData(Platforms.Phone, """{"webhook_secret":"b"}""")]
    public async Task ChannelCreate_EveryOtherPlatform_HasNoExternalId(string platform, string credentials)
    {
        var tenant = await database.Given.TenantAsync();

        var result = await RunAsync("channel", "create", "--tenant", $"{tenant}", "--platform", platform, "--name", platform, "--credentials", credentials);

        Assert.Equal(0, result.ExitCode);
        Assert.Null(await database.ScalarAsync<string>($"select external_id from channels where id = '{result.LastLine}'"));
    }

    [Theory]
    [InlineData("telegram", """{"bot_token":"1:a"}""", "webhook_secret")]
    [InlineData("telegram", """{"bot_token":"1:marker""", "not valid JSON")]
    [InlineData("telegram", "[]", "not a JSON object")]
    [InlineData("telegram", """{"bot_token":{},"webhook_secret":"a"}""", "bot_token must be")]
    [InlineData("max", """{"access_token":"a","webhook_secret":"b","api_base_url":"file:///etc"}""", "api_base_url")]
    [InlineData("icq", "{}", "icq")]
    public async Task ChannelCreate_WhatCannotWork_IsRefused(string platform, string credentials, string says)
    {
        var tenant = await database.Given.TenantAsync();

        var result = await RunAsync("channel", "create", "--tenant", $"{tenant}", "--platform", platform, "--name", "x", "--credentials", credentials);

        Refused(result, says);
        Assert.DoesNotContain("marker", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChannelCredentials_OfAChannelWhoseTokenWasRefused_AreSealedAndEndItsFault()
    {
        var tenant = await database.Given.TenantAsync();
        var id = await database.Given.ChannelAsync(tenant, credentials: "{}", externalId: "9");
        await database.ExecuteAsync($"update channels set fault = 'Unauthorized', fault_at = now() where id = '{id}'");

        Refused(await RunAsync("channel", "credentials", "--channel", $"{id}", "--credentials", """{"bot_token":"77:new-marker"}"""), "webhook_secret");
        Refused(await RunAsync("channel", "credentials", "--channel", $"{BatteryCrm.Data.Ids.New()}", "--credentials", "{}"), "There is no channel");
        var result = await RunAsync("channel", "credentials", "--channel", $"{id}", "--credentials", """{"bot_token":"77:new-marker","webhook_secret":"s"}""");

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Output));
        await using var db = database.Db(tenant);
        var channel = await db.Channels.SingleAsync(c => c.Id == id);
        Assert.Equal((null, null, "77"), (channel.Fault, channel.FaultAt, channel.ExternalId));
        Assert.Contains("sealed", channel.Credentials, StringComparison.Ordinal);
        Assert.DoesNotContain("new-marker", channel.Credentials, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChannelCreate_UnknownTenant_IsRefused() =>
        Refused(await RunAsync("channel", "create", "--tenant", $"{BatteryCrm.Data.Ids.New()}", "--platform", "phone", "--name", "x", "--credentials", """{"webhook_secret":"b"}"""), "There is no tenant");

    [Fact]
    public async Task OperatorCreate_OfATenantAndOfThePlatform_StandWhereTheyBelong()
    {
        var tenant = await database.Given.TenantAsync();

        var own = await RunAsync("operator", "create", "--tenant", $"{tenant}", "--email", "o@o1.test", "--password", "long-enough", "--role", "operator", "--name", "Ольга", "--username", "olga");
        var platform = await RunAsync("operator", "create", "--email", "p@o1.test", "--password", "long-enough", "--role", "platform");

        Assert.Equal((0, 0), (own.ExitCode, platform.ExitCode));
        await using var db = database.OwnerDb();
        var operatorId = Guid.Parse(own.Output.Trim());
        var row = await db.Operators.SingleAsync(o => o.Id == operatorId);
        Assert.Equal((tenant, "olga", "Ольга", Roles.Operator), (row.TenantId!.Value, row.UserName, row.Name, row.Role));
        Assert.Null(await database.ScalarAsync<object>($"select tenant_id from operators where id = '{platform.LastLine}'"));

        // A username may be nobody else's e-mail, in whatever tenant.
        Refused(await RunAsync("operator", "create", "--email", "x@o1.test", "--username", "O@o1.test", "--password", "long-enough", "--role", "platform"), "taken");
    }

    [Fact]
    public async Task OperatorCreate_RoleAndTenantThatDoNotFit_IsRefused()
    {
        Refused(await RunAsync("operator", "create", "--email", "a@o2.test", "--password", "long-enough", "--role", "admin"), "needs --tenant");
        Refused(await RunAsync("operator", "create", "--tenant", $"{await database.Given.TenantAsync()}", "--email", "a@o2.test", "--password", "long-enough", "--role", "platform"), "leave --tenant out");
        Refused(await RunAsync("operator", "create", "--email", "a@o2.test", "--password", "long-enough", "--role", "king"), "king");
    }

    [Fact]
    public async Task Commands_OnADatabaseThatIsNotReady_SayMigrate()
    {
        var missing = await WebProcess.RunAsync(await TestServer.NamedAsync(TestServer.NewName()), ["operator", "create", "--email", "a@b.test", "--password", "long-enough", "--role", "platform"]);
        Refused(missing, "migrate");
        Refused(await RunAsync("no-such-command"), "no-such-command");
        Refused(await WebProcess.RunAsync(string.Empty, ["migrate"]), "ConnectionStrings__Default");
    }

    [Fact]
    public async Task Commands_WhileTheDatabasesNameDoesNotResolve_SayThatItDoesNotAnswer() =>
        Refused(
            await WebProcess.RunAsync(
                "Host=no-such-name.invalid;Username=u;Password=p;Database=d", ["operator", "create", "--email", "a@b.test", "--password", "long-enough", "--role", "platform"]),
            "The database does not answer");

    private static void Refused(CommandResult result, string says)
    {
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => WebProcess.RunAsync(database.ConnectionString, arguments);
}
