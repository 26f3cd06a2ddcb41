using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>What reports count, kept by triggers in the transaction of what is counted: how far an appeal came, its moves between stages, how long clients waited. And what advertising cost.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130140000_ReportFacts")]
public sealed class ReportFacts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Stages);
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Walls);
        migrationBuilder.Sql(Clocks);
        migrationBuilder.Sql(Moves);
        migrationBuilder.Sql(Waits);
        migrationBuilder.Sql(Recount);
        migrationBuilder.Sql("select recount_report_facts(id) from tenants");
    }

    private const string Stages =
        """
        -- Its place on the way, from 0; 9 stands beside it.
        create function stage_place(stage text) returns smallint language sql immutable parallel safe as $$
            select (array_position(array['Первичный контакт','Сбор информации','Информация собрана','Цена отправлена','Клиент подтвердил','QR-код отправлен','Клиент пришёл','В работе','Завершено','Отменено'], stage) - 1)::smallint
        $$;
        revoke execute on function stage_place(text) from public;
        grant execute on function stage_place(text) to batterycrm_app, batterycrm_worker;
        alter table appeals add column reached smallint not null default 0, add column stage_since timestamptz;

        -- Of the same row, so that nothing else is locked. What is cancelled stays as far as it had come.
        create function note_stage() returns trigger language plpgsql as $function$
        begin
            if tg_op = 'UPDATE' then new.stage_since := new.updated_at; end if;
            if new.stage <> 'Отменено' then new.reached := coalesce(stage_place(new.stage), new.reached); end if;
            return new;
        end $function$;
        create trigger note_stage_of_new before insert on appeals for each row when (new.stage <> 'Первичный контакт') execute function note_stage();
        create trigger note_stage before update of stage on appeals for each row when (old.stage is distinct from new.stage) execute function note_stage();
        """;

    private const string Tables =
        """
        create table stage_moves (
            id uuid not null,
            tenant_id uuid not null,
            appeal_id uuid not null,
            from_place smallint not null,
            to_place smallint not null,
            since timestamptz not null,
            at timestamptz not null,
            operator_id uuid,
            constraint pk_stage_moves primary key (id),
            constraint fk_stage_moves_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
            constraint fk_stage_moves_operators_operator_id foreign key (operator_id) references operators (id),
            constraint fk_stage_moves_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_stage_moves_at on stage_moves (tenant_id, at);
        create index ix_stage_moves_appeal on stage_moves (appeal_id, at);

        create table client_waits (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            appeal_id uuid not null,
            asked_at timestamptz not null,
            ended_at timestamptz not null,
            answer_id uuid,
            operator_id uuid,
            is_first boolean not null default false,
            constraint pk_client_waits primary key (id),
            constraint ck_client_waits_first check (answer_id is not null or not is_first),
            constraint fk_client_waits_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
            constraint fk_client_waits_messages_history_tenant_id_answer_id foreign key (tenant_id, answer_id) references messages_history (tenant_id, id) on delete cascade,
            constraint fk_client_waits_operators_operator_id foreign key (operator_id) references operators (id),
            constraint fk_client_waits_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create unique index ux_client_waits_answer on client_waits (answer_id) where answer_id is not null;
        create index ix_client_waits_first on client_waits (appeal_id) where is_first;
        create index ix_client_waits_appeal on client_waits (appeal_id, ended_at);
        create index ix_client_waits_ended on client_waits (tenant_id, ended_at);

        create table lead_costs (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            lead_source_id uuid not null,
            day date not null,
            amount_rub numeric not null,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            constraint pk_lead_costs primary key (id),
            constraint ck_lead_costs_amount check (amount_rub >= 0),
            constraint fk_lead_costs_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_lead_costs_lead_sources_tenant_id_lead_source_id foreign key (tenant_id, lead_source_id) references lead_sources (tenant_id, id)
        );
        create unique index ux_lead_costs_day on lead_costs (tenant_id, lead_source_id, day);
        create index ix_lead_costs_day on lead_costs (tenant_id, day);

        create table report_views (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid,
            name text not null,
            address text not null,
            is_active boolean not null default true,
            created_at timestamptz not null default now(),
            created_by uuid not null,
            constraint pk_report_views primary key (id),
            constraint ck_report_views_name check (length(name) between 1 and 60),
            constraint ck_report_views_address check (length(address) between 1 and 2000),
            constraint fk_report_views_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_report_views_operators_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_report_views_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id) on delete cascade,
            constraint fk_report_views_operators_created_by foreign key (created_by) references operators (id),
            constraint fk_report_views_tenant_created_by foreign key (tenant_id, created_by) references operators (tenant_id, id)
        );
        create unique index ux_report_views_name on report_views (tenant_id, operator_id, name) nulls not distinct where is_active;

        -- Who took what, who is put off, and how much was written in which channel, without reading through what is not asked for.
        create index ix_operator_actions_taken on operator_actions (tenant_id, created_at) where action_type = 'take_appeal';
        create index ix_appeal_activity_put_off on appeal_activity (tenant_id, snoozed_since) where snoozed_since is not null;
        drop index ix_messages_history_tenant_recent;
        create index ix_messages_history_tenant_recent on messages_history (tenant_id, created_at desc) include (message_type, channel_id, deleted_at);
        """;

    private const string Walls =
        """
        do $$
        declare t text;
        begin
            foreach t in array array['stage_moves', 'client_waits', 'lead_costs', 'report_views'] loop
                execute format('alter table %I enable row level security', t);
                execute format('create policy tenant_rows on %I to batterycrm_app
                    using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
                    with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', t);
            end loop;
        end $$;
        create policy worker_rows on stage_moves to batterycrm_worker using (true) with check (true);
        create policy worker_rows on client_waits to batterycrm_worker using (true) with check (true);
        grant select, insert on stage_moves to batterycrm_app, batterycrm_worker;
        grant select, insert, update, delete on client_waits to batterycrm_app, batterycrm_worker;
        grant select, insert, update, delete on lead_costs to batterycrm_app;
        grant select, insert, update on report_views to batterycrm_app;
        """;

    private const string Clocks =
        """
        -- Seconds of work until an instant: bounds are openings and closings in turn, worked what had been worked at each. Plain expressions, so that the planner puts them in place.
        create function worked_until(at timestamptz, bounds timestamptz[], worked double precision[]) returns double precision language sql immutable parallel safe as $$
            select case width_bucket(at, bounds) when 0 then 0 else worked[width_bucket(at, bounds)]
                + case width_bucket(at, bounds) % 2 when 1 then date_part('epoch', at - bounds[width_bucket(at, bounds)]) else 0 end end
        $$;
        revoke execute on function worked_until(timestamptz, timestamptz[], double precision[]) from public;
        grant execute on function worked_until(timestamptz, timestamptz[], double precision[]) to batterycrm_app;
        """;

    private const string Moves =
        """
        -- The log is the truth: every move is written there, whoever moves.
        create function note_stage_move() returns trigger language plpgsql as $function$
        begin
            insert into stage_moves (id, tenant_id, appeal_id, from_place, to_place, since, at, operator_id)
            select new.id, new.tenant_id, new.context_appeal_id, stage_place(new.details ->> 'from'), stage_place(new.details ->> 'to'),
                coalesce((select m.at from stage_moves m where m.appeal_id = new.context_appeal_id and m.at <= new.created_at order by m.at desc limit 1), a.created_at), new.created_at, new.operator_id
            from appeals a
            where a.id = new.context_appeal_id and stage_place(new.details ->> 'from') is not null and stage_place(new.details ->> 'to') is not null;
            return null;
        end $function$;
        create trigger note_stage_move after insert on operator_actions for each row when (new.action_type = 'stage_changed' and new.context_appeal_id is not null) execute function note_stage_move();
        """;

    private const string Waits =
        """
        -- A wait ends with an answer of a person (or of the AI in his place), or when somebody says that none is needed. What rules and reminders send changes no activity, and so ends none.
        create function note_wait() returns trigger language plpgsql as $function$
        begin
            if new.last_message_id is distinct from old.last_message_id and new.last_message_type in ('operator', 'agent') then
                insert into client_waits (tenant_id, appeal_id, asked_at, ended_at, answer_id, operator_id, is_first)
                select m.tenant_id, m.appeal_id, coalesce(old.waiting_since, old.snoozed_since, old.muted_since), m.created_at, m.id, m.operator_id,
                    not exists (select from client_waits w where w.appeal_id = m.appeal_id and w.is_first)
                from messages_history m where m.id = new.last_message_id
                on conflict do nothing;
            else
                insert into client_waits (tenant_id, appeal_id, asked_at, ended_at)
                values (new.tenant_id, new.appeal_id, coalesce(old.waiting_since, old.snoozed_since, old.muted_since), greatest(now(), coalesce(old.waiting_since, old.snoozed_since, old.muted_since)));
            end if;
            return null;
        end $function$;
        create trigger note_wait after update on appeal_activity for each row
            when (coalesce(old.waiting_since, old.snoozed_since, old.muted_since) is not null and new.waiting_since is null and new.snoozed_since is null and new.muted_since is null) execute function note_wait();

        -- An answer that was taken back ended no wait: the next one did.
        create function note_withdrawn() returns trigger language plpgsql as $function$
        declare
            gone client_waits;
            later messages_history;
            other client_waits;
        begin
            delete from client_waits w where w.answer_id = new.id returning * into gone;
            if not found then return null; end if;
            select * into later from messages_history m where m.tenant_id = new.tenant_id and m.appeal_id = new.appeal_id and m.message_type in ('operator', 'agent') and m.deleted_at is null
                and (m.created_at, m.id) > (new.created_at, new.id) order by m.created_at, m.id limit 1;
            if not found then return null; end if;
            select * into other from client_waits w where w.answer_id = later.id;
            if found then
                update client_waits w set asked_at = least(w.asked_at, gone.asked_at), is_first = gone.is_first where w.id = other.id;
            else
                insert into client_waits (tenant_id, appeal_id, asked_at, ended_at, answer_id, operator_id, is_first)
                values (gone.tenant_id, gone.appeal_id, gone.asked_at, later.created_at, later.id, later.operator_id, gone.is_first);
            end if;
            return null;
        end $function$;
        create trigger note_withdrawn after update of deleted_at on messages_history for each row
            when (old.deleted_at is null and new.deleted_at is not null and new.message_type in ('operator', 'agent')) execute function note_withdrawn();
        """;

    private const string Recount =
        """
        -- All of a tenant anew, from the log and the messages: for rows that came past the triggers (a load), and for whoever doubts them. One thing the log does not say: that an answer which was
        -- taken back after "no answer is needed" lets the client wait again since before it.
        create function recount_report_facts(tenant uuid) returns void language plpgsql as $function$
        begin
            delete from stage_moves m where m.tenant_id = tenant;
            delete from client_waits w where w.tenant_id = tenant;

            insert into stage_moves (id, tenant_id, appeal_id, from_place, to_place, since, at, operator_id)
            select o.id, o.tenant_id, a.id, stage_place(o.details ->> 'from'), stage_place(o.details ->> 'to'),
                coalesce(lag(o.created_at) over (partition by a.id order by o.created_at, o.id), a.created_at), o.created_at, o.operator_id
            from operator_actions o join appeals a on a.id = o.context_appeal_id
            where o.tenant_id = tenant and o.action_type = 'stage_changed' and stage_place(o.details ->> 'from') is not null and stage_place(o.details ->> 'to') is not null;
            update appeals a set stage_since = last.at, reached = case when a.stage = 'Отменено' then last.from_place else a.reached end
            from (select distinct on (m.appeal_id) m.appeal_id, m.at, m.from_place, m.to_place from stage_moves m where m.tenant_id = tenant order by m.appeal_id, m.at desc, m.id desc) last
            where a.id = last.appeal_id and last.to_place = stage_place(a.stage);
            update appeals a set reached = stage_place(a.stage) where a.tenant_id = tenant and a.stage <> 'Отменено' and a.reached <> stage_place(a.stage);

            insert into client_waits (tenant_id, appeal_id, asked_at, ended_at, answer_id, operator_id, is_first)
            with marks as (
                -- "No answer is needed", unless it was taken back.
                select o.context_appeal_id as appeal_id, o.id, o.created_at, o.details ->> 'replyNeeded' = 'true' as is_needed,
                    coalesce(lead(o.details ->> 'replyNeeded') over (partition by o.context_appeal_id order by o.created_at, o.id), 'false') = 'true' as is_taken_back
                from operator_actions o where o.tenant_id = tenant and o.action_type = 'appeal_updated' and o.details ? 'replyNeeded'
            ), said as (
                select m.appeal_id, m.id, m.created_at as at, m.message_type = 'client' as is_clients, m.id as answer_id, m.operator_id, least(m.sent_at, m.created_at) as since
                from messages_history m where m.tenant_id = tenant and m.deleted_at is null and m.message_type in ('client', 'operator', 'agent')
                union all select k.appeal_id, k.id, k.created_at, false, null, null, null from marks k where not k.is_needed and not k.is_taken_back
            ), turns as (
                select *, count(*) filter (where not is_clients) over (partition by appeal_id order by at, id rows between unbounded preceding and 1 preceding) as turn from said
            ), waits as (
                select appeal_id, turn, min(since) filter (where is_clients) as asked_at, max(at) filter (where not is_clients) as ended_at,
                    (array_agg(answer_id) filter (where not is_clients))[1] as answer_id, (array_agg(operator_id) filter (where not is_clients))[1] as operator_id
                from turns group by appeal_id, turn
            )
            select tenant, appeal_id, asked_at, ended_at, answer_id, operator_id, answer_id is not null and row_number() over (partition by appeal_id order by answer_id is null, ended_at, answer_id) = 1
            from waits where asked_at is not null and ended_at is not null;
        end $function$;
        revoke execute on function recount_report_facts(uuid) from public;
        """;
}
