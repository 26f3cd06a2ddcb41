using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Browser sessions one by one, so that each can be seen and ended. Ending one is told to the consoles of its operator, which then ask whether they may go on.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130040100_OperatorSessions")]
public sealed class OperatorSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table operator_sessions (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid,
            operator_id uuid not null,
            user_agent text,
            ip text,
            created_at timestamptz not null default now(),
            seen_at timestamptz not null default now(),
            ended_at timestamptz,
            constraint pk_operator_sessions primary key (id),
            constraint ck_operator_sessions_words check (length(user_agent) <= 400 and length(ip) <= 45),
            constraint fk_operator_sessions_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_operator_sessions_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_operator_sessions_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        ) with (fillfactor = 80);
        create index ix_operator_sessions_own on operator_sessions (operator_id, seen_at desc);

        alter table operator_sessions enable row level security;
        create policy tenant_rows on operator_sessions to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy platform_rows on operator_sessions to batterycrm_platform using (tenant_id is null) with check (tenant_id is null);
        grant select, insert, update, delete on operator_sessions to batterycrm_app, batterycrm_platform;

        create function tell_session_ended() returns trigger language plpgsql set search_path = public, pg_temp as $$
        begin
            insert into live_events (tenant_id, kind, subject_id) values (new.tenant_id, 'operator_changed', new.operator_id);
            return null;
        end $$;
        revoke execute on function tell_session_ended() from public;
        create trigger tell_session_ended after update of ended_at on operator_sessions for each row
            when (old.ended_at is null and new.ended_at is not null and new.tenant_id is not null) execute function tell_session_ended();
        """);
}
