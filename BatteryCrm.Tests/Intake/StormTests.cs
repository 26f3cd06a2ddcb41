using System.Net;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Intake;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Tests.Intake;

/// <summary>Many at once, from several nodes, with repeats, locks, poison and outages: each once, nobody dragged along.</summary>
public sealed class StormTests
{
    [Fact]
    public async Task Storm_2000MessagesOf500ClientsInRandomOrderWithRepeatsOnTwoNodes_EachIsThereOnce()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await IntakeNode.StartAsync(database);
        await using var two = await IntakeNode.StartAsync(database, one);
        var updates = Enumerable.Range(0, 2000).Select(i => Updates.Text(100_000 + i, 7000 + (i % 500), i / 500 + 1, "m" + i)).ToList();
        var posts = updates.Concat(updates.Take(700)).ToArray();
        new Random(20251120).Shuffle(posts);
        using var gate = new SemaphoreSlim(200);
        var answers = await Task.WhenAll(posts.Select(async (body, i) =>
        {
            await gate.WaitAsync();
            try
            {
                return await (i % 2 == 0 ? one : two).PostAsync(body);
            }
            finally
            {
                gate.Release();
            }
        }));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.Equal("500|500|500|2000|2000|2000|4", await database.ScalarAsync<string>("""
            select concat_ws('|', (select count(*) from clients), (select count(*) from client_identities), (select count(*) from appeals), (select count(*) from messages_history),
                (select count(*) from inbound_events where state = 'done'), (select count(*) from live_events where kind = 'message_added'), (select max(client_messages) from appeal_activity))
            """));
        Assert.DoesNotContain(one.Log.Concat(two.Log), line => line.Contains("40P01", StringComparison.Ordinal) || line.StartsWith("Intake:", StringComparison.Ordinal));
        Assert.Equal(0, await PrimaryIdentitiesTests.WrongAsync(database));
    }

    [Fact]
    public async Task LockedClient_WaitsAloneAndTheOthersAreAnswered()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        await node.PostAsync(Updates.Text(1, 100, 1, "первое"));

        await using var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select id from clients where telegram_id = '100' for update", holder)) await hold.ExecuteScalarAsync();

        var held = node.PostAsync(Updates.Text(2, 100, 2, "второе"));
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.PostAsync(Updates.Text(10 + i, 200 + i, 1, "другие"))));
        Assert.All(others, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.False(held.IsCompleted);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from inbound_events where event_key = '2'"));

        await transaction.CommitAsync();
        Assert.Equal(HttpStatusCode.OK, await held.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("первое,второе", await database.ScalarAsync<string>("select string_agg(message_text, ',' order by created_at, id) from messages_history where external_chat_id = '100'"));
    }

    [Fact]
    public async Task LockedAppeal_WaitsAloneAndTheOthersAreAnswered()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        await node.PostAsync(Updates.Text(1, 100, 1, "первое"));
        await using var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select appeal_id from appeal_activity for update", holder)) await hold.ExecuteScalarAsync();

        var held = node.PostAsync(Updates.Text(2, 100, 2, "второе"));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(3, 300, 1, "другой")));
        Assert.False(held.IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(HttpStatusCode.OK, await held.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from messages_history where external_chat_id = '100'"));
    }

    [Fact]
    public async Task PoisonEvent_StandsAloneInTheJournalAndTakesNobodyWithIt()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        await database.ExecuteAsync("alter table messages_history add constraint poison check (message_text <> 'яд')");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => node.PostAsync(Updates.Text(i + 1, 500 + i, 1, i == 31 ? "яд" : "хорошо"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.Equal("59|59|failed|23514", await database.ScalarAsync<string>("""
            select concat_ws('|', (select count(*) from messages_history), (select count(*) from inbound_events where state = 'done'),
                (select state || '|' || error from inbound_events where event_key = '32'))
            """));
        Assert.DoesNotContain(node.Log, line => line.Contains("яд", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DatabaseOutage_Is503WithRetryAfterAndThePostRepeatedLaterIsStored()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        var body = System.Text.Encoding.UTF8.GetBytes(Updates.Text(1, 100, 1, "во время аварии"));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(2, 100, 2, "до")));

        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using (var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres" }.ConnectionString))
        {
            await admin.OpenAsync();
            await RunAsync(admin, $"alter database \"{name}\" with allow_connections false");
            await RunAsync(admin, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            using (var refused = await node.SendAsync(body))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.NotNull(refused.Headers.RetryAfter);
            }

            await RunAsync(admin, $"alter database \"{name}\" with allow_connections true");
        }

        database.OwnerSources.App.Clear(); // the test's own connections were ended as well
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(body));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from messages_history where message_text = 'во время аварии'"));
    }

    [Fact]
    public async Task FullQueue_Is503WithRetryAfterAtOnce()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database, writes: false);
        var queue = node.Services.GetRequiredService<IntakeQueue>();
        var channel = new InboundChannel(node.Telegram, node.Tenant, "telegram", "t", null);
        var waiting = Enumerable.Range(0, IntakeQueue.Capacity).Select(i => queue.StoreAsync(new InboundEvent(channel, "q" + i, [1], Clock.Noon, null))).ToList();
        using var refused = await node.SendAsync(System.Text.Encoding.UTF8.GetBytes(Updates.Text(1, 100, 1, "x")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
    }

    [Fact]
    public async Task Reply_ToAMessageOfTheSameBatch_KeepsItsQuotation()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database, writes: false);
        var channel = new InboundChannel(node.Telegram, node.Tenant, "telegram", "t", null);
        InboundEvent Event(string id, string? replyTo) => new(channel, id, [1], Clock.Noon, new InboundMessage
        {
            Sender = new InboundSender("100", "Ирина", null), ChatId = "100", MessageId = id, Text = "сообщение " + id, SentAt = Clock.Noon, ReplyToMessageId = replyTo,
        });

        Assert.Empty(node.Services.GetRequiredService<IntakeBatch>().Write([Event("1", null), Event("2", "1")]));

        Assert.Equal("сообщение 1", await database.ScalarAsync<string>(
            "select quoted.message_text from messages_history m join messages_history quoted on quoted.id = m.reply_to_id where m.message_text = 'сообщение 2'"));
    }

    [Fact]
    public async Task UnknownChannels_AskedForAtOnce_HoldFourConnectionsAndTheOthersAre503()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(1, 100, 1, "известный канал")));
        await using var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await RunAsync(holder, "lock table channels in access exclusive mode");
        await using var superuser = NpgsqlDataSource.Create(database.ConnectionString);
        await using var question = superuser.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'batterycrm-worker' and wait_event_type = 'Lock'");

        var posts = Enumerable.Range(0, 12).Select(_ => node.SendAsync([1], channel: BatteryCrm.Data.Ids.New())).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (waiting, most) = (0L, 0L);
        while (posts.Count(p => p.IsCompleted) + waiting < posts.Count)
        {
            limit.Token.ThrowIfCancellationRequested();
            waiting = (long)(await question.ExecuteScalarAsync())!;
            most = Math.Max(most, waiting);
        }

        await transaction.RollbackAsync();
        var answers = await Task.WhenAll(posts);
        Assert.Equal(4, most);
        Assert.Equal(4, answers.Count(a => a.StatusCode is HttpStatusCode.NotFound));
        Assert.All(answers.Where(a => a.StatusCode is not HttpStatusCode.NotFound), a => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (a.StatusCode, a.Headers.RetryAfter is not null)));
    }

    [Fact]
    public async Task QueueBytes_PastTheBound_AreRefused()
    {
        var queue = new IntakeQueue();
        var channel = new InboundChannel(Guid.Empty, Guid.Empty, "telegram", "t", null);
        var body = new byte[IntakeQueue.CapacityBytes / 4];
        var waiting = Enumerable.Range(0, 4).Select(i => queue.StoreAsync(new InboundEvent(channel, "q" + i, body, Clock.Noon, null))).ToList();
        Assert.Equal(IntakeOutcome.Unavailable, await queue.StoreAsync(new InboundEvent(channel, "one more", [1], Clock.Noon, null)));
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
