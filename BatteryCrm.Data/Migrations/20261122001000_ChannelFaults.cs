using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>A channel whose credentials change, or that is switched on again, gets a new chance: whoever changes it, its waiting answers go out.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261122001000_ChannelFaults")]
public sealed class ChannelFaults : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create function clear_channel_fault() returns trigger language plpgsql set search_path = public, pg_temp as $$
        begin
            new.fault := null;
            new.fault_at := null;
            return new;
        end $$;
        create trigger clear_channel_fault before update on channels for each row
            when (new.credentials is distinct from old.credentials or (new.is_active and not old.is_active))
            execute function clear_channel_fault();
        """);
}
