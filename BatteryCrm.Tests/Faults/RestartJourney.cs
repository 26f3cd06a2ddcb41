using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Setup;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Support;
using Npgsql;

namespace BatteryCrm.Tests.Faults;

/// <summary>The database goes away and comes back while clients write and an operator looks.</summary>
[Collection(Alone.Name)]
public sealed class RestartJourney
{
    [Fact]
    public Task PostgreSQL_crashes_under_load_and_the_console_recovers_within_ten_seconds_and_misses_nothing() => Browser.RunAsync(async browser =>
    {
        await using var cluster = await Cluster.StartAsync("restart-drill");
        var connection = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = "drill" }.ConnectionString;
        await DatabaseSetup.MigrateAsync(connection);
        var (tenant, channel) = await FurnishAsync(connection);
        await using var web = await WebProcess.StartAsync(connection);
        using var sender = new Sender(web.Address, channel, "s3cr3t");
        await sender.DeliverAsync(Updates.Text(1, 700, 1, "до аварии"), "до аварии");
        var page = await browser.SignInAsync(web.Address, Shop.Irina);
        await page.Row("до аварии").ClickAsync();
        await page.Message("до аварии").SeenAsync();

        using var outage = browser.PlannedOutage();
        var load = Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1 + i * 60));
            await pace.WaitForNextTickAsync();
            await sender.DeliverAsync(Updates.Text(100 + i, 700, 100 + i, $"во время-{i:00}"), $"во время-{i:00}");
        }));
        await cluster.CrashAndStartAsync();
        var back = TimeProvider.System.GetTimestamp();
        await load;
        await sender.DeliverAsync(Updates.Text(900, 700, 900, "после аварии"), "после аварии");
        await page.Message("после аварии").SeenAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(back), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await page.GetByText("на связи").SeenAsync(10);
        for (var i = 0; i < 40; i++) Assert.Equal(1, await page.Message($"во время-{i:00}").CountAsync());

        await using var source = NpgsqlDataSource.Create(connection);
        await using var count = source.CreateCommand($"select count(*) - count(distinct message_text) || '|' || count(*) from messages_history where tenant_id = '{tenant}'");
        Assert.Equal("0|42", await count.ExecuteScalarAsync());
        browser.End();
    });

    private static async Task<(Guid Tenant, Guid Channel)> FurnishAsync(string connection)
    {
        var (tenant, channel) = (BatteryCrm.Data.Ids.New(), BatteryCrm.Data.Ids.New());
        await using var source = NpgsqlDataSource.Create(connection);
        var hash = new Microsoft.AspNetCore.Identity.PasswordHasher<Operator>().HashPassword(null!, Given.Password);
        await using var rows = source.CreateCommand($$"""
            insert into tenants (id, name, inserted_at, updated_at) values ('{{tenant}}', 'РемТочка', now(), now());
            insert into channels (id, tenant_id, name, platform, credentials) values ('{{channel}}', '{{tenant}}', 'Бот', 'telegram', '{"bot_token":"1:x","webhook_secret":"s3cr3t"}');
            insert into operators (id, tenant_id, role, name, username, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp,
                phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ('{{BatteryCrm.Data.Ids.New()}}', '{{tenant}}', 'operator', 'Ирина Соколова', '{{Shop.Irina}}', upper('{{Shop.Irina}}'), '{{Shop.Irina}}', upper('{{Shop.Irina}}'), true, '{{hash}}', 'stamp',
                false, false, true, 0)
            """);
        await rows.ExecuteNonQueryAsync();
        return (tenant, channel);
    }
}
