using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>What sounds and pops up is chosen by an operator once for all of his devices, with hours in which nothing does.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129002100_NotificationSettings")]
public sealed class NotificationSettings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table operator_notification_settings (
            operator_id uuid not null,
            tenant_id uuid not null,
            mine_sound boolean not null,
            mine_browser boolean not null,
            unassigned_sound boolean not null,
            unassigned_browser boolean not null,
            bell_sound boolean not null,
            bell_browser boolean not null,
            quiet_from time,
            quiet_until time,
            updated_at timestamptz not null,
            constraint pk_operator_notification_settings primary key (operator_id),
            constraint ck_operator_notification_settings_quiet check ((quiet_from is null) = (quiet_until is null) and (quiet_from <> quiet_until) is not false),
            constraint fk_operator_notification_settings_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_operator_notification_settings_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_operator_notification_settings_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        alter table operator_notification_settings enable row level security;
        create policy tenant_rows on operator_notification_settings to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update on operator_notification_settings to batterycrm_app;
        """);
}
