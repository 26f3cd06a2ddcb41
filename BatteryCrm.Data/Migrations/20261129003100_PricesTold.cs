using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Who has an appeal open hears of a new price before he sends the old one.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129003100_PricesTold")]
public sealed class PricesTold : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create trigger tell_catalogue_insert after insert on services referencing new table as changed for each statement execute function tell_catalogue();
        create trigger tell_catalogue_update after update on services referencing new table as changed for each statement execute function tell_catalogue();
        create trigger tell_catalogue_delete after delete on services referencing old table as changed for each statement execute function tell_catalogue();
        """);
}
