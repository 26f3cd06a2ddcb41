using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data;
using BatteryCrm.Web.Cli.Seed;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Cli.Seed;

/// <summary>What the demo data holds: everything that the demo tenant's description asks for.</summary>
public sealed class DemoSeedTests(Seeded seeded) : IClassFixture<Seeded>
{
    [Fact]
    public async Task Seed_EveryTableOfTheSpecification_HasRows()
    {
        var empty = new List<string>();
        foreach (var table in Specification.Read())
            if (await seeded.OneAsync<long>($"select count(*) from {table.Name}") == 0) empty.Add(table.Name);
        Assert.Empty(empty);
    }

    [Fact]
    public async Task Seed_Catalogue_IsThatOfTheDemoData()
    {
        Assert.Equal(10, await seeded.OneAsync<long>("select count(*) from brands where tenant_id = {shop}"));
        Assert.Equal(40, await seeded.OneAsync<long>("select count(*) from models where tenant_id = {shop}"));
        Assert.Equal(10, await seeded.OneAsync<long>("select count(*) from repair_types where tenant_id = {shop}"));
        Assert.Equal(10, await seeded.OneAsync<long>("select count(*) from issue_types where tenant_id = {shop}"));
        Assert.Equal(30, await seeded.OneAsync<long>("select count(*) from issues where tenant_id = {shop}"));
        Assert.Equal(26, await seeded.OneAsync<long>("select count(*) from services where tenant_id = {shop}"));
        Assert.Equal(9, await seeded.OneAsync<long>("select count(*) from lead_sources where tenant_id = {shop}"));
        Assert.Equal("8500|40|Дисплей", await seeded.OneAsync<string>("""
            select s.price_rub::int || '|' || s.duration_minutes || '|' || s.malfunction_category
            from services s join models m on m.id = s.model_id where m.name = 'iPhone 13' and s.malfunction_type = 'Замена дисплея' and s.tenant_id = {shop}
            """));
        Assert.Equal(3, await seeded.OneAsync<long>("select count(*) from brands where tenant_id = {shop} and aliases ? 'самсунг' or tenant_id = {shop} and aliases ? 'ми' or tenant_id = {shop} and aliases ? 'айфон'"));
        Assert.True(await seeded.OneAsync<bool>("select bool_and(malfunction_category = r.name) from services s join repair_types r on r.id = s.repair_type_id"));
    }

