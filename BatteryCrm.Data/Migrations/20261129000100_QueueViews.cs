using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>A queue can be narrowed, its narrowings kept under names, an appeal put off until a time; and what an operator has to hear of is kept for him.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129000100_QueueViews")]
public sealed class QueueViews : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table saved_views (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid,
            name text not null,
            query text not null,
            is_active boolean not null default true,
            created_at timestamptz not null default now(),
            created_by uuid not null,
            constraint pk_saved_views primary key (id),
            constraint ck_saved_views_name check (length(name) between 1 and 60),
            constraint ck_saved_views_query check (length(query) between 1 and 2000),
            constraint fk_saved_views_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_saved_views_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_saved_views_asp_net_users_created_by foreign key (created_by) references operators (id),
            constraint fk_saved_views_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_saved_views_tenant_created_by foreign key (tenant_id, created_by) references operators (tenant_id, id)
        );
        create unique index ux_saved_views_name on saved_views (tenant_id, operator_id, name) nulls not distinct where is_active;
        alter table saved_views enable row level security;
        create policy tenant_rows on saved_views to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update on saved_views to batterycrm_app;

        alter table appeal_activity add column snoozed_until timestamptz, add column snoozed_since timestamptz, add column snoozed_by uuid, add column alerted_since timestamptz,
            add constraint fk_appeal_activity_asp_net_users_snoozed_by foreign key (snoozed_by) references operators (id),
            add constraint fk_appeal_activity_tenant_snoozed_by foreign key (tenant_id, snoozed_by) references operators (tenant_id, id);
        -- Who waited before anybody was told of it is no news.
        update appeal_activity set alerted_since = waiting_since where waiting_since is not null;
        create index ix_appeal_activity_snoozed on appeal_activity (snoozed_until) where snoozed_until is not null;

        create index ix_appeal_activity_channel on appeal_activity (tenant_id, last_channel_id, last_message_at desc, appeal_id desc);

        -- A rare stage or kind of deal is found by itself; a common one while the newest are walked.
        create index ix_appeals_tenant_stage on appeals (tenant_id, stage);
        create index ix_appeals_tenant_deal_type on appeals (tenant_id, deal_type_id);

        create table notifications (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid not null,
            kind text not null,
            appeal_id uuid not null,
            message_id uuid,
            actor_id uuid,
            created_at timestamptz not null default now(),
            read_at timestamptz,
            constraint pk_notifications primary key (id),
            constraint ck_notifications_kind check (kind in ('mention','assigned','taken_over','reminder','unanswered')),
            constraint fk_notifications_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_notifications_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_notifications_asp_net_users_actor_id foreign key (actor_id) references operators (id),
            constraint fk_notifications_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_notifications_tenant_actor foreign key (tenant_id, actor_id) references operators (tenant_id, id),
            constraint fk_notifications_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
            constraint fk_notifications_messages_history_tenant_id_message_id foreign key (tenant_id, message_id) references messages_history (tenant_id, id)
        );
        create index ix_notifications_recent on notifications (tenant_id, operator_id, created_at desc, id desc);
        alter table notifications enable row level security;
        create policy tenant_rows on notifications to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy worker_rows on notifications to batterycrm_worker using (true) with check (true);
        grant select, insert, update on notifications to batterycrm_app;
        grant insert on notifications to batterycrm_worker;

        create function tell_notified() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            insert into live_events (tenant_id, kind, subject_id) select distinct tenant_id, 'notified', operator_id from changed;
            return null;
        end $$;
        revoke execute on function tell_notified() from public;
        create trigger tell_notified_insert after insert on notifications referencing new table as changed for each statement execute function tell_notified();
        create trigger tell_notified_update after update on notifications referencing new table as changed for each statement execute function tell_notified();
        """);
}
