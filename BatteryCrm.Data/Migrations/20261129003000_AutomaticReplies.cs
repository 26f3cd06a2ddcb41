using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Messages that a rule of the tenant sends, and appeals that are given to the people who are here in turn.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129003000_AutomaticReplies")]
public sealed class AutomaticReplies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table messages_history drop constraint ck_messages_history_message_type,
            add constraint ck_messages_history_message_type check (message_type in ('client','operator','agent','note','auto'));
        alter table appeal_activity add column assigned_since timestamptz;
        alter table operator_attendance add column given_at timestamptz;
        """);
}
