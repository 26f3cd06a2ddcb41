using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>
/// The twelve of the demo data as their clients left them. The seed has them answered days ago; here our side of them is taken away again, and they have just been written.
/// </summary>
internal static class Twelve
{
    public static readonly IReadOnlyList<Conversation> All =
    [
        new(1, "сколько стоит поменять экран на айфон 13?", Ending.Answered, Stages.PriceSent, "Замена дисплея на iPhone 13 — 8\u00a0500\u00a0₽"),
        new(2, "батарея не держит, 14 про", Ending.Settled, Stages.FirstContact) { Holder = Shop.Pavel },
        new(3, "есть свой дисплей на А54, поставите?", Ending.Snoozed, Stages.FirstContact),
        new(4, "Утопил телефон вчера, редми нот 12", Ending.Answered, Stages.Gathering, "Не заряжайте и не пытайтесь включать телефон. Привезите его как можно скорее: Самара"),
        new(5, "Есть у вас iPhone 14 в наличии?", Ending.Settled, Stages.FirstContact),
        new(6, "Возьмёте мой 12 в трейд-ин?", Ending.Answered, Stages.Gathering, "Да, принимаем. Пришлите, пожалуйста, фото"),
        new(7, "Здравствуйте", Ending.Snoozed, Stages.FirstContact),
        new(8, "во сколько закрываетесь и где вы?", Ending.Answered, Stages.Gathering, "Молодогвардейская, 128. Вход со стороны улицы, рядом с остановкой. Работаем ежедневно с 9:00 до 20:00."),
        new(9, "Актуально? ремонт дисплея s23", Ending.Snoozed, Stages.FirstContact),
        new(10, "зарядка на самсунг с двадцать третьем", Ending.Answered, Stages.Confirmed, "по вашему Samsung Galaxy S23: Зарядка — 2\u00a0500\u00a0₽, делаем за 1\u00a0ч"),
        new(11, "Садится за 3 часа", Ending.Answered, Stages.PriceSent, "Замена аккумулятора на iPhone 11 — 2\u00a0900\u00a0₽"),
        new(12, "Спам-реклама: продвинем ваш сайт", Ending.Settled, Stages.Cancelled),
    ];

    private static readonly string[] Platform =
    [
        Platforms.Telegram, Platforms.WhatsApp, Platforms.Vk, Platforms.Telegram, Platforms.Max, Platforms.Telegram,
        Platforms.Vk, Platforms.Telegram, Platforms.Avito, Platforms.Telegram, Platforms.Form, Platforms.Vk,
    ];

    /// <summary>Finds them in a seeded database and makes them unanswered.</summary>
    public static async Task ReviveAsync(TestDatabase database, Guid tenant)
    {
        foreach (var one in All)
        {
            // "Здравствуйте" alone many may have said; the answer tells which one is meant.
            var words = one.No == 7 ? "Чем можем помочь: ремонт, покупка или консультация?" : one.Words;
            one.Appeal = await database.ScalarAsync<Guid>($"""
                select m.appeal_id from messages_history m join appeals a on a.id = m.appeal_id join channels c on c.id = a.channel_id
                where m.tenant_id = '{tenant}' and c.platform = '{Platform[one.No - 1]}' and m.message_text like '%{words}%' and a.created_at > now() - interval '6 days' order by a.created_at desc limit 1
                """);
            Assert.NotEqual(Guid.Empty, one.Appeal);
            await database.ExecuteAsync($"delete from outbound_messages where appeal_id = '{one.Appeal}'");
            if (one.No == 11) await database.ExecuteAsync(Started(one.Appeal));
            await database.ExecuteAsync(Unanswered(one.Appeal, minutes: 20 + (3 * (13 - one.No))));
        }
    }

    // Whoever filled in the form had opened the bot before: the one answer that the form's client can be given goes there.
    private static string Started(Guid appeal) => $$"""
        update messages_history m set message_type = 'client', operator_id = null, message_text = '/start', extra = '{"start":""}', external_message_id = null, created_at = a.created_at - interval '1 minute'
            from appeals a where a.id = m.appeal_id and a.id = '{{appeal}}' and m.message_type = 'operator'
        """;

    private static string Unanswered(Guid appeal, int minutes) => $"""
        delete from messages_history where appeal_id = '{appeal}' and message_type <> 'client';
        delete from operator_actions where context_appeal_id = '{appeal}' and action_type <> 'appeal_created';
        delete from operator_appeal_status where appeal_id = '{appeal}';
        delete from operator_drafts where appeal_id = '{appeal}';
        update messages_history m set created_at = now() - interval '{minutes} minutes' + (m.created_at - a.created_at), sent_at = now() - interval '{minutes} minutes' + (m.created_at - a.created_at)
            from appeals a where a.id = m.appeal_id and a.id = '{appeal}';
        update appeals set created_at = now() - interval '{minutes} minutes', stage = '{Stages.FirstContact}', appeal_status = '{Stages.FirstContact}', type = null, type_identified = false, deal_type_id = null,
            device_type_id = null, brand_id = null, model_id = null, phone_brand = null, phone_model = null, repair_type_id = null, malfunction_category = null, malfunction_type = null,
            issue_type_id = null, issue_id = null, problem_description = null, parts_owner = null, client_parts = false, estimated_cost = null, estimated_time = null, draft_response = null,
            pending_operator_approval = false, completed_at = null
            where id = '{appeal}';
        update appeal_activity v set waiting_since = first.sent_at, last_message_id = last.id, last_message_at = last.created_at, last_message_type = 'client', last_message_preview = replace(last.message_text, E'\n', ' '),
            last_activity_at = last.created_at, last_channel_id = last.channel_id, holder_id = null, held_at = null, snoozed_until = null, our_messages = 0
            from (select sent_at from messages_history where appeal_id = '{appeal}' order by created_at, id limit 1) first,
                (select * from messages_history where appeal_id = '{appeal}' order by created_at desc, id desc limit 1) last
            where v.appeal_id = '{appeal}';
        """;
}
