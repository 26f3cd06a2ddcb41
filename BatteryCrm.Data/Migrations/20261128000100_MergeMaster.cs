using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// <c>merge_master(client)</c>: the client that a merged one leads to, over any chain of merges; the client itself where it is not merged. It runs with the
/// caller's rights. Intake calls it only for a client that has a merge, since to set a recursion up costs more than all else that it asks about a person.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261128000100_MergeMaster")]
public sealed class MergeMaster : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create function merge_master(client uuid) returns uuid language sql stable set search_path = public, pg_temp as $$
            with recursive chain as (
                select client as id, 0 as step
                union all
                select m.master_client_id, c.step + 1 from chain c join client_merges m on m.merged_client_id = c.id where c.step < 1000
            )
            select id from chain order by step desc limit 1
        $$;
        revoke execute on function merge_master(uuid) from public;
        grant execute on function merge_master(uuid) to batterycrm_worker;
        """);
}
