using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>A narrowed queue and the bell use their indexes, through row-level security, over 20,000 appeals.</summary>
public sealed class NarrowedPlansTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private readonly PlanRecorder recorder = new();

    [Theory]
    [InlineData("tab=all&stage=first-contact", "ix_appeal_activity_recent")] // common: the newest are walked
    [InlineData("tab=all&stage=qr-sent", "ix_appeals_")] // rare: the stage itself
    [InlineData("stage=first-contact", "ix_appeal_activity_waiting")]
    [InlineData("sort=newest", "ix_appeal_activity_")]
    [InlineData("tab=all&holder=me", "ix_appeal_activity_holder")]
    [InlineData("tab=all&holder=none", "ix_appeal_activity_recent")]
    [InlineData("tab=all&deal=0197a4e0-0000-7000-8000-000000000001", "ix_appeals_tenant_deal_type")]
    [InlineData("tab=all&deal=none", "ix_appeal_activity_recent")]
    [InlineData("tab=all&channel=0197a4e0-0000-7000-8000-000000000001", "ix_appeal_activity_channel")]
    [InlineData("tab=all&state=snoozed", "ix_appeal_activity_snoozed")]
    [InlineData("tab=all&days=1", "ix_appeal_activity_recent")]
    public async Task Queue_Narrowed_WalksAnIndex(string query, string index)
    {
        var view = QueueView.ParseQuery(query);
        var period = QueuePeriod.Of(view, Zones.Utc, Clock.Noon);

        await new InboxQueries(seeded.Factory(recorder), Current()).BelowAsync(view, null, including: false, 50, CancellationToken.None, period);

        PlansTests.AssertWalks(Assert.Single(recorder.Plans), index);
    }

    [Fact]
    public async Task Notices_OfOneOperator_WalkTheirIndex()
    {
        await seeded.Database.ExecuteAsync($"insert into notifications (tenant_id, operator_id, kind, appeal_id) select tenant_id, (select id from operators where tenant_id = a.tenant_id order by id offset random() * 4 limit 1), 'unanswered', appeal_id from appeal_activity a where tenant_id = '{seeded.Tenant}'; analyze notifications");

        await new NoticeQueries(seeded.Factory(recorder), Current(), TimeProvider.System).NewestAsync(CancellationToken.None);

        PlansTests.AssertWalks(Assert.Single(recorder.Plans), "ix_notifications_");
    }

    private CurrentOperator Current()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(seeded.Operator, seeded.Tenant, "Ирина", "operator"));
        return current;
    }
}
