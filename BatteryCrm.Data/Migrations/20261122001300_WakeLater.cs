using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// A transaction that notifies holds PostgreSQL's one lock for that until its commit is on the disk, so that no other that notifies commits meanwhile. A session
/// with <c>app.wakes = later</c> notifies by itself once it has committed; should it end in between, listeners look by themselves within a second.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261122001300_WakeLater")]
public sealed class WakeLater : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create or replace function wake_live() returns trigger language plpgsql set search_path = public, pg_temp as $$
        begin
            if current_setting('app.wakes', true) is distinct from 'later' then
                perform pg_notify('live', '');
            end if;
            return null;
        end $$;
        """);
}
