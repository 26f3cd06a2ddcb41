using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Nodes keep what the appeal card shows and offers to pick as well: whoever changes a row of these catalogues, they hear of it like of brands and models. What is shown
/// for which deal type counts as a setting.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261128000300_CardTold")]
public sealed class CardTold : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create function tell_settings() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            insert into live_events (tenant_id, kind) select distinct tenant_id, 'settings_changed' from changed;
            return null;
        end $$;
        revoke execute on function tell_settings() from public;

        -- The platform's rows are every tenant's.
        create function tell_settings_to_all() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            insert into live_events (tenant_id, kind) select id, 'settings_changed' from tenants;
            return null;
        end $$;
        revoke execute on function tell_settings_to_all() from public;

        do $$
        declare t text;
        begin
            foreach t in array array['device_types', 'issue_types', 'issues', 'lead_sources', 'sales_channels'] loop
                execute format('create trigger tell_catalogue_insert after insert on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_update after update on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_delete after delete on %I referencing old table as changed for each statement execute function tell_catalogue()', t);
            end loop;
            execute 'create trigger tell_settings_insert after insert on appeal_meta_visibility referencing new table as changed for each statement execute function tell_settings()';
            execute 'create trigger tell_settings_update after update on appeal_meta_visibility referencing new table as changed for each statement execute function tell_settings()';
            execute 'create trigger tell_settings_delete after delete on appeal_meta_visibility referencing old table as changed for each statement execute function tell_settings()';
            foreach t in array array['appeal_meta_config', 'deal_types'] loop
                execute format('create trigger tell_settings after insert or update or delete on %I for each statement execute function tell_settings_to_all()', t);
            end loop;
        end $$;
        """);
}
