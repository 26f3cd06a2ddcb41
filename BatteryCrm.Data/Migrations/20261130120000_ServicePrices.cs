using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Prices by the day from which they are valid: earlier ones are kept by the database itself, whichever way a price is changed; coming ones wait for their day, which begins in the tenant's zone.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130120000_ServicePrices")]
public sealed class ServicePrices : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table services add constraint ak_services_tenant_id_id unique (tenant_id, id);

        create table service_prices (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            service_id uuid not null,
            price_rub numeric not null,
            labour_rub numeric,
            duration_minutes integer,
            valid_from date not null,
            created_at timestamptz not null default now(),
            created_by_operator_id uuid,
            applied_at timestamptz,
            constraint pk_service_prices primary key (id),
            constraint ck_service_prices_not_negative check (price_rub >= 0 and labour_rub >= 0 and duration_minutes >= 0),
            constraint ck_service_prices_whole check (applied_at is null or duration_minutes is not null),
            constraint fk_service_prices_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_service_prices_services_tenant_id_service_id foreign key (tenant_id, service_id) references services (tenant_id, id) on delete cascade,
            constraint fk_service_prices_asp_net_users_created_by_operator_id foreign key (created_by_operator_id) references operators (id),
            constraint fk_service_prices_tenant_operator foreign key (tenant_id, created_by_operator_id) references operators (tenant_id, id)
        );
        create index ix_service_prices_row on service_prices (tenant_id, service_id, valid_from desc);
        create unique index ix_service_prices_planned on service_prices (tenant_id, service_id, valid_from) where applied_at is null;
        create index ix_service_prices_due on service_prices (tenant_id, valid_from) where applied_at is null;

        alter table service_prices enable row level security;
        create policy tenant_rows on service_prices to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        -- What has been a price stays known: only a plan is taken back.
        create policy applied_stay on service_prices as restrictive for delete to batterycrm_app using (applied_at is null);
        create policy worker_rows on service_prices to batterycrm_worker using (true) with check (true);
        create policy worker_rows on services to batterycrm_worker using (true) with check (true);
        grant select, insert, delete on service_prices to batterycrm_app;
        grant select, update (applied_at, labour_rub, duration_minutes) on service_prices to batterycrm_worker;
        grant select, update (price_rub, labour_rub, duration_minutes, updated_at) on services to batterycrm_worker;

        -- The day on the tenant's calendar; Samara's where no readable zone is set, as TenantTime has it.
        create function tenant_day(tenant uuid, at timestamptz) returns date language plpgsql stable set search_path = public, pg_temp as $$
        declare
            zone text := (select value #>> '{}' from tenant_configs where tenant_id = tenant and key = 'timezone' and jsonb_typeof(value) = 'string');
        begin
            return (at at time zone coalesce(zone, 'Europe/Samara'))::date;
        exception when invalid_parameter_value then
            return (at at time zone 'Europe/Samara')::date;
        end $$;
        revoke execute on function tenant_day(uuid, timestamptz) from public;
        grant execute on function tenant_day(uuid, timestamptz) to batterycrm_app, batterycrm_worker;

        insert into service_prices (tenant_id, service_id, price_rub, labour_rub, duration_minutes, valid_from, created_at, applied_at)
        select tenant_id, id, price_rub, labour_rub, duration_minutes, tenant_day(tenant_id, updated_at), updated_at, updated_at
        from services where price_rub >= 0 and coalesce(labour_rub, 0) >= 0 and duration_minutes >= 0;

        -- Runs at the end of the statement: a planned price that became this one says so already.
        create function keep_price() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if exists (
                select from (
                    select p.price_rub, p.labour_rub, p.duration_minutes from service_prices p
                    where p.tenant_id = new.tenant_id and p.service_id = new.id and p.applied_at is not null order by p.applied_at desc, p.valid_from desc limit 1) l
                where (l.price_rub, l.labour_rub, l.duration_minutes) is not distinct from (new.price_rub, new.labour_rub, new.duration_minutes)) then return null; end if;
            insert into service_prices (tenant_id, service_id, price_rub, labour_rub, duration_minutes, valid_from, created_by_operator_id, applied_at)
            values (new.tenant_id, new.id, new.price_rub, new.labour_rub, new.duration_minutes, tenant_day(new.tenant_id, now()),
                (select id from operators where id = nullif(current_setting('app.operator_id', true), '')::uuid and tenant_id = new.tenant_id), clock_timestamp());
            return null;
        end $$;
        revoke execute on function keep_price() from public;
        create trigger keep_price_insert after insert on services for each row execute function keep_price();
        create trigger keep_price_update after update of price_rub, labour_rub, duration_minutes on services for each row
            when ((old.price_rub, old.labour_rub, old.duration_minutes) is distinct from (new.price_rub, new.labour_rub, new.duration_minutes)) execute function keep_price();

        -- What is planned and withdrawn is in the log; what became a price is there as the change of its service.
        create trigger keep_version_insert after insert on service_prices for each row when (new.applied_at is null)
            execute function keep_version('service_id', 'price_rub', 'labour_rub', 'duration_minutes', 'valid_from');
        create trigger keep_version_delete after delete on service_prices for each row when (old.applied_at is null)
            execute function keep_version('service_id', 'price_rub', 'labour_rub', 'duration_minutes', 'valid_from');
        create trigger tell_catalogue_insert after insert on service_prices referencing new table as changed for each statement execute function tell_catalogue();
        create trigger tell_catalogue_delete after delete on service_prices referencing old table as changed for each statement execute function tell_catalogue();
        """);
}
