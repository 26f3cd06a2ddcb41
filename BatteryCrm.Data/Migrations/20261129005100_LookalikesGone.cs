using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Who may be the same person is found ahead (<c>duplicate_candidates</c>) and not when somebody asks: the function that looked is called by nobody any more. Its indexes serve the search.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129005100_LookalikesGone")]
public sealed class LookalikesGone : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop function find_lookalikes(uuid, int)");
}
