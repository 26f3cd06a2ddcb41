using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Signing in with a passkey: whose it is, before anybody knows the tenant. One that comes or goes is in the log of its operator's rights.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130150000_Passkeys")]
public sealed class Passkeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create function operator_for_passkey(credential bytea) returns table (id uuid, tenant_id uuid)
            language plpgsql stable security definer set search_path = public, pg_temp as $$
        begin
            if nullif(current_setting('app.tenant_id', true), '') is not null then return; end if;
            return query select o.id, o.tenant_id from operator_passkeys p join operators o on o.id = p.user_id where p.credential_id = credential;
        end $$;
        revoke execute on function operator_for_passkey(bytea) from public;
        grant execute on function operator_for_passkey(bytea) to batterycrm_app;

        -- The table has no tenant of its own: a line of its operator, as his second factor is. What changes with each signing in says nothing.
        create function keep_passkey_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        declare
            whose operators%rowtype;
            who uuid := nullif(current_setting('app.operator_id', true), '')::uuid;
            change text := nullif(current_setting('app.change_id', true), '');
            was text := case when tg_op = 'DELETE' then coalesce(old.data ->> 'Name', '') end;
            now_is text := case when tg_op = 'INSERT' then coalesce(new.data ->> 'Name', '') end;
        begin
            select * into whose from operators o where o.id = case when tg_op = 'DELETE' then old.user_id else new.user_id end;
            -- Gone with its operator.
            if not found then return null; end if;
            if change is null then
                change := gen_random_uuid()::text;
                perform set_config('app.change_id', change, true);
            end if;
            insert into settings_versions (tenant_id, subject, subject_id, change_id, operator_id, before, after)
            values (whose.tenant_id, 'operators', whose.id, change::uuid,
                (select id from operators where id = who and tenant_id is not distinct from whose.tenant_id), jsonb_build_object('passkey', was), jsonb_build_object('passkey', now_is));
            return null;
        end $$;
        revoke execute on function keep_passkey_version() from public;
        create trigger keep_version after insert or delete on operator_passkeys for each row execute function keep_passkey_version();
        """);
}
