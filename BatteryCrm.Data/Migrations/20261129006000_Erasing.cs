using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// A person is erased on request: what says who he is and what was said is gone from every table, the figures stay. One function of the owner does it, since the app may change neither the log nor the journal. And what he agreed to, with its date.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129006000_Erasing")]
public sealed class Erasing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Function);
    }

    private const string Tables =
        """
        -- Nobody can be told from a client who was erased, whoever writes into his row.
        alter table clients add column erased_at timestamptz, add column erased_by uuid,
            add constraint ck_clients_erased check (erased_at is null
                or num_nonnulls(phone, name, email, telegram_id, vk_id, whatsapp_id, avito_id, max_id, livesklad_client_id) = 0),
            add constraint fk_clients_asp_net_users_erased_by foreign key (erased_by) references operators (id),
            add constraint fk_clients_tenant_erased_by foreign key (tenant_id, erased_by) references operators (tenant_id, id);

        -- What remains as the proof: who asked, who did it, when, how much.
        create table client_erasures (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            client_id uuid not null,
            operator_id uuid not null,
            reason text not null,
            counts jsonb not null,
            created_at timestamptz not null default now(),
            constraint pk_client_erasures primary key (id),
            constraint ck_client_erasures_reason check (length(reason) <= 500),
            constraint fk_client_erasures_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_erasures_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id),
            constraint fk_client_erasures_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_client_erasures_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_client_erasures_client on client_erasures (tenant_id, client_id, created_at);

        -- Files whose rows are gone and whose bytes may lie in a folder: a worker removes them there.
        create table forgotten_files (
            file_id uuid not null,
            tenant_id uuid not null,
            created_at timestamptz not null default now(),
            constraint pk_forgotten_files primary key (file_id),
            constraint fk_forgotten_files_tenants_tenant_id foreign key (tenant_id) references tenants (id)
        );

        create table client_consents (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            client_id uuid not null,
            kind text not null,
            given_at timestamptz not null,
            withdrawn_at timestamptz,
            source text not null,
            note text,
            operator_id uuid,
            created_at timestamptz not null default now(),
            constraint pk_client_consents primary key (id),
            constraint ck_client_consents_kind check (kind in ('personal_data','marketing')),
            constraint ck_client_consents_source check (source in ('form','chat','visit','phone','import')),
            constraint ck_client_consents_note check (length(note) <= 500),
            constraint ck_client_consents_order check (withdrawn_at >= given_at),
            constraint fk_client_consents_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_consents_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id),
            constraint fk_client_consents_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_client_consents_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_client_consents_client on client_consents (tenant_id, client_id, given_at desc, id desc);

        do $$
        declare t text;
        begin
            foreach t in array array['client_erasures', 'forgotten_files', 'client_consents'] loop
                execute format('alter table %I enable row level security', t);
                execute format('create policy tenant_rows on %I to batterycrm_app
                    using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
                    with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', t);
            end loop;
        end $$;
        grant select on client_erasures, forgotten_files to batterycrm_app;
        grant select, insert, update on client_consents to batterycrm_app;
        create policy worker_rows on forgotten_files to batterycrm_worker using (true);
        grant select, delete on forgotten_files to batterycrm_worker;
        """;

    private const string Function =
        """
        create function erase_client(client uuid, by_operator uuid, why text)
            returns table (n_appeals int, n_messages int, n_files int, n_identities int, n_drafts int, n_merges int, n_cancelled int, n_events int)
            language plpgsql security definer set search_path = public, pg_temp as $function$
        #variable_conflict use_column
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            chain constant text := 'with recursive chain as (
                    select c.id from clients c where c.tenant_id = $1 and c.id = merge_master($2)
                    union all
                    select m.merged_client_id from chain k join client_merges m on m.tenant_id = $1 and m.master_client_id = k.id)
                select array_agg(id order by id), merge_master($2) from chain';
            people uuid[];
            master uuid;
            again uuid[];
            theirs uuid[];
            marks bytea[];
            more bytea[];
            kept uuid[];
            merged uuid[];
            happened timestamptz := now();
            other record;
        begin
            if tenant is null or not exists (select from operators o where o.tenant_id = tenant and o.id = by_operator) then return; end if;
            execute chain into people, master using tenant, client;
            if people is null then return; end if;

            -- In the order of every writer: clients by id, then appeals. Who became one or two meanwhile is looked at anew.
            perform from clients c where c.tenant_id = tenant and c.id = any (people) order by c.id for no key update;
            execute chain into again using tenant, client;
            if again is distinct from people then raise exception 'merged meanwhile' using errcode = 'serialization_failure'; end if;
            if exists (select from clients c where c.tenant_id = tenant and c.id = master and c.erased_at is not null) then return; end if;
            perform from appeals a where a.tenant_id = tenant and a.client_id = any (people) order by a.id for no key update;
            theirs := array(select a.id from appeals a where a.tenant_id = tenant and a.client_id = any (people) order by a.id);
            perform from appeal_activity v where v.tenant_id = tenant and v.appeal_id = any (theirs) order by v.appeal_id for no key update;

            -- The journal knows no clients: an event is his by the time and channel of his message, or by what his platforms, and his phone, call him in its bytes.
            marks := array(
                with his as (
                    select i.external_id as v from client_identities i where i.tenant_id = tenant and i.client_id = any (people)
                    union select i.username from client_identities i where i.tenant_id = tenant and i.client_id = any (people)
                    union select x from clients c, unnest(array[c.phone, right(regexp_replace(c.phone, '\D', '', 'g'), 10), c.email, c.telegram_id, c.vk_id, c.whatsapp_id, c.avito_id, c.max_id]) x
                        where c.tenant_id = tenant and c.id = any (people)
                    union select m.external_chat_id from messages_history m where m.tenant_id = tenant and m.appeal_id = any (theirs)
                )
                select distinct convert_to(w, 'UTF8') from his
                cross join lateral unnest(case when length(v) >= 6 then array[v] else array['"id":' || v || ',', '"id":' || v || '}', '"' || v || '"'] end) w
                where v <> '');
            if to_regclass('client_contacts') is not null then
                execute 'select array(select distinct convert_to(v, ''UTF8'') from client_contacts c, unnest(array[c.value, c.typed, right(regexp_replace(c.value, ''\D'', '''', ''g''), 10)]) v
                    where c.tenant_id = $1 and c.client_id = any ($2) and length(v) >= 6)' into more using tenant, people;
                marks := marks || more;
            end if;
            update inbound_events e set body = '', error = null,
                event_key = case when exists (select from unnest(marks) w where position(w in convert_to(e.event_key, 'UTF8')) > 0 or w = convert_to('"' || e.event_key || '"', 'UTF8'))
                    then 'erased ' || e.id else e.event_key end
            where e.tenant_id = tenant and (
                exists (select from unnest(marks) w where position(w in e.body) > 0 or position(w in convert_to('"' || e.event_key || '"', 'UTF8')) > 0)
                or (e.channel_id, e.received_at) in (select m.channel_id, m.created_at from messages_history m where m.tenant_id = tenant and m.appeal_id = any (theirs)));
            get diagnostics n_events = row_count;

            -- Files, unless a message of somebody else has the same.
            kept := array(
                select a.file_id from message_attachments a join messages_history m on m.tenant_id = a.tenant_id and m.id = a.message_id
                    where a.tenant_id = tenant and m.appeal_id = any (theirs) and a.file_id is not null
                union select d.file_id from draft_files d where d.tenant_id = tenant and d.appeal_id = any (theirs));
            delete from message_attachments a using messages_history m where a.tenant_id = tenant and m.tenant_id = tenant and m.id = a.message_id and m.appeal_id = any (theirs);
            get diagnostics n_files = row_count;
            delete from draft_files d where d.tenant_id = tenant and d.appeal_id = any (theirs);
            with gone as (
                delete from stored_files f where f.tenant_id = tenant and f.id = any (kept)
                    and not exists (select from message_attachments a where a.tenant_id = tenant and a.file_id = f.id)
                    and not exists (select from draft_files d where d.tenant_id = tenant and d.file_id = f.id)
                returning f.id)
            insert into forgotten_files (file_id, tenant_id) select id, tenant from gone;

            delete from message_edits e using messages_history m where e.tenant_id = tenant and m.tenant_id = tenant and m.id = e.message_id and m.appeal_id = any (theirs);
            delete from message_changes w where w.tenant_id = tenant and w.appeal_id = any (theirs);
            delete from operator_drafts d where d.tenant_id = tenant and d.appeal_id = any (theirs);
            get diagnostics n_drafts = row_count;

            -- What has not left does not leave; what is just leaving may have arrived.
            n_cancelled := (select count(*) from outbound_messages o where o.tenant_id = tenant and o.appeal_id = any (theirs) and o.state = 'queued');
            update outbound_messages o set external_chat_id = '', error = null, lease_until = null, updated_at = happened,
                state = case o.state when 'queued' then 'cancelled' when 'sending' then 'unknown' else o.state end
            where o.tenant_id = tenant and o.appeal_id = any (theirs);
            update messages_history m set message_text = '', extra = '{"erased":true}', external_message_id = null, external_chat_id = null
            where m.tenant_id = tenant and m.appeal_id = any (theirs);
            get diagnostics n_messages = row_count;

            update appeal_activity v set last_message_preview = null, waiting_since = null, muted_since = null, snoozed_until = null, snoozed_since = null, snoozed_by = null
            where v.tenant_id = tenant and v.appeal_id = any (theirs);
            update appeals a set problem_description = null, draft_response = null, pending_operator_approval = false, type_reasoning = null, routing_history = '[]', ad_id = null, qr_code = null,
                phone_brand = null, phone_model = null, malfunction_category = null, malfunction_type = null, livesklad_order_id = null, updated_at = happened
            where a.tenant_id = tenant and a.id = any (theirs);
            get diagnostics n_appeals = row_count;

            -- Of the log stay stages, sums, ids and times; words go.
            update operator_actions a set details = case when jsonb_typeof(a.details) = 'object' then (
                select coalesce(jsonb_object_agg(d.key, d.value), '{}') from jsonb_each(a.details) d
                where jsonb_typeof(d.value) in ('boolean', 'null')
                    or (jsonb_typeof(d.value) = 'number' and d.key in ('from', 'to', 'identities', 'appeals'))
                    or (jsonb_typeof(d.value) = 'string' and (
                        d.value #>> '{}' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' or d.value #>> '{}' ~ '^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?$'
                        or d.value #>> '{}' in ('first_answer', 'price_sent', 'signed_out', 'withdrawn', 'edited', 'Первичный контакт', 'Сбор информации', 'Информация собрана', 'Цена отправлена',
                            'Клиент подтвердил', 'QR-код отправлен', 'Клиент пришёл', 'В работе', 'Завершено', 'Отменено')))) end
            where a.tenant_id = tenant and a.details is not null
                and (a.context_appeal_id = any (theirs) or exists (select from unnest(people) p where position(p::text in a.details::text) > 0));

            merged := array(select j.merge_id from merge_journal j where j.tenant_id = tenant and j.kind = 'merge' and (j.master_client_id = any (people) or j.merged_client_id = any (people)));
            update merge_journal j set before = null, after = null where j.tenant_id = tenant and j.kind <> 'mute' and j.merge_id = any (merged);
            update client_merges m set merge_reason = null where m.tenant_id = tenant and (m.master_client_id = any (people) or m.merged_client_id = any (people));
            get diagnostics n_merges = row_count;
            delete from knowledge_base k where k.tenant_id = tenant and k.content_type = 'training_sample'
                and exists (select from unnest(theirs || people) p where position(p::text in concat_ws(' ', k.metadata::text, k.source)) > 0);

            -- Whatever else hangs on a client is his and goes; a table that must stay is named here.
            for other in
                select c.conrelid::regclass as name, a.attname as col from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
                where c.contype = 'f' and c.confrelid = 'clients'::regclass
                    and c.conrelid::regclass::text not in ('appeals', 'client_identities', 'client_merges', 'merge_journal', 'client_erasures', 'client_consents')
            loop
                execute format('delete from %s where tenant_id = $1 and %I = any ($2)', other.name, other.col) using tenant, people;
            end loop;
            update client_consents c set note = null where c.tenant_id = tenant and c.client_id = any (people);

            -- By a new message he is somebody new.
            update client_identities i set external_id = 'erased ' || gen_random_uuid(), username = null, display_name = null where i.tenant_id = tenant and i.client_id = any (people);
            get diagnostics n_identities = row_count;
            update clients c set phone = null, name = null, email = null, telegram_id = null, vk_id = null, whatsapp_id = null, avito_id = null, max_id = null, livesklad_client_id = null,
                unsubscribed = true, updated_at = happened, erased_at = happened, erased_by = by_operator
            where c.tenant_id = tenant and c.id = any (people);

            insert into client_erasures (id, tenant_id, client_id, operator_id, reason, counts, created_at)
            values (gen_random_uuid(), tenant, master, by_operator, left(coalesce(why, ''), 500), jsonb_build_object('appeals', n_appeals, 'messages', n_messages, 'files', n_files,
                'identities', n_identities, 'drafts', n_drafts, 'merges', n_merges, 'cancelled', n_cancelled, 'events', n_events), happened);
            insert into operator_actions (id, tenant_id, operator_id, action_type, details, created_at)
            values (gen_random_uuid(), tenant, by_operator, 'client_erased', jsonb_build_object('client', master), happened);
            insert into live_events (tenant_id, kind, subject_id, created_at) select tenant, 'client_changed', p, happened from unnest(people) p;
            insert into live_events (tenant_id, kind, appeal_id, created_at)
            select tenant, 'appeal_changed', v.appeal_id, happened from appeal_activity v where v.tenant_id = tenant and v.appeal_id = any (theirs) order by v.last_activity_at desc limit 200;
            insert into live_events (tenant_id, kind, appeal_id, message_id, created_at)
            select tenant, 'message_changed', m.appeal_id, m.id, happened from messages_history m where m.tenant_id = tenant and m.appeal_id = any (theirs) order by m.created_at desc limit 1000;
            return next;
        end $function$;
        revoke execute on function erase_client(uuid, uuid, text) from public;
        grant execute on function erase_client(uuid, uuid, text) to batterycrm_app;
        """;
}
