using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Nodes keep the names of a tenant's catalogue compiled: whoever changes a brand, a model or a repair type, they hear of it. One event a tenant and statement, since a
/// catalogue is imported by thousands of rows.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261123000400_CatalogueTold")]
public sealed class CatalogueTold : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create function tell_catalogue() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            insert into live_events (tenant_id, kind) select distinct tenant_id, 'catalogue_changed' from changed;
            return null;
        end $$;
        revoke execute on function tell_catalogue() from public;

        do $$
        declare t text;
        begin
            foreach t in array array['brands', 'models', 'repair_types'] loop
                execute format('create trigger tell_catalogue_insert after insert on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_update after update on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_delete after delete on %I referencing old table as changed for each statement execute function tell_catalogue()', t);
            end loop;
        end $$;
        """);
}
