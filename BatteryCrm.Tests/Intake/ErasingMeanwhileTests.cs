using System.Net;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Tests.Support;
using Npgsql;

namespace BatteryCrm.Tests.Intake;

/// <summary>A person is erased while he goes on writing.</summary>
public sealed class ErasingMeanwhileTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Rounds = 25;
    private IntakeNode node = null!;
    private IntakeNode second = null!;
    private Guid by;

    public async Task InitializeAsync()
    {
        node = await IntakeNode.StartAsync(database);
        second = await IntakeNode.StartAsync(database, node);
        by = await database.Given.OperatorAsync(node.Tenant);
    }

    public async Task DisposeAsync()
    {
        await second.DisposeAsync();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Message_DuringTheErasure_WaitsForIt_AndIsSomebodyNew()
    {
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(1, 8101, 1, "сотрите меня")));
        var erased = await ClientAsync(8101);
        await using var connection = await database.Sources.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, $"select set_config('app.tenant_id', '{node.Tenant}', true)");
        await RunAsync(connection, $"select * from erase_client('{erased}', '{by}', '')");

        var post = node.PostAsync(Updates.Text(2, 8101, 2, "я опять тут"));
        Assert.NotSame(post, await Task.WhenAny(post, second.PostAsync(Updates.Text(3, 8102, 1, "другой"))));
        await transaction.CommitAsync();

        Assert.Equal(HttpStatusCode.OK, await post);
        var now = await ClientAsync(8101);
        Assert.NotEqual(erased, now);
        Assert.Equal(now, await database.ScalarAsync<Guid>("select a.client_id from messages_history m join appeals a on a.id = m.appeal_id where m.message_text = 'я опять тут'"));
        Assert.Equal("", await database.ScalarAsync<string>($"select string_agg(m.message_text, '') from messages_history m join appeals a on a.id = m.appeal_id where a.client_id = '{erased}'"));
    }

    [Fact]
    public async Task Messages_WhileHeIsErasedAgainAndAgain_AreEachThereOnce_AndNoneStaysWithTheErased()
    {
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(100, 8201, 1, "м0")));
        using var over = new CancellationTokenSource();
        var sent = 0;
        var writing = Task.Run(async () =>
        {
            var posts = new List<Task<HttpStatusCode>>();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            while (!over.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
            {
                var number = Interlocked.Increment(ref sent);
                posts.Add((number % 2 == 0 ? second : node).PostAsync(Updates.Text(100 + number, 8201, 1 + number, "м" + number)));
            }

            return await Task.WhenAll(posts);
        });
        for (var i = 0; i < Rounds; i++)
        {
            var before = Volatile.Read(ref sent);
            Assert.NotNull(await ClientErasing.EraseAsync(database.Factory(node.Tenant), await ClientAsync(8201), by, string.Empty, default));
            while (Volatile.Read(ref sent) < before + 3 || await ClientAsync(8201) == Guid.Empty) await Task.Yield();
        }

        await over.CancelAsync();
        Assert.All(await writing, code => Assert.Equal(HttpStatusCode.OK, code));
        const string his = "from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id where m.channel = 'telegram'";
        Assert.Equal(sent + 1L, await database.ScalarAsync<long>($"select count(*) {his} and (m.message_text = '' or m.message_text like 'м%')"));
        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) {his} and c.erased_at is not null and (m.message_text <> '' or m.external_chat_id is not null)"));
        Assert.Equal((long)Rounds, await database.ScalarAsync<long>("select count(*) from client_erasures where client_id in (select a.client_id from appeals a join messages_history m on m.appeal_id = a.id where m.message_text = '')"));
    }

    private Task<Guid> ClientAsync(int user) => database.ScalarAsync<Guid>($"select client_id from client_identities where external_id = '{user}'");

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