    [Fact]
    public async Task Seed_History_HasTheNumbersAndEveryKind()
    {
        Assert.InRange(await seeded.OneAsync<long>("select count(*) from clients where tenant_id = {shop}"), 55, 66);
        Assert.Equal(120, await seeded.OneAsync<long>("select count(*) from appeals where tenant_id = {shop}"));
        Assert.Equal(900, await seeded.OneAsync<long>("select count(*) from messages_history where tenant_id = {shop}"));
        Assert.True(await seeded.OneAsync<bool>($"select min(created_at) > '{Seeded.Now.AddDays(-91):O}' from appeals"));
        Assert.Equal(Stages.All.Order(StringComparer.Ordinal), (await seeded.ListAsync<string>("select distinct stage from appeals where tenant_id = {shop}")).Order(StringComparer.Ordinal));
        Assert.Equal(Platforms.All.Order(StringComparer.Ordinal), (await seeded.ListAsync<string>("select distinct c.platform from appeals a join channels c on c.id = a.ad_channel_id where a.tenant_id = {shop}")).Order(StringComparer.Ordinal));
        Assert.Equal(["assist", "auto", "manual"], await seeded.ListAsync<string>("select distinct operation_mode from appeals where tenant_id = {shop} order by 1"));
        Assert.Equal(["agent", "client", "note", "operator"], await seeded.ListAsync<string>("select distinct message_type from messages_history where tenant_id = {shop} order by 1"));
        Assert.Equal(["cancelled", "delivered", "failed", "read", "sent", "unknown"], await seeded.ListAsync<string>("select distinct state from outbound_messages where tenant_id = {shop} order by 1"));
        Assert.Equal(["completed", "in_progress", "pending", "rejected", "viewed"], await seeded.ListAsync<string>("select distinct status from operator_appeal_status where tenant_id = {shop} order by 1"));
        Assert.Equal(["address", "faq", "price_note", "script", "training_sample", "warranty"], await seeded.ListAsync<string>("select distinct content_type from knowledge_base where tenant_id = {shop} order by 1"));
        Assert.True(await seeded.OneAsync<long>("select count(*) from message_edits") >= 6);
        Assert.True(await seeded.OneAsync<long>("select count(*) from lead_touches where tenant_id = {shop} and is_first and lead_source_id is not null") >= 20);
        Assert.True(await seeded.OneAsync<long>("select count(*) from lead_touches where tenant_id = {shop} and not is_first") >= 1);
        Assert.True(await seeded.OneAsync<long>("select count(distinct marks_key) from lead_touches where tenant_id = {shop} and lead_source_id is null") >= 2);
        Assert.Equal(0, await seeded.OneAsync<long>("select count(*) from lead_touches t join appeals a on a.id = t.appeal_id where t.is_first and t.lead_source_id <> a.lead_source_id or t.created_at < a.created_at"));
        Assert.True(await seeded.OneAsync<long>("select count(*) from appeals where pending_operator_approval and draft_response is not null and operation_mode = 'assist'") >= 3);
        Assert.True(await seeded.OneAsync<long>("select count(*) from operator_drafts") >= 2);
        Assert.True(await seeded.OneAsync<long>("select count(*) from messages_history where message_text like '/start %' and extra ? 'start'") >= 5);
    }

    [Fact]
    public async Task Seed_TwelveMessages_StandWithTheirAnswers()
    {
        Assert.Equal(10, await seeded.OneAsync<long>("""
            select count(*) from messages_history q join messages_history a on a.appeal_id = q.appeal_id and a.created_at > q.created_at
            where (q.message_text, a.message_text) in (values
                ('Здравствуйте, сколько стоит поменять экран на айфон 13?', 'Здравствуйте! Замена дисплея на iPhone 13 — 8 500 ₽, делаем около 40 минут при вас. Гарантия 90 дней. На какое время вас записать?'),
                ('батарея не держит, 14 про', 'Понял, аккумулятор на iPhone 14 Pro. Подскажите, телефон раньше вскрывали? Точную цену назову сразу после ответа, занимает примерно 30–40 минут.'),
                ('Добрый день! У меня есть свой дисплей на А54, поставите?', 'Добрый день! Да, поставим вашу деталь. Стоимость работы зависит от состояния дисплея, сначала проверим его на стенде. На деталь клиента гарантию дать не можем, на работу — да. Когда удобно заехать?'),
                ('Утопил телефон вчера, редми нот 12, не включается', 'Не заряжайте и не пытайтесь включать. Приезжайте как можно скорее: диагностика и чистка 2 500 ₽. Сможете сегодня до 20:00?'),
                ('Есть у вас iPhone 14 в наличии?', 'Здравствуйте! Сейчас уточню наличие и варианты по памяти. Какой объём нужен и какой бюджет?'),
                ('Возьмёте мой 12 в трейд-ин?', 'Да, принимаем. Пришлите, пожалуйста, фото и напишите: сколько памяти, состояние аккумулятора, что уже ремонтировали.'),
                ('Здравствуйте', 'Здравствуйте! Чем можем помочь: ремонт, покупка или консультация?'),
                ('Актуально? ремонт дисплея s23', 'Да, актуально. Дисплей на Galaxy S23, оригинал — 17 900 ₽, около полутора часов. Сохраняем данные. Запишу на завтра?'),
                ('🎤 Алло, тут это, зарядка на самсунг с двадцать третьем только под углом работает', 'Поняли, разъём зарядки на Galaxy S23. Замена — 2 500 ₽, около часа. Иногда хватает чистки, проверим бесплатно. Когда подъедете?'),
                (E'Модель: iPhone 11\nСадится за 3 часа', 'Здравствуйте! По вашей заявке: замена аккумулятора на iPhone 11 — 2 900 ₽, 30 минут. Сегодня свободно в 16:00 и 18:30, какое время подходит?'))
            """));
        Assert.Equal(1, await seeded.OneAsync<long>("select count(*) from messages_history where message_text = 'во сколько закрываетесь и где вы?'"));
        Assert.Equal("Отменено|spam|3|0", await seeded.OneAsync<string>("""
            select a.stage || '|' || a.type || '|' || round(extract(epoch from s.created_at - h.created_at)) || '|' || (select count(*) from outbound_messages o where o.appeal_id = a.id)
            from messages_history s join messages_history h on h.appeal_id = s.appeal_id and h.message_text = 'Здравствуйте' join appeals a on a.id = s.appeal_id
            where s.message_text = 'Спам-реклама: продвинем ваш сайт'
            """));
        Assert.Equal("client|true", await seeded.OneAsync<string>("""
            select a.parts_owner || '|' || a.client_parts from appeals a join messages_history m on m.appeal_id = a.id where m.message_text like 'Добрый день! У меня есть свой дисплей%'
            """));
    }

