using System.Security.Cryptography;
using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Cli.Seed;

/// <summary>The demo's rows agree with each other as if the program had written them: each rule is counted again by SQL of its own.</summary>
public sealed class DemoHistoryTests(Seeded seeded) : IClassFixture<Seeded>
{
    [Fact]
    public async Task Activity_OfEveryAppeal_EqualsARecountOfItsMessages()
    {
        // A client who wrote last and is not waiting: the appeal is closed, or somebody said that no answer is needed.
        Assert.Empty(await seeded.ListAsync<string>("""
            with spoken as (
                select m.*, row_number() over (partition by appeal_id order by created_at desc, id desc) as back,
                    max(created_at) filter (where message_type in ('operator', 'agent')) over (partition by appeal_id) as answered_at
                from messages_history m
                where message_type <> 'note' and not exists (select from outbound_messages o where o.message_id = m.id and o.state = 'cancelled')
            ), counted as (
                select appeal_id,
                    count(*) filter (where message_type = 'client') as client_messages, count(*) filter (where message_type in ('operator', 'agent')) as our_messages,
                    (array_agg(id) filter (where back = 1))[1] as last_id, (array_agg(created_at) filter (where back = 1))[1] as last_at,
                    (array_agg(message_type) filter (where back = 1))[1] as last_type, (array_agg(message_text) filter (where back = 1))[1] as last_text,
                    (array_agg(channel_id order by back) filter (where message_type = 'client'))[1] as client_channel,
                    (array_agg(sent_at order by back desc) filter (where message_type = 'client' and (answered_at is null or created_at > answered_at)))[1] as unanswered_since
                from spoken group by appeal_id
            ), expected as (
                select c.*, a.stage in ('Завершено', 'Отменено')
                    or exists (select from operator_actions l where l.context_appeal_id = c.appeal_id and l.details ->> 'noAnswerNeeded' = 'true') as is_settled,
                    (select max(created_at) from messages_history m where m.appeal_id = c.appeal_id) as active_at
                from counted c join appeals a on a.id = c.appeal_id
            )
            select v.appeal_id || ' ' || e.last_text from appeal_activity v full join expected e on e.appeal_id = v.appeal_id
            where (v.client_messages, v.our_messages, v.last_message_id, v.last_message_at, v.last_message_type, v.last_channel_id, v.last_activity_at)
                    is distinct from (e.client_messages::int, e.our_messages::int, e.last_id, e.last_at, e.last_type, e.client_channel, e.active_at)
                or v.waiting_since is distinct from case when e.is_settled then null else e.unanswered_since end
                or (e.last_text <> '' and v.last_message_preview is distinct from rtrim(left(regexp_replace(e.last_text, '\s+', ' ', 'g'), 160)))
                or v.last_message_preview = '' or (select count(*) from appeals) <> (select count(*) from appeal_activity)
            """));
    }

