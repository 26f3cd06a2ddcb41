using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Merges are listed by when they were made, and a series of them is undone from the newest back.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129005500_MergesMade")]
public sealed class MergesMade : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "create index ix_merge_journal_made on merge_journal (tenant_id, created_at desc, merge_id desc) where kind = 'merge';");
}
