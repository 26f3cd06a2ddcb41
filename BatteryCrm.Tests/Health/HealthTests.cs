using System.Net;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Tests.Health;

/// <summary>What the health addresses say: 503 while the node cannot work, "Degraded" with 200 while only part of it cannot.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private readonly Clock clock = new();
    private readonly Counted counted = new();
    private readonly ConsoleNode node;

    // Answers are kept for a second of this clock, which every question here moves.
    public HealthTests() => node = new ConsoleNode
    {
        Configure = services =>
        {
            services.AddSingleton(p => new Readiness(p.GetRequiredService<HealthCheckService>(), clock));
            services.AddHealthChecks().AddCheck("counted", counted);
        },
    };

    public Task InitializeAsync() => node.InitializeAsync();

    public Task DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task Ready_MigrationMissing_Is503UntilItIsThere()
    {
        await node.Database.ExecuteAsync("""create table kept as table "__EFMigrationsHistory"; delete from "__EFMigrationsHistory" where migration_id like '%Isolation'""");
        var (before, checks) = await ReadyAsync();
        await node.Database.ExecuteAsync("""insert into "__EFMigrationsHistory" table kept on conflict do nothing""");
        var (after, _) = await ReadyAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before, after));
        Assert.Equal("Unhealthy", checks.GetProperty("migrations").GetProperty("status").GetString());
        Assert.Contains("migrate", checks.GetProperty("migrations").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_DatabaseGone_Is503WhileLiveIs200AndNeitherNamesIt()
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(node.Database.ConnectionString).Database!;
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync()).Status);
        await TestServer.ExecuteAsync($"alter database {name} allow_connections false");
        await TestServer.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");

        clock.Advance(TimeSpan.FromSeconds(1));
        using var browser = node.NewBrowser();
        using var live = await browser.OpenAsync("/health/live");
        using var ready = await browser.OpenAsync("/health/ready");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode));
        var text = await ready.ReadAsync();
        Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        Assert.DoesNotContain("batterycrm_", text, StringComparison.Ordinal);
        await TestServer.ExecuteAsync($"alter database {name} allow_connections true");
    }

    [Fact]
    public async Task Ready_AskedByManyAtOnce_IsLookedUpOnceASecond()
    {
        // Not the first question of a cold node, which may take longer than a check has.
        var (warm, checks) = await ReadyAsync();
        Assert.True(warm is HttpStatusCode.OK, checks.ToString());
        clock.Advance(TimeSpan.FromSeconds(1));
        using var crowd = node.NewBrowser();
        counted.Hold();
        var first = crowd.OpenAsync("/health/ready");
        await counted.Asked.WaitAsync(TimeSpan.FromSeconds(30));

        var others = Enumerable.Range(0, 40).Select(_ => crowd.OpenAsync("/health/ready")).ToList();
        counted.Release();
        var answers = await Task.WhenAll(others.Append(first));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        using var still = await crowd.OpenAsync("/health/ready");
        var within = counted.Count;
        clock.Advance(TimeSpan.FromMilliseconds(1));
        using var later = await crowd.OpenAsync("/health/ready");

        Assert.Equal((1, 2), (within, counted.Count));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Ready_ChannelThatCannotSend_IsDegradedWith200()
    {
        var tenant = await node.Database.Given.TenantAsync();
        var channel = await node.Database.Given.ChannelAsync(tenant);
        await node.Database.ExecuteAsync($"update channels set fault = 'Unauthorized', fault_at = now() where id = '{channel}'");

        var (status, checks) = await ReadyAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", checks.GetProperty("delivery").GetProperty("status").GetString());
        Assert.Equal(1, checks.GetProperty("delivery").GetProperty("data").GetProperty("faulty_channels").GetInt32());
    }

    [Fact]
    public async Task Ready_AnswerThatWaitsForMinutes_IsDegradedWith200()
    {
        var tenant = await node.Database.Given.TenantAsync();
        var channel = await node.Database.Given.ChannelAsync(tenant);
        var appeal = await node.Database.Given.AppealAsync(tenant, channelId: channel);

        // Behind one that is still being sent nothing of the chat leaves.
        await AnswerAsync(tenant, channel, appeal, OutboundStates.Sending);
        await AnswerAsync(tenant, channel, appeal, OutboundStates.Queued);

        var (status, checks) = await ReadyAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", checks.GetProperty("delivery").GetProperty("status").GetString());
        Assert.InRange(checks.GetProperty("delivery").GetProperty("data").GetProperty("oldest_answer_seconds").GetDouble(), 115, 300);
    }

    [Theory]
    [InlineData("update channels set is_active = false", "Healthy")]
    [InlineData("update channels set fault = 'Unauthorized', fault_at = now()", "Degraded")]
    [InlineData("update tenants set suspend = true", "Healthy")]
    [InlineData("update tenants set is_active = false", "Healthy")]
    public async Task Ready_AnswerThatIsNotToLeave_IsNoDelay(string change, string status)
    {
        var tenant = await node.Database.Given.TenantAsync();
        var channel = await node.Database.Given.ChannelAsync(tenant);
        await node.Database.ExecuteAsync(change);
        await AnswerAsync(tenant, channel, await node.Database.Given.AppealAsync(tenant, channelId: channel), OutboundStates.Queued);

        var (_, checks) = await ReadyAsync();

        Assert.Equal(status, checks.GetProperty("delivery").GetProperty("status").GetString());
        Assert.Equal(0, checks.GetProperty("delivery").GetProperty("data").GetProperty("oldest_answer_seconds").GetDouble());
    }

    // Due since two minutes.
    private async Task AnswerAsync(Guid tenant, Guid channel, Guid appeal, string state)
    {
        var now = TimeProvider.System.GetUtcNow();
        var message = await node.Database.Given.MessageAsync(tenant, appeal, type: MessageTypes.Operator, channelId: channel);
        await node.Database.Given.AddAsync(
            new OutboundMessage
            {
                Id = Ids.New(), TenantId = tenant, MessageId = message, AppealId = appeal, ChannelId = channel, ExternalChatId = "1", ClientKey = $"{message}",
                State = state, LeaseUntil = state == OutboundStates.Sending ? now.AddHours(1) : null, NotBefore = now.AddMinutes(-2),
            },
            o => o.Id);
    }

    private async Task<(HttpStatusCode Status, JsonElement Checks)> ReadyAsync()
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        using var browser = node.NewBrowser();
        using var answer = await browser.OpenAsync("/health/ready");
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("checks"));
    }

    /// <summary>Counts how often the checks are made.</summary>
    private sealed class Counted : IHealthCheck
    {
        private TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource gate = new();
        private int count;

        public Counted() => gate.TrySetResult();

        public int Count => Volatile.Read(ref count);

        /// <summary>Completes when the check is made, since it is held for the first time.</summary>
        public Task Asked => asked.Task;

        /// <summary>Counts anew, and keeps who asks waiting.</summary>
        public void Hold()
        {
            (asked, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Interlocked.Exchange(ref count, 0);
        }

        public void Release() => gate.TrySetResult();

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref count);
            asked.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