    [Fact]
    public async Task Seed_Clients_HoldThreePairsAndOneMerge()
    {
        // The same number, shared by the button in Telegram and typed with an 8 in the form.
        Assert.Equal(1, await seeded.OneAsync<long>("""
            select count(*) from clients a join clients b on a.id < b.id and a.phone = b.phone and a.tenant_id = b.tenant_id
            where a.tenant_id = {shop} and not exists (select from client_merges m where m.merged_client_id in (a.id, b.id))
            """));
        Assert.Equal(1, await seeded.OneAsync<long>("select count(*) from messages_history where extra -> 'form' ->> 'phone' like '8 (%'"));
        Assert.Equal(1, await seeded.OneAsync<long>("select count(*) from clients a join clients b on a.id < b.id and lower(a.email) = lower(b.email) and a.tenant_id = b.tenant_id where a.tenant_id = {shop}"));
        Assert.Equal(1, await seeded.OneAsync<long>("""
            select count(*) from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.phone = '+7' || substr(m.message_text, 2) and c.tenant_id = a.tenant_id and c.id <> a.client_id
            where m.message_text ~ '^8[0-9]{10}$' and a.tenant_id = {shop}
            """));
        Assert.Equal("0|2", await seeded.OneAsync<string>("""
            select (select count(*) from appeals a where a.client_id = m.merged_client_id) || '|' || (select count(distinct i.platform) from client_identities i where i.client_id = m.master_client_id)
            from client_merges m join operators o on o.id::text = m.merged_by
            """));
    }

    [Fact]
    public async Task Seed_Waiting_IsTwelveFromAMinuteToHours()
    {
        var minutes = await seeded.ListAsync<double>($"select extract(epoch from '{Seeded.Now:O}' - waiting_since)::float8 / 60 from appeal_activity where tenant_id = {{shop}} and waiting_since is not null order by 1");
        Assert.Equal(12, minutes.Count);
        Assert.InRange(minutes[0], 0.9, 2);
        Assert.InRange(minutes[^1], 120, 600);
        Assert.Equal(["Ирина Соколова", "Павел Ветров"], await seeded.ListAsync<string>("""
            select distinct o.name from appeal_activity v join operators o on o.id = v.holder_id where v.tenant_id = {shop} and v.waiting_since is not null order by 1
            """));
        Assert.True(await seeded.OneAsync<long>("select count(*) from appeal_activity where tenant_id = {shop} and waiting_since is not null and holder_id is null") >= 5);
    }

