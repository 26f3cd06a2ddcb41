using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Saved replies with their walls. Whoever edits one tells the tenant's consoles as a setting does; being used is no edit, since every insertion would have all
/// of them read their lists again.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261128000200_SavedReplies")]
public sealed class SavedReplies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table saved_replies (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid,
            title text not null,
            shortcut text,
            text text not null,
            is_active boolean not null default true,
            used_count integer not null default 0,
            last_used_at timestamptz,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            created_by uuid not null,
            constraint pk_saved_replies primary key (id),
            constraint ck_saved_replies_title check (length(title) between 1 and 80),
            constraint ck_saved_replies_shortcut check (shortcut ~ '^[[:alnum:]_-]{1,30}$' and shortcut = lower(shortcut)),
            constraint ck_saved_replies_text check (length(text) between 1 and 4000),
            constraint fk_saved_replies_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_saved_replies_asp_net_users_operator_id foreign key (operator_id) references operators (id) on delete cascade,
            constraint fk_saved_replies_asp_net_users_created_by foreign key (created_by) references operators (id),
            constraint fk_saved_replies_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_saved_replies_tenant_created_by foreign key (tenant_id, created_by) references operators (tenant_id, id)
        );
        create index ix_saved_replies_list on saved_replies (tenant_id, operator_id) where is_active;
        create unique index ux_saved_replies_shortcut on saved_replies (tenant_id, operator_id, shortcut) nulls not distinct where is_active and shortcut is not null;

        alter table saved_replies enable row level security;
        create policy tenant_rows on saved_replies to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update on saved_replies to batterycrm_app;

        create trigger tell_live after insert or update of operator_id, title, shortcut, text, is_active on saved_replies
            for each row execute function tell_live('settings_changed');
        """);
}
