using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// New words of the message search wait in a list that whoever fills it sorts in, in the middle of a batch of webhooks. Of 4 MB, as PostgreSQL has it, that held them up
/// for a tenth of a second every few seconds; of 256 kB it is a few milliseconds.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261122001200_SearchPending")]
public sealed class SearchPending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter index ix_messages_history_search set (gin_pending_list_limit = 256)");
}