    [Fact]
    public async Task Times_AreInOrderAndNeverAhead()
    {
        var now = $"'{Seeded.Now:O}'";
        Assert.Empty(await seeded.ListAsync<string>($"""
            select 'message ' || id from messages_history where created_at > {now} or sent_at > {now}::timestamptz + interval '10 s' or (message_type = 'client' and sent_at > created_at)
            union all select 'action ' || action_type from operator_actions where created_at > {now}
            union all select 'appeal ' || id from appeals where greatest(created_at, updated_at, visited_at, completed_at) > {now}
            union all select 'client ' || id from clients c where created_at > (select min(created_at) from appeals a where a.client_id = c.id)
            union all select 'file ' || id from stored_files where created_at > {now}
            """));

        // Operators write in the shop's hours.
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from messages_history where tenant_id = {shop} and message_type = 'operator' and extract(hour from created_at at time zone 'Europe/Samara') not between 9 and 20
            """));
    }

    [Fact]
    public async Task Stages_OfEveryAppeal_AreReachedStepByStep()
    {
        Assert.Empty(await seeded.ListAsync<string>("""
            with moves as (
                select context_appeal_id as id, created_at, details ->> 'from' as came, details ->> 'to' as went,
                    lag(details ->> 'to') over w as before, row_number() over (partition by context_appeal_id order by created_at desc) as back
                from operator_actions where action_type = 'stage_changed' window w as (partition by context_appeal_id order by created_at)
            )
            select 'gap ' || id from moves where came <> coalesce(before, 'Первичный контакт')
            union all select 'end ' || a.id from appeals a left join moves m on m.id = a.id and m.back = 1 where a.stage <> coalesce(m.went, 'Первичный контакт')
            union all select 'legacy ' || a.id from appeals a where a.appeal_status is distinct from a.stage
            """));
        Assert.Empty(await seeded.ListAsync<string>("""
            select a.stage || ' ' || a.id from appeals a
            where (a.stage = 'Завершено') <> (a.completed_at is not null)
                or (a.type = 'repair' and a.stage in ('Клиент пришёл', 'В работе') and a.visited_at is null)
                or (a.stage = 'QR-код отправлен' and a.qr_code !~ '^BAT-[A-Z2-9]{6}$')
                or (a.type = 'repair' and a.stage in ('Цена отправлена', 'Клиент подтвердил', 'QR-код отправлен', 'Клиент пришёл', 'В работе', 'Завершено') and a.estimated_cost is null and a.tenant_id = {shop})
            """));
    }

    [Fact]
    public async Task Prices_InConversations_AreThoseOfThePriceList()
    {
        Assert.True(await seeded.OneAsync<long>("select count(*) from appeals where tenant_id = {shop} and estimated_cost is not null") >= 60);
        Assert.Empty(await seeded.ListAsync<string>("""
            select a.id || ' ' || a.estimated_cost from appeals a
            where a.tenant_id = {shop} and a.estimated_cost is not null and (
                not exists (select from services s where s.tenant_id = a.tenant_id and s.price_rub = a.estimated_cost and s.duration_minutes = a.estimated_time and s.repair_type_id = a.repair_type_id
                    and (s.model_id is null or s.model_id = a.model_id) and (s.brand_id is null or s.brand_id = a.brand_id))
                or a.stage not in ('Информация собрана', 'Отменено') and not exists (select from messages_history m where m.appeal_id = a.id and m.message_type <> 'client'
                    and m.message_text ~ ('(^|\D)' || regexp_replace(a.estimated_cost::int::text, '(\d)(\d{3})$', '\1 \2') || ' ₽')))
            """));
    }

    [Fact]
    public async Task Appeals_OfOneClient_NeverOverlap()
    {
        // Intake would have put the later message into the earlier appeal: it was neither final nor silent for seven days.
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from appeals a join appeal_activity v on v.appeal_id = a.id join appeals b on b.client_id = a.client_id and (b.created_at, b.id) > (a.created_at, a.id)
            where v.last_activity_at + interval '7 days' > b.created_at
                and not exists (select from operator_actions l where l.context_appeal_id = a.id and l.details ->> 'to' in ('Завершено', 'Отменено') and l.created_at < b.created_at)
            """));
    }

    [Fact]
    public async Task Identities_AndFlags_AgreeWithTheClients()
    {
        Assert.Empty(await seeded.ListAsync<string>("""
            select c.name from clients c join client_identities i on i.client_id = c.id
            where (i.platform = 'telegram' and (c.telegram_id, c.has_telegram) is distinct from (i.external_id, true))
                or (i.platform = 'whatsapp' and (c.whatsapp_id, c.has_whatsapp, c.has_phone) is distinct from (i.external_id, true, true))
                or (i.platform = 'avito' and (c.avito_id, c.has_avito) is distinct from (i.external_id, true))
                or (i.platform = 'vk' and c.vk_id is distinct from i.external_id) or (i.platform = 'max' and c.max_id is distinct from i.external_id)
            """));
        Assert.Equal(0, await seeded.OneAsync<long>("select count(*) from clients where phone !~ '^\\+7[0-9]{10}$'"));
        Assert.Empty(await seeded.ListAsync<string>("""
            select m.message_text from messages_history m join appeals a on a.id = m.appeal_id join channels c on c.id = m.channel_id
            where m.message_type = 'client' and not exists (select from client_identities i where i.client_id = a.client_id and i.platform = c.platform)
            """));
        Assert.Equal(0, await seeded.OneAsync<long>("select count(*) from messages_history m join channels c on c.id = m.channel_id where m.channel is distinct from c.platform"));
    }

    [Fact]
    public async Task Outbox_HasARowForEveryAnswerAndLeavesNothingToSend()
    {
        Assert.Equal(0, await seeded.OneAsync<long>("select count(*) from messages_history m full join outbound_messages o on o.message_id = m.id where (m.message_type in ('operator', 'agent')) <> (o.id is not null)"));
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from outbound_messages o join messages_history m on m.id = o.message_id join channels c on c.id = o.channel_id
            where o.state in ('queued', 'sending') or c.platform in ('form', 'phone') or (o.state in ('sent', 'delivered', 'read')) <> (m.external_message_id is not null)
                or (o.state = 'failed') <> (o.error is not null) or (o.state = 'cancelled') <> (m.deleted_at is not null) or o.external_chat_id <> m.external_chat_id
            """));
        Assert.Equal(0, await seeded.OneAsync<long>("select count(*) from message_attachments where state = 'pending'"));
    }

    [Fact]
    public async Task Files_AreWhatTheyClaim()
    {
        await using var db = seeded.Database.OwnerDb();
        var files = await (from f in db.StoredFiles join c in db.StoredFileChunks on f.Id equals c.FileId select new { f.MimeType, f.SizeBytes, f.Sha256, c.Bytes }).ToListAsync();
        Assert.Contains(files, f => f.MimeType == "image/png");
        Assert.Contains(files, f => f.MimeType == "audio/ogg");
        Assert.All(files, f =>
        {
            Assert.Equal(f.SizeBytes, f.Bytes.Length);
            Assert.Equal(f.Sha256, Convert.ToHexStringLower(SHA256.HashData(f.Bytes)));
            Assert.True(f.Bytes.AsSpan().StartsWith(f.MimeType is "image/png" ? [0x89, 0x50, 0x4E, 0x47] : "OggS"u8));
        });
        Assert.Equal(["failed gone", "refused too_large"], await seeded.ListAsync<string>("select state || ' ' || reason from message_attachments where file_id is null order by 1"));
    }

    [Fact]
    public async Task Vectors_AreOfUnitLength()
    {
        var lengths = await seeded.ListAsync<double>("select vector_norm(embedding) from knowledge_base where embedding is not null");
        Assert.True(lengths.Count >= 5);
        Assert.All(lengths, l => Assert.Equal(1, l, 0.0001));
        Assert.True(await seeded.OneAsync<long>("select count(*) from knowledge_base where embedding is null") > 0);
        Assert.True(await seeded.OneAsync<long>("select count(*) from knowledge_base where tenant_id is null") > 0);
    }

    [Fact]
    public async Task Tenants_SeeTheirOwnRowsOnly()
    {
        var all = new HashSet<Guid>();
        foreach (var tenant in new[] { seeded.Shop, seeded.OtherShop })
        {
            await using var db = seeded.Database.Db(tenant);
            var appeals = await db.Appeals.IgnoreQueryFilters().Select(a => a.Id).ToListAsync();
            var clients = await db.Clients.IgnoreQueryFilters().Select(c => c.TenantId).Distinct().ToListAsync();
            Assert.NotEmpty(appeals);
            Assert.All(appeals, id => Assert.True(all.Add(id)));
            Assert.Equal([tenant], clients);
        }

        Assert.Equal(await seeded.OneAsync<long>("select count(*) from appeals"), all.Count);
    }
}
