using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>What triggers keep for reports is what a recount of the log and the messages finds, whatever happened in between.</summary>
public sealed class ReportFactsTests
{
    // In these somebody says that no answer is needed; in the others answers are taken back. Both in one the log does not tell apart.
    private const int Settled = 10;

    private const string Facts = """
        select coalesce((select string_agg(concat_ws(' ', appeal_id, asked_at, ended_at, answer_id, operator_id, is_first), E'\n' order by appeal_id, ended_at, answer_id) from client_waits where answer_id is not null), '')
            || E'\n--\n' || coalesce((select string_agg(concat_ws(' ', id, appeal_id, from_place, to_place, since, at, operator_id), E'\n' order by id) from stage_moves), '')
            || E'\n--\n' || (select string_agg(concat_ws(' ', id, stage, reached, stage_since), E'\n' order by id) from appeals)
        """;

    [Fact]
    public async Task Facts_After2000RandomChanges_AreThoseOfARecount()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (random, now) = (new Random(2000), new DateTimeOffset(2025, 11, 1, 8, 0, 0, TimeSpan.Zero));
        var tenant = await database.Given.TenantAsync();
        var (who, channel) = (await database.Given.OperatorAsync(tenant), await database.Given.ChannelAsync(tenant));
        var appeals = new List<Guid>();
        for (var i = 0; i < 30; i++) appeals.Add(await database.Given.AppealAsync(tenant, channelId: channel));
        await database.ExecuteAsync("update appeals set created_at = '2025-10-31'");
        var answers = new List<(Guid Appeal, Guid Message)>();
        for (var i = 0; i < 2000; i += 10)
        {
            await using var db = database.Db(tenant, who);
            await using var transaction = await db.Database.BeginTransactionAsync();
            for (var more = 0; more < 10; more++) await ChangeAsync(db, i + more);
            await transaction.CommitAsync();
        }

        async Task ChangeAsync(CrmDb db, int i)
        {
            now += TimeSpan.FromSeconds(random.Next(1, 4000));
            var appeal = appeals[random.Next(appeals.Count)];
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    await HearAsync(db, tenant, appeal, channel, now, now.AddSeconds(-random.Next(60)));
                    break;
                case 3 or 4:
                    var answer = new NewAnswer(appeal, "x", random.Next(8) == 0 ? MessageTypes.Agent : MessageTypes.Operator, who, channel, "telegram", "1", $"k{i}", now);
                    answers.Add((appeal, (await Outbox.QueueAsync(db, answer, now, default)).MessageId));
                    break;
                case 5 when answers.Count > 0:
                    var back = answers[random.Next(2) == 0 ? answers.Count - 1 : random.Next(answers.Count)];
                    if (appeals.IndexOf(back.Appeal) >= Settled) await Outbox.TakeBackAsync(db, back.Message, back.Appeal, now, default);
                    break;
                case 6 when appeals.IndexOf(appeal) < Settled:
                    if (await db.AppealActivity.Where(a => a.AppealId == appeal && a.WaitingSince != null).ExecuteUpdateAsync(a => a.SetProperty(x => x.WaitingSince, (DateTimeOffset?)null)) > 0)
                        AppealDeeds.Add(db, who, appeal, ActionTypes.AppealUpdated, ActionDetails.Reply(needed: false), now);
                    break;
                default:
                    var from = await db.Appeals.Where(a => a.Id == appeal).Select(a => a.Stage).SingleAsync();
                    var to = Stages.All[random.Next(Stages.All.Count)];
                    if (from != to) await StageMoves.MoveAsync(db, appeal, from, to, who, automatic: false, why: null, now, default);
                    break;
            }

