using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>What the platform's people need of tenants beyond their rows: the first admin of a new one, and figures of what each uses. Two functions, so that no grant on people's or clients' rows is needed.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130010300_PlatformTenants")]
public sealed class PlatformTenants : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- Only into a tenant in which nobody is yet; with what is hidden for it from the beginning: [{"parameter", "deal"}].
        create function create_first_admin(tenant uuid, account jsonb, hidden jsonb) returns void
            language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            perform 1 from tenants where id = tenant for update;
            if not found or exists (select from operators where tenant_id = tenant) then
                raise exception 'The tenant has people already, or there is none.' using errcode = 'check_violation';
            end if;
            insert into operators (id, tenant_id, role, username, normalized_user_name, email, normalized_email, email_confirmed, name, password_hash, security_stamp, concurrency_stamp, lockout_enabled, phone_number_confirmed,
                two_factor_enabled, access_failed_count)
            select (account ->> 'id')::uuid, tenant, 'admin', account ->> 'username', account ->> 'normalized_user_name', account ->> 'email', account ->> 'normalized_email', true, nullif(account ->> 'name', ''),
                account ->> 'password_hash', account ->> 'security_stamp', account ->> 'concurrency_stamp', true, false, false, 0;
            insert into appeal_meta_visibility (config_id, deal_type_id, tenant_id, is_visible)
            select h ->> 'parameter', d.id, tenant, false from jsonb_array_elements(hidden) h join deal_types d on d.code = h ->> 'deal' on conflict do nothing;
        end $$;
        revoke execute on function create_first_admin(uuid, jsonb, jsonb) from public;
        grant execute on function create_first_admin(uuid, jsonb, jsonb) to batterycrm_platform;

        -- Figures alone. Messages by ix_messages_history_tenant_recent.
        create function tenant_usage() returns table (tenant_id uuid, pages bigint, people bigint, channels bigint, messages_of_day bigint, last_message_at timestamptz)
            language plpgsql stable security definer set search_path = public, pg_temp as $$
        begin
            return query select t.id,
                (select coalesce(sum(n.pages), 0) from node_pages n where n.tenant_id = t.id and n.seen_at > now() - interval '150 seconds'),
                (select count(*) from operators o where o.tenant_id = t.id and o.is_active),
                (select count(*) from channels c where c.tenant_id = t.id and c.is_active),
                (select count(*) from messages_history m where m.tenant_id = t.id and m.created_at > now() - interval '1 day'),
                (select max(m.created_at) from messages_history m where m.tenant_id = t.id)
            from tenants t;
        end $$;
        revoke execute on function tenant_usage() from public;
        grant execute on function tenant_usage() to batterycrm_platform;
        """);
}
