using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Which message an answer quotes is kept with what is written of it.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129002200_DraftQuotes")]
public sealed class DraftQuotes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table operator_drafts add column reply_to_id uuid,
            add constraint fk_operator_drafts_messages_history_tenant_id_reply_to_id foreign key (tenant_id, reply_to_id) references messages_history (tenant_id, id);
        """);
}
