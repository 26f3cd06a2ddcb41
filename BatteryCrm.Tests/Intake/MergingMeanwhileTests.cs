using System.Net;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Intake;

/// <summary>Two clients become one and two again while both go on writing.</summary>
public sealed class MergingMeanwhileTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Rounds = 20;
    private IntakeNode node = null!;
    private IntakeNode second = null!;

    public async Task InitializeAsync()
    {
        node = await IntakeNode.StartAsync(database);
        second = await IntakeNode.StartAsync(database, node);
    }

    public async Task DisposeAsync()
    {
        await second.DisposeAsync();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Messages_OfBoth_AreEachThereOnceAndWithTheRightClient()
    {
        var by = await database.Given.OperatorAsync(node.Tenant);
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(1, 81, 1, "первый")));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(2, 82, 1, "второй")));
        var (one, other) = (await ClientAsync(81), await ClientAsync(82));

        // Fifty a second from both of them over both nodes, as long as it takes to become one and two again as often.
        using var over = new CancellationTokenSource();
        var sent = 0;
        var writing = Task.Run(async () =>
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            var posts = new List<Task<HttpStatusCode>>();
            while (!over.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
            {
                var number = ++sent;
                posts.Add((number % 3 == 0 ? second : node).PostAsync(Updates.Text(10 + number, 81 + (number % 2), 10 + number, "м" + number)));
            }

            return await Task.WhenAll(posts);
        });
        for (var i = 0; i < Rounds; i++)
        {
            var merge = await MergeAsync(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, by);
            await PassedAsync(5);
            await UndoAsync(merge, by);
            await PassedAsync(5);
        }

        await over.CancelAsync();
        Assert.All(await writing, code => Assert.Equal(HttpStatusCode.OK, code));
        Assert.Equal(sent + 2L, await database.ScalarAsync<long>("select count(*) from messages_history"));
        Assert.Equal(sent + 2L, await database.ScalarAsync<long>("select count(distinct (external_chat_id, external_message_id)) from messages_history"));

        // Two again: each appeal is with the client of the identity that opened it, and what either writes now goes to his own.
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from appeals a join client_identities i on i.id = a.identity_id where i.client_id <> a.client_id"));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from appeals where identity_id is null"));
        Assert.Equal(0, await PrimaryIdentitiesTests.WrongAsync(database));
        foreach (var (user, client) in new[] { (81, one), (82, other) })
        {
            Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(900_000 + user, user, 900_000, "теперь " + user)));
            Assert.Equal(client, await database.ScalarAsync<Guid>($"select a.client_id from appeals a join messages_history m on m.appeal_id = a.id where m.message_text = 'теперь {user}'"));
        }

        await MergeAsync(one, other, by);
        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from appeals where client_id <> '{one}'"));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(950_000, 82, 950_000, "один человек")));
        Assert.Equal(one, await database.ScalarAsync<Guid>("select a.client_id from appeals a join messages_history m on m.appeal_id = a.id where m.message_text = 'один человек'"));

        Task<Guid> ClientAsync(int user) => database.ScalarAsync<Guid>($"select client_id from client_identities where external_id = '{user}'");

        // Until so many more messages are stored.
        async Task PassedAsync(int more)
        {
            var before = await database.ScalarAsync<long>("select count(*) from messages_history");
            await database.UntilAsync($"select (count(*) >= {before + more})::int::bigint from messages_history", 1);
        }
    }

    private async Task<Guid> MergeAsync(Guid master, Guid merged, Guid by)
    {
        await using var db = database.Db(node.Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await ClientMerging.MergeAsync(db, new MergeWish(master, merged, by, new Dictionary<string, MergeSide>()), TimeProvider.System.GetUtcNow(), default);
        await transaction.CommitAsync();
        return result.MergeId!.Value;
    }

    private async Task UndoAsync(Guid merge, Guid by)
    {
        await using var db = database.Db(node.Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        Assert.Null((await ClientUnmerging.UndoAsync(db, new UndoWish(merge, by), TimeProvider.System.GetUtcNow(), default)).Refusal);
        await transaction.CommitAsync();
    }
}