            await db.SaveChangesAsync();
        }

        var kept = await database.ScalarAsync<string>(Facts);
        await database.ExecuteAsync($"select recount_report_facts('{tenant}')");

        Assert.True(kept!.Length > 50_000, $"{kept.Length} characters");
        Assert.Equal(await database.ScalarAsync<string>(Facts), kept);
    }

    [Fact]
    public async Task Answer_OfARuleOrANote_EndsNoWait_AndAReopenedAppealHasOneFirstAnswer()
    {
        await using var database = await TestDatabase.CreateAsync();
        var at = new DateTimeOffset(2025, 11, 3, 8, 0, 0, TimeSpan.Zero);
        var tenant = await database.Given.TenantAsync();
        var (who, channel) = (await database.Given.OperatorAsync(tenant), await database.Given.ChannelAsync(tenant));
        var appeal = await database.Given.AppealAsync(tenant, channelId: channel);
        NewAnswer Of(string type, string key) => new(appeal, "x", type, who, channel, "telegram", "1", key, at);
        await using var db = database.Db(tenant, who);

        await HearAsync(db, tenant, appeal, channel, at, at);
        await Outbox.QueueAutomaticAsync(db, Of(MessageTypes.Automatic, "rule"), at.AddMinutes(1), default);
        await database.Given.MessageAsync(tenant, appeal, type: MessageTypes.Note, operatorId: who, createdAt: at.AddMinutes(2));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from client_waits"));
        await Outbox.QueueAsync(db, Of(MessageTypes.Operator, "one"), at.AddMinutes(10), default);
        await StageMoves.MoveAsync(db, appeal, Stages.Gathering, Stages.Completed, who, automatic: false, why: null, at.AddHours(1), default);
        await StageMoves.MoveAsync(db, appeal, Stages.Completed, Stages.InWork, who, automatic: false, why: null, at.AddDays(20), default);
        await Outbox.QueueAsync(db, Of(MessageTypes.Operator, "unasked"), at.AddDays(20), default);
        await HearAsync(db, tenant, appeal, channel, at.AddDays(21), at.AddDays(21));
        await Outbox.QueueAsync(db, Of(MessageTypes.Operator, "two"), at.AddDays(22), default);
        await db.SaveChangesAsync();

        Assert.Equal("00:10:00 true, 1 day false", await database.ScalarAsync<string>("select string_agg((ended_at - asked_at)::text || ' ' || is_first, ', ' order by ended_at) from client_waits"));
    }

    [Fact]
    public async Task Cancelled_StaysAsFarAsItHadCome_AndAMoveBackIsInTheNextReading()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        var who = await database.Given.OperatorAsync(tenant);
        var appeal = await database.Given.AppealAsync(tenant);
        await using var db = database.Db(tenant, who);
        async Task<short> MovedAsync(string from, string to)
        {
            Assert.True(await StageMoves.MoveAsync(db, appeal, from, to, who, automatic: false, why: null, Clock.Noon, default));
            return await database.ScalarAsync<short>("select reached from appeals");
        }

        Assert.Equal(4, await MovedAsync(Stages.FirstContact, Stages.Confirmed));
        Assert.Equal(3, await MovedAsync(Stages.Confirmed, Stages.PriceSent));
        Assert.Equal(3, await MovedAsync(Stages.PriceSent, Stages.Cancelled));
        Assert.Equal(7, await MovedAsync(Stages.Cancelled, Stages.InWork));
    }

    // As intake writes it.
    private static Task<int> HearAsync(CrmDb db, Guid tenant, Guid appeal, Guid channel, DateTimeOffset at, DateTimeOffset sentAt)
    {
        var id = Ids.New();
        return db.Database.ExecuteSqlAsync($"""
            insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel_id, created_at, sent_at) values ({id}, {tenant}, {appeal}, 'client', 'x', {channel}, {at}, {sentAt});
            update appeal_activity v set last_channel_id = {channel}, last_message_id = {id}, last_message_at = {at}, last_message_type = 'client', last_activity_at = {at},
                waiting_since = case when v.last_message_type = 'client' then least(v.waiting_since, v.snoozed_since, {sentAt}) else {sentAt} end where v.appeal_id = {appeal}
            """);
    }
}
