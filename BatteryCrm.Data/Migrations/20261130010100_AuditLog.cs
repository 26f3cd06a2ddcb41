using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>The audit log is paged by time over two tables. Of the log of deeds, which every answer lengthens, it reads the few kinds of <see cref="Operators.ActionTypes.Audited"/>.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130010100_AuditLog")]
public sealed class AuditLog : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        drop index ix_settings_versions_log;
        create index ix_settings_versions_log on settings_versions (tenant_id, made_at desc, id desc);
        create index ix_operator_actions_audit on operator_actions (tenant_id, created_at desc, id desc)
            where action_type in ('client_merged', 'merge_undone', 'client_erased', 'client_exported', 'clients_exported', 'clients_imported', 'import_undone', 'consent_changed', 'password_link', 'signed_in');
        """);
}
