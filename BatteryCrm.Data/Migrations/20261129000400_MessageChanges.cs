using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>A message that has left can be changed or withdrawn where its platform allows.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129000400_MessageChanges")]
public sealed class MessageChanges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table message_changes (
            message_id uuid not null,
            tenant_id uuid not null,
            appeal_id uuid not null,
            channel_id uuid not null,
            operator_id uuid not null,
            kind text not null,
            text text,
            state text not null default 'queued',
            attempts integer not null default 0,
            not_before timestamptz not null default now(),
            error text,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            constraint pk_message_changes primary key (message_id),
            constraint ck_message_changes_kind check (kind in ('edit','withdraw') and (kind = 'edit') = (text is not null)),
            constraint ck_message_changes_state check (state in ('queued','sending','failed')),
            constraint fk_message_changes_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_message_changes_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_message_changes_messages_history_tenant_id_message_id foreign key (tenant_id, message_id) references messages_history (tenant_id, id),
            constraint fk_message_changes_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
            constraint fk_message_changes_channels_tenant_id_channel_id foreign key (tenant_id, channel_id) references channels (tenant_id, id)
        );
        create index ix_message_changes_due on message_changes (not_before) where state in ('queued','sending');
        alter table message_changes enable row level security;
        create policy tenant_rows on message_changes to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy worker_rows on message_changes to batterycrm_worker using (true) with check (true);
        grant select, insert, update on message_changes to batterycrm_app;
        grant select, update, delete on message_changes to batterycrm_worker;
        """);
}