    [Fact]
    public async Task Seed_Appointments_FillAWeekWithoutOverlap()
    {
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from appointments a join appointments b on a.id <> b.id and a.master_id = b.master_id and tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)
            """));
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from appointments a join masters m on m.id = a.master_id where a.tenant_id = {shop}
            and ((a.start_time at time zone 'Europe/Samara')::time < m.working_hours_start or (a.end_time at time zone 'Europe/Samara')::time > m.working_hours_end)
            """));
        Assert.Equal(7, await seeded.OneAsync<long>($"select count(distinct (start_time at time zone 'Europe/Samara')::date) from appointments where tenant_id = {{shop}} and start_time > '{Seeded.Now:O}'"));
        Assert.Equal(0, await seeded.OneAsync<long>("""
            select count(*) from appeals a left join appointments p on p.appeal_id = a.id and p.status not in ('Отменено', 'Не явился')
            where a.tenant_id = {shop} and (a.appointment_datetime, a.master_id) is distinct from (p.start_time, p.master_id)
            """));
    }

    [Fact]
    public async Task Seed_Sources_AreSpreadUnevenly()
    {
        var counts = await seeded.ListAsync<long>("select count(*) from appeals where tenant_id = {shop} and lead_source_id is not null group by lead_source_id order by 1 desc");
        Assert.InRange(counts.Count, 7, 9);
        Assert.True(counts[0] >= 3 * counts[^1], string.Join(' ', counts));
    }

    [Fact]
    public async Task Seed_Operators_CanSignIn()
    {
        await using var db = seeded.Database.OwnerDb();
        var operators = await db.Operators.ToListAsync();
        Assert.Equal(
            ["admin@mobi.test admin", "anna@demo.test manager", "irina@demo.test operator", "oleg@demo.test admin", "operator@mobi.test operator", "pavel@demo.test operator", "platform@demo.test platform"],
            operators.Select(o => o.Email + " " + o.Role).Order(StringComparer.Ordinal));
        Assert.All(operators, o =>
        {
            Assert.Equal(PasswordVerificationResult.Success, new PasswordHasher<Operator>().VerifyHashedPassword(o, o.PasswordHash!, "Demo-2026!"));
            Assert.Equal(o.Email!.ToUpperInvariant(), o.NormalizedUserName);
            Assert.True(o.LockoutEnabled);
            Assert.NotNull(o.SecurityStamp);
        });
    }

    [Fact]
    public async Task Seed_Channels_AreOneOfEachWithSealedSecrets()
    {
        await using var db = seeded.Database.OwnerDb();
        var channels = await db.Channels.Where(c => c.TenantId == seeded.Shop).ToListAsync();
        Assert.Equal(Platforms.All.Order(StringComparer.Ordinal), channels.Select(c => c.Platform).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(channels, c => c.Credentials!.Contains("-token", StringComparison.Ordinal) || c.Credentials.Contains("-secret", StringComparison.Ordinal));

        var telegram = channels.Single(c => c.Platform == Platforms.Telegram);
        var opened = seeded.Seal.Open(telegram.Credentials);
        Assert.StartsWith(telegram.ExternalId + ":", opened["bot_token"], StringComparison.Ordinal);
        Assert.Equal(new Uri("http://127.0.0.1:5090"), opened.ApiBaseUrl);
        Assert.Equal("demo-form", seeded.Seal.Open(channels.Single(c => c.Platform == Platforms.Form).Credentials)["form_key"]);
    }

    [Fact]
    public async Task Seed_SecondTime_IsRefusedAndWritesNothing()
    {
        var before = await seeded.OneAsync<long>("select count(*) from messages_history");
        Assert.Equal(SeedOutcome.NotEmpty, await Seeded.SeedAsync(seeded.Database, Seeded.Now));
        Assert.Equal(2, await seeded.OneAsync<long>("select count(*) from tenants"));
        Assert.Equal(before, await seeded.OneAsync<long>("select count(*) from messages_history"));
    }
}
