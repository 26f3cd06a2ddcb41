using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>One deed on many appeals, kept until it is done, with what is to be put back.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129000200_BulkJobs")]
public sealed class BulkJobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table bulk_jobs (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid not null,
            kind text not null,
            target text,
            state text not null default 'running',
            total integer not null,
            done integer not null default 0,
            skipped integer not null default 0,
            created_at timestamptz not null default now(),
            finished_at timestamptz,
            constraint pk_bulk_jobs primary key (id),
            constraint ak_bulk_jobs_tenant_id_id unique (tenant_id, id),
            constraint ck_bulk_jobs_kind check (kind in ('assign','stage','settle')),
            constraint ck_bulk_jobs_state check (state in ('running','done','undoing','undone')),
            constraint fk_bulk_jobs_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_bulk_jobs_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_bulk_jobs_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_bulk_jobs_to_do on bulk_jobs (created_at) where state in ('running','undoing');
        create index ix_bulk_jobs_own on bulk_jobs (tenant_id, operator_id, created_at desc);

        create table bulk_job_items (
            job_id uuid not null,
            appeal_id uuid not null,
            tenant_id uuid not null,
            state text not null default 'waiting',
            before text,
            constraint pk_bulk_job_items primary key (job_id, appeal_id),
            constraint ck_bulk_job_items_state check (state in ('waiting','done','skipped','undone','kept')),
            constraint fk_bulk_job_items_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_bulk_job_items_bulk_jobs_tenant_id_job_id foreign key (tenant_id, job_id) references bulk_jobs (tenant_id, id),
            constraint fk_bulk_job_items_appeals_tenant_id_appeal_id foreign key (tenant_id, appeal_id) references appeals (tenant_id, id)
        );
        create index ix_bulk_job_items_next on bulk_job_items (job_id, state, appeal_id);

        do $$
        declare t text;
        begin
            foreach t in array array['bulk_jobs', 'bulk_job_items'] loop
                execute format('alter table %I enable row level security', t);
                execute format('create policy tenant_rows on %I to batterycrm_app
                    using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
                    with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', t);
                execute format('grant select, insert, update on %I to batterycrm_app', t);
            end loop;
        end $$;

        -- Which tenant has something to do; the doing is the app's, within that tenant.
        create policy worker_rows on bulk_jobs to batterycrm_worker using (true);
        grant select (id, tenant_id, state, created_at) on bulk_jobs to batterycrm_worker;
        """);
}
