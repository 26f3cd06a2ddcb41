using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Cli.Seed;
using Microsoft.Extensions.Time.Testing;

namespace BatteryCrm.Tests.Cli.Seed;

/// <summary>How the seed runs: at any hour, alike each time, whole or not at all.</summary>
public sealed class DemoSeedRunTests
{
    private const string Digest = """
        select md5(string_agg(coalesce(c.name, '') || a.stage || m.message_text || m.created_at || coalesce(m.sent_at::text, ''), '|' order by m.created_at, m.message_text))
        from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id
        """;

    [Theory]
    [InlineData("2025-11-20T00:10:00+04:00")]
    [InlineData("2026-01-01T09:02:00+04:00")]
    [InlineData("2026-02-28T13:45:30+04:00")]
    [InlineData("2026-06-14T20:15:00+04:00")]
    [InlineData("2026-12-31T23:58:59+04:00")]
    public async Task Seed_AtAnyHour_IsComplete(string moment)
    {
        var now = DateTimeOffset.Parse(moment, null).ToUniversalTime();
        await using var database = await TestDatabase.CreateAsync();
        Assert.Equal(SeedOutcome.Seeded, await Seeded.SeedAsync(database, now));
        Assert.Equal(900, await database.ScalarAsync<long>("select count(*) from messages_history m join tenants t on t.id = m.tenant_id where t.name = 'РемТочка'"));
        Assert.Equal(12, await database.ScalarAsync<long>("select count(*) from appeal_activity v join tenants t on t.id = v.tenant_id where t.name = 'РемТочка' and v.waiting_since is not null"));
        Assert.Equal(0, await database.ScalarAsync<long>($"select count(*) from messages_history where created_at > '{now:O}'"));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(distinct state) from outbound_messages where state in ('failed', 'unknown')"));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from clients c where not exists (select from appeals a where a.client_id = c.id)"));
        Assert.True(await database.ScalarAsync<long>($"select count(distinct (start_time at time zone 'Europe/Samara')::date) from appointments where start_time > '{now:O}'") >= 6);
    }

    [Fact]
    public async Task Seed_OfTheSameMoment_IsTheSame()
    {
        await using var one = await TestDatabase.CreateAsync();
        await using var two = await TestDatabase.CreateAsync();
        await Seeded.SeedAsync(one, Clock.Noon);
        await Seeded.SeedAsync(two, Clock.Noon);
        Assert.Equal(await one.ScalarAsync<string>(Digest), await two.ScalarAsync<string>(Digest));
    }

    [Fact]
    public async Task Seed_Interrupted_LeavesNothingAndCanBeRepeated()
    {
        await using var database = await TestDatabase.CreateAsync();

        // The first tenant is written when the second one's channels are sealed.
        var seed = new DemoSeed(
            new Seeded.Owner(database), (_, plain) => plain["form_key"]?.GetValue<string>() is "demo-form-mobi" ? throw new OperationCanceledException() : "{}", new FakeTimeProvider(Clock.Noon));
        await Assert.ThrowsAsync<OperationCanceledException>(() => seed.RunAsync(CancellationToken.None));

        Assert.Equal(0, await database.ScalarAsync<long>("select (select count(*) from tenants) + (select count(*) from operators) + (select count(*) from messages_history)"));
        Assert.Equal(SeedOutcome.Seeded, await Seeded.SeedAsync(database, Clock.Noon));
    }

    [Fact]
    public async Task Seed_TwoAtOnce_OneWins()
    {
        await using var database = await TestDatabase.CreateAsync();
        var outcomes = await Task.WhenAll(Seeded.SeedAsync(database, Clock.Noon), Seeded.SeedAsync(database, Clock.Noon));
        Assert.Equal([SeedOutcome.Seeded, SeedOutcome.NotEmpty], outcomes.Order());
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from tenants"));
    }
}
