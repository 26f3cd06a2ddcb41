using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Every change of a catalogue, a setting, a channel or somebody's rights is kept with before and after, by the database itself, so that no way of changing forgets it: the audit log, the history
/// of a row, undo and roll-back all read it. The app's role may only read it.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130010000_SettingsVersions")]
public sealed class SettingsVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table settings_versions (
            id bigint generated always as identity,
            tenant_id uuid,
            subject text not null,
            subject_id text not null,
            change_id uuid not null,
            operator_id uuid,
            before jsonb,
            after jsonb,
            made_at timestamptz not null default now(),
            constraint pk_settings_versions primary key (id),
            constraint ck_settings_versions_of check (before is not null or after is not null),
            constraint fk_settings_versions_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_settings_versions_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_settings_versions_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_settings_versions_log on settings_versions (tenant_id, id desc);
        create index ix_settings_versions_row on settings_versions (tenant_id, subject, subject_id, id desc);
        create index ix_settings_versions_change on settings_versions (change_id);

        alter table settings_versions enable row level security;
        create policy tenant_rows on settings_versions to batterycrm_app using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy platform_rows on settings_versions to batterycrm_platform using (tenant_id is null);
        grant select on settings_versions to batterycrm_app, batterycrm_platform;

        -- What is sealed or hashed is told apart without being kept: the beginning of its digest.
        create function version_of(r jsonb, kept text[]) returns jsonb language sql immutable set search_path = public, pg_temp as $$
            select jsonb_object_agg(v.key, case
                when v.key = 'credentials' and jsonb_typeof(v.value) = 'object' then
                    (select coalesce(jsonb_object_agg(c.key, case when jsonb_typeof(c.value) = 'object' and c.value ? 'sealed' then jsonb_build_object('sealed', left(md5(c.value ->> 'sealed'), 8)) else c.value end), '{}') from jsonb_each(v.value) c)
                when v.key in ('password_hash', 'jwt_secret') and jsonb_typeof(v.value) = 'string' then jsonb_build_object('sealed', left(md5(v.value #>> '{}'), 8))
                else v.value end)
            from jsonb_each(r) v where v.key = any (kept) or (cardinality(kept) = 0 and v.key not in ('id', 'tenant_id', 'created_at', 'updated_at', 'used_count', 'last_used_at', 'created_by'))
        $$;
        revoke execute on function version_of(jsonb, text[]) from public;

        -- Arguments: the columns that are kept; none = all but those that say nothing. One change_id a transaction, unless the writer gives his own.
        create function keep_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        declare
            kept text[] := coalesce(tg_argv[0:tg_nargs - 1], '{}');
            o jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
            n jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
            r jsonb := coalesce(n, o);
            was jsonb := version_of(o, kept);
            now_is jsonb := version_of(n, kept);
            tenant uuid := (r ->> 'tenant_id')::uuid;
            who uuid := nullif(current_setting('app.operator_id', true), '')::uuid;
            change text := nullif(current_setting('app.change_id', true), '');
        begin
            if tg_op = 'UPDATE' then
                select jsonb_object_agg(key, value) into was from jsonb_each(was) where value is distinct from now_is -> key;
                if was is null then return null; end if;
                select jsonb_object_agg(key, value) into now_is from jsonb_each(now_is) where was ? key;
            end if;
            if change is null then
                change := gen_random_uuid()::text;
                perform set_config('app.change_id', change, true);
            end if;
            insert into settings_versions (tenant_id, subject, subject_id, change_id, operator_id, before, after)
            values (tenant, tg_table_name,
                case tg_table_name when 'appeal_meta_visibility' then r ->> 'config_id' || '/' || (r ->> 'deal_type_id') when 'tenant_configs' then r ->> 'key' else r ->> 'id' end,
                change::uuid, (select id from operators where id = who and tenant_id is not distinct from tenant), was, now_is);
            return null;
        end $$;
        revoke execute on function keep_version() from public;

        do $$
        declare t text;
        begin
            foreach t in array array['device_types', 'brands', 'models', 'repair_types', 'issue_types', 'issues', 'services', 'masters', 'sales_channels', 'lead_sources', 'locations', 'saved_replies',
                'appeal_meta_visibility', 'appeal_meta_config', 'deal_types', 'tenant_configs'] loop
                execute format('create trigger keep_version after insert or update or delete on %I for each row execute function keep_version()', t);
            end loop;
            create trigger keep_version after insert or update or delete on channels for each row execute function keep_version('name', 'platform', 'external_id', 'credentials', 'is_active', 'sales_channel_id');
            create trigger keep_version after insert or update or delete on operators for each row execute function
                keep_version('name', 'email', 'username', 'role', 'location_id', 'is_active', 'two_factor_enabled', 'password_hash');
            create trigger keep_version after insert or update or delete on tenants for each row execute function
                keep_version('name', 'domain', 'external_id', 'jwt_secret', 'jwt_jwks', 'is_active', 'suspend', 'max_concurrent_users', 'max_events_per_second', 'max_bytes_per_second', 'max_channels_per_client',
                    'max_joins_per_second', 'postgres_cdc_default', 'notify_private_alpha', 'private_only');
            foreach t in array array['masters', 'locations'] loop
                execute format('create trigger tell_catalogue_insert after insert on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_update after update on %I referencing new table as changed for each statement execute function tell_catalogue()', t);
                execute format('create trigger tell_catalogue_delete after delete on %I referencing old table as changed for each statement execute function tell_catalogue()', t);
            end loop;
        end $$;
        """);
}
