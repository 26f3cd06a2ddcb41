using BatteryCrm.Web.Live;
using BatteryCrm.Web.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Find;
using BatteryCrm.Web.Screens.Appeal.Timeline;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>The queries that screens and workers run all the time use the indexes that were made for them, through row-level security, over 200,000 appeals.</summary>
public sealed class PlansTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private readonly PlanRecorder recorder = new();

    [Theory]
    [InlineData(QueueTab.Waiting, "ix_appeal_activity_waiting")]
    [InlineData(QueueTab.Mine, "ix_appeal_activity_holder")]
    [InlineData(QueueTab.All, "ix_appeal_activity_recent")]
    public async Task Queue_TopAndFurtherPages_WalkTheTabsIndex(QueueTab tab, string index)
    {
        var inbox = new InboxQueries(seeded.Factory(recorder), Current());
        var top = await inbox.BelowAsync(tab, null, including: false, 50, CancellationToken.None);
        Assert.Equal(50, top.Rows.Count);
        var last = QueueOrder.KeyOf(top.Rows[^1], tab);
        Assert.NotEmpty((await inbox.BelowAsync(tab, last, including: false, 50, CancellationToken.None)).Rows);
        Assert.Equal(49, (await inbox.AboveAsync(tab, last, 60, CancellationToken.None)).Rows.Count);

        Assert.Equal(3, recorder.Plans.Count);
        Assert.All(recorder.Plans, plan => AssertWalks(plan, index));
    }

    [Fact]
    public async Task QueueCounts_OneStatement_ReadsThePartialIndexes()
    {
        await using var db = await seeded.Factory(recorder).CreateDbContextAsync();
        var counts = await QueueCountsQuery.ReadAsync(db, seeded.Tenant, CancellationToken.None);

        Assert.Equal((1000, QueueCounts.Most + 1), (counts.Waiting, counts.All));
        var plan = Assert.Single(recorder.Plans);
        AssertWalks(plan, "ix_appeal_activity_waiting");
        AssertWalks(plan, "ix_appeal_activity_holder");
        AssertWalks(plan, "ix_appeal_activity_recent");
    }

    [Fact]
    public async Task Conversation_NewestAndEarlierMessages_WalkTheConversationIndex()
    {
        var appeal = new AppealQueries(seeded.Factory(recorder));
        var newest = await appeal.MessagesAsync(seeded.LongAppeal, null, 50, CancellationToken.None);
        var earlier = await appeal.MessagesAsync(seeded.LongAppeal, MessageKey.Of(newest.Messages[0]), 50, CancellationToken.None);

        Assert.Equal((50, 50, true), (newest.Messages.Count, earlier.Messages.Count, earlier.HasOlder));
        Assert.Equal(2, recorder.Plans.Count);
        Assert.All(recorder.Plans, plan => AssertWalks(plan, "ix_messages_history_conversation"));
    }

    [Fact]
    public async Task Timeline_OfAClient_WalksTheConversationIndexOfEachAppeal()
    {
        var client = await seeded.Database.ScalarAsync<Guid>($"select client_id from appeals where id = '{seeded.LongAppeal}'");
        var timeline = new TimelineQueries(seeded.Factory(recorder));
        var newest = await timeline.MessagesAsync(client, null, 50, CancellationToken.None);
        await timeline.MessagesAsync(client, MessageKey.Of(newest.Messages[0]), 50, CancellationToken.None);
        Assert.NotEmpty(await timeline.AppealsAsync(client, CancellationToken.None));

        Assert.Equal((50, 3), (newest.Messages.Count, recorder.Plans.Count));
        Assert.All(recorder.Plans.Take(2), plan => AssertWalks(plan, "ix_messages_history_conversation"));
        AssertWalks(recorder.Plans[2], "ix_appeals_client_recent");
    }

    [Fact]
    public async Task Find_InOneConversation_WalksTheConversationIndex()
    {
        Assert.NotEmpty(await new FindQueries(seeded.Factory(recorder)).FindAsync(seeded.LongAppeal, "сообщение", CancellationToken.None));
        AssertWalks(Assert.Single(recorder.Plans), "ix_messages_history_conversation");
    }

    [Fact]
    public async Task Card_OfOneAppeal_ReadsNoTableThrough()
    {
        Assert.NotNull(await new AppealQueries(seeded.Factory(recorder)).CardAsync(seeded.LongAppeal, CancellationToken.None));
        Assert.All(recorder.Plans, plan => AssertWalks(plan, string.Empty));
    }

    [Fact]
    public async Task LiveRows_OfChangedAppealsAndMessages_AreReadByKey()
    {
        var message = await seeded.Database.ScalarAsync<Guid>($"select id from messages_history where tenant_id = '{seeded.Tenant}' limit 1");
        var reads = new LiveReads(seeded.Database.Sources, seeded.WorkerFactory(recorder));
        var (queue, messages) = await reads.RowsAsync(seeded.Tenant, [new LiveFact("message_added", seeded.LongAppeal, message, null)], CancellationToken.None);

        Assert.Equal((1, 1), (queue.Count, messages.Count));
        Assert.Equal(2, recorder.Plans.Count);
        Assert.All(recorder.Plans, plan => AssertWalks(plan, string.Empty));
    }

    [Fact]
    public async Task Outbox_ClaimingWhatIsDue_WalksTheQueueInItsOrder()
    {
        var claimed = await new OutboundQueue(seeded.WorkerFactory(recorder), TimeProvider.System).ClaimAsync(["telegram"], [], 10, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.Equal(10, claimed.Count);
        var plan = Assert.Single(recorder.Plans);
        AssertWalks(plan, "ix_outbound_messages_due");
        AssertWalks(plan, "ix_outbound_messages_to_send");
    }

    // Through every policy: no big table is read from end to end, and the index stands in the plan.
    internal static void AssertWalks(string plan, string index)
    {
        foreach (var table in (string[])["appeals", "appeal_activity", "clients", "client_identities", "messages_history", "outbound_messages"])
            Assert.False(plan.Split('\n').Any(line => line.Contains($"Seq Scan on {table} ", StringComparison.Ordinal) || line.EndsWith($"Seq Scan on {table}", StringComparison.Ordinal)),
                $"{table} is read from end to end:\n{plan}");
        Assert.True(plan.Contains(index, StringComparison.Ordinal), $"{index} is not used:\n{plan}");
    }

    private CurrentOperator Current()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(seeded.Operator, seeded.Tenant, "Ирина", "operator"));
        return current;
    }
}
