using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// A client can be blocked: what he writes is kept, and waits for nobody. His appeals carry the mark themselves, so that whoever writes their wait sees it in the row that
/// he writes anyway; the check holds whoever forgets it.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129001000_Blocking")]
public sealed class Blocking : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table clients add column blocked_at timestamptz, add column blocked_by uuid,
            add constraint fk_clients_asp_net_users_blocked_by foreign key (blocked_by) references operators (id),
            add constraint fk_clients_tenant_blocked_by foreign key (tenant_id, blocked_by) references operators (tenant_id, id);

        alter table appeal_activity add column is_muted boolean not null default false, add column muted_since timestamptz,
            add constraint ck_appeal_activity_muted check (case when is_muted then waiting_since is null and snoozed_until is null else muted_since is null end);
        """);
}
