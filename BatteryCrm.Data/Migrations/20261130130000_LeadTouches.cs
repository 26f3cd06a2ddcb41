using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Where clients came from, message by message; what admins decided of marks that matched nothing; when a person corrected an appeal's source.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130130000_LeadTouches")]
public sealed class LeadTouches : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            alter table appeals add column lead_source_corrected_at timestamptz;

            create table lead_touches (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                appeal_id uuid not null,
                message_id uuid not null,
                channel_id uuid not null,
                utm_source text,
                utm_medium text,
                utm_campaign text,
                utm_term text,
                utm_content text,
                code text,
                ad_id text,
                item_id text,
                referrer text,
                landing text,
                marks_key text not null,
                lead_source_id uuid,
                is_first boolean not null default false,
                created_at timestamptz not null default now(),
                constraint pk_lead_touches primary key (id),
                constraint fk_lead_touches_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
                constraint fk_lead_touches_messages_tenant_id_message_id foreign key (tenant_id, message_id) references messages_history (tenant_id, id),
                constraint fk_lead_touches_channels_tenant_id_channel_id foreign key (tenant_id, channel_id) references channels (tenant_id, id),
                constraint fk_lead_touches_lead_sources_tenant_id_lead_source_id foreign key (tenant_id, lead_source_id) references lead_sources (tenant_id, id)
            );
            create unique index ux_lead_touches_message on lead_touches (tenant_id, message_id);
            create index ix_lead_touches_appeal on lead_touches (tenant_id, appeal_id, created_at);
            create index ix_lead_touches_source on lead_touches (tenant_id, lead_source_id, created_at) where lead_source_id is not null;
            create index ix_lead_touches_unmatched on lead_touches (tenant_id, marks_key, created_at) where lead_source_id is null;

            create table mark_decisions (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                marks_key text not null,
                kind text not null,
                applied jsonb,
                operator_id uuid not null,
                made_at timestamptz not null default now(),
                undone_at timestamptz,
                constraint pk_mark_decisions primary key (id),
                constraint ck_mark_decisions_kind check (kind in ('source','hidden')),
                constraint fk_mark_decisions_tenants_tenant_id foreign key (tenant_id) references tenants (id),
                constraint fk_mark_decisions_asp_net_users_operator_id foreign key (operator_id) references operators (id),
                constraint fk_mark_decisions_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
            );
            create unique index ux_mark_decisions_hidden on mark_decisions (tenant_id, marks_key) where kind = 'hidden' and undone_at is null;
            create index ix_mark_decisions_recent on mark_decisions (tenant_id, made_at desc);

            alter table lead_touches enable row level security;
            alter table mark_decisions enable row level security;
            create policy tenant_rows on lead_touches to batterycrm_app
                using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
                with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
            create policy tenant_rows on mark_decisions to batterycrm_app
                using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
                with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
            create policy worker_rows on lead_touches to batterycrm_worker using (true) with check (true);
            grant select, insert, update on lead_touches, mark_decisions to batterycrm_app;
            grant insert on lead_touches to batterycrm_worker;
            """);
        migrationBuilder.Sql(
            """
            -- Who is erased leaves no touches: a page's address or a mark may name a person.
            do $$
            declare
                body text := pg_get_functiondef('erase_client(uuid, uuid, text)'::regprocedure);
                place constant text := 'delete from message_changes w where';
            begin
                if position(place in body) = 0 then raise exception 'erase_client has another shape'; end if;
                execute replace(body, place, 'delete from lead_touches l where l.tenant_id = tenant and l.appeal_id = any (theirs);' || E'\n            ' || place);
            end $$;
            """);
    }
}
