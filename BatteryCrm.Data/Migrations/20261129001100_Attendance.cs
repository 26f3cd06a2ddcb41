using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Who has the console open, by a sign a minute; so that what a person holds who has left can be set free.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129001100_Attendance")]
public sealed class Attendance : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table operator_attendance (
            operator_id uuid not null,
            tenant_id uuid not null,
            seen_at timestamptz not null,
            left_at timestamptz,
            constraint pk_operator_attendance primary key (operator_id),
            constraint fk_operator_attendance_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_operator_attendance_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_operator_attendance_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        ) with (fillfactor = 70);
        create index ix_operator_attendance_seen on operator_attendance (seen_at);
        alter table operator_attendance enable row level security;
        create policy tenant_rows on operator_attendance to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy worker_rows on operator_attendance to batterycrm_worker using (true) with check (true);
        grant select on operator_attendance to batterycrm_app;
        grant select, insert, update on operator_attendance to batterycrm_worker;

        -- Who holds something now has as long as anybody to show that he is here.
        insert into operator_attendance (operator_id, tenant_id, seen_at)
            select distinct holder_id, tenant_id, now() from appeal_activity where holder_id is not null;

        -- What is set free is no longer in progress.
        create policy worker_rows on operator_appeal_status to batterycrm_worker using (true) with check (true);
        grant select, insert, update on operator_appeal_status to batterycrm_worker;
        """);
}
