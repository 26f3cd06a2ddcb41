using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Files wait beside an answer that is being written, for as long as its words do.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129000300_DraftFiles")]
public sealed class DraftFiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table draft_files (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid not null,
            appeal_id uuid not null,
            file_id uuid not null,
            file_name text not null,
            kind text not null,
            width integer,
            height integer,
            created_at timestamptz not null default now(),
            constraint pk_draft_files primary key (id),
            constraint ck_draft_files_file_name check (length(file_name) between 1 and 200),
            constraint fk_draft_files_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_draft_files_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_draft_files_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id),
            constraint fk_draft_files_stored_files_tenant_id_file_id foreign key (tenant_id, file_id) references stored_files (tenant_id, id)
        );
        create index ix_draft_files_operator_id_appeal_id_created_at_id on draft_files (operator_id, appeal_id, created_at, id);
        alter table draft_files enable row level security;
        create policy tenant_rows on draft_files to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, delete on draft_files to batterycrm_app;

        -- A file that is taken out of an answer goes altogether; one that a message has is held by its reference.
        grant delete on stored_files to batterycrm_app;
        """);
}
