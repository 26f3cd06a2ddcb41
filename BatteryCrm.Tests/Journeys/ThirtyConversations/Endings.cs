using System.Globalization;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>What has become of each of the thirty, in the database and at the platform.</summary>
internal static class Endings
{
    public static async Task AssertAsync(Workday day)
    {
        // What was written last is held back for its five seconds.
        await day.Database.UntilAsync("select count(*) from outbound_messages where state in ('queued', 'sending')", 0);
        var wrong = new List<string>();
        foreach (var one in Workday.Thirty) await CompareAsync(day, one, wrong);

        if (day.Bot.Sends.Count != Workday.Thirty.Sum(c => c.Said.Length)) wrong.Add($"{day.Bot.Sends.Count} messages came to the platform: {string.Join(" / ", day.Bot.Sends.Select(WordsOf))}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(0, await day.Database.ScalarAsync<long>($"select count(*) from appeal_activity where waiting_since is not null and appeal_id in ({string.Join(',', Workday.Thirty.Select(c => $"'{c.Appeal}'"))})"));
    }

    private static async Task CompareAsync(Workday day, Conversation one, List<string> wrong)
    {
        var row = (await day.Database.ScalarAsync<string>($"""
            select concat_ws('|', a.stage, case when v.is_muted then 'Blocked' when v.snoozed_until > now() then 'Snoozed' when v.waiting_since is not null then 'Waiting' when v.last_message_type = 'client' then 'Settled' else 'Answered' end,
                coalesce(o.email, '-'))
            from appeals a join appeal_activity v on v.appeal_id = a.id left join operators o on o.id = v.holder_id where a.id = '{one.Appeal}'
            """))!.Split('|');
        Expect(one.Stage, row[0]);
        Expect(one.Ending.ToString(), row[1]);
        if (one.Holder is not null) Expect(one.Holder, row[2]);

        // The words of our messages in their order; those that were taken back before they left do not count.
        var said = (await day.Database.ScalarAsync<string[]>($"""
            select coalesce(array_agg(m.message_text order by m.created_at, m.id), array[]::text[]) from messages_history m join outbound_messages o on o.message_id = m.id
            where m.appeal_id = '{one.Appeal}' and o.state <> '{OutboundStates.Cancelled}' and m.message_text <> ''
            """))!;
        if (said.Length != one.Said.Length || !said.Zip(one.Said).All(p => p.First.Contains(p.Second, StringComparison.Ordinal))) wrong.Add($"{No(one)}: we said [{string.Join(" / ", said)}] instead of [{string.Join(" / ", one.Said)}]");

        // Of what failed once the second try arrived.
        foreach (var words in one.Said.Distinct(StringComparer.Ordinal))
        {
            var times = day.Bot.Sends.Count(s => WordsOf(s).Contains(words, StringComparison.Ordinal));
            if (times != one.Said.Count(s => s == words)) wrong.Add($"{No(one)}: «{words}» came to the platform {times} times");
        }

        void Expect(string expected, string actual)
        {
            if (expected != actual) wrong.Add($"{No(one)} «{one.Words}»: {actual} instead of {expected}");
        }
    }

    private static string WordsOf(BotRequest sent) => sent.Text ?? sent.Body["caption"]?.GetValue<string>() ?? string.Empty;

    private static string No(Conversation one) => one.No.ToString(CultureInfo.InvariantCulture);
}
