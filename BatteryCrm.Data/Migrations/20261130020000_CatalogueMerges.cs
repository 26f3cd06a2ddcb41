using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>What a merge of two rows of a catalogue moved, so that it can be taken back exactly.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130020000_CatalogueMerges")]
public sealed class CatalogueMerges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table catalogue_merges (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            subject text not null,
            kept_id text not null,
            merged_id text not null,
            change_id uuid not null,
            moved jsonb not null,
            operator_id uuid not null,
            made_at timestamptz not null default now(),
            undone_at timestamptz,
            constraint pk_catalogue_merges primary key (id),
            constraint ck_catalogue_merges_two check (kept_id <> merged_id),
            constraint fk_catalogue_merges_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_catalogue_merges_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_catalogue_merges_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_catalogue_merges_row on catalogue_merges (tenant_id, subject, kept_id, made_at desc);

        alter table catalogue_merges enable row level security;
        create policy tenant_rows on catalogue_merges to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update on catalogue_merges to batterycrm_app;
        """);
}
