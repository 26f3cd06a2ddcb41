using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>How many pages of a tenant each node serves: what the tenant may have open at once counts over all of them.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130010200_NodePages")]
public sealed class NodePages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table node_pages (
            tenant_id uuid not null,
            node_id uuid not null,
            pages integer not null,
            seen_at timestamptz not null default now(),
            constraint pk_node_pages primary key (tenant_id, node_id),
            constraint fk_node_pages_tenants_tenant_id foreign key (tenant_id) references tenants (id)
        ) with (fillfactor = 70);
        alter table node_pages enable row level security;
        create policy tenant_rows on node_pages to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy worker_rows on node_pages to batterycrm_worker using (true) with check (true);
        grant select on node_pages to batterycrm_app;
        grant select, insert, update, delete on node_pages to batterycrm_worker;
        """);
}
