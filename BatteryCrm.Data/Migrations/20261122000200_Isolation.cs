using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>The walls between tenants: grants and row-level policies of the three roles that serve, references that carry the tenant, sign-in functions, wake-up triggers.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261122000200_Isolation")]
public sealed class Isolation : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(References);
        migrationBuilder.Sql(AppPolicies);
        migrationBuilder.Sql(WorkerPolicies);
        migrationBuilder.Sql(PlatformPolicies);
        migrationBuilder.Sql(SignInFunctions);
        migrationBuilder.Sql(WakeUps);
    }

    // Identity's key of operators cannot be (tenant_id, id) in the model, since the platform's people have no tenant; the database can refer to it.
    private const string References = """
        alter table operators add constraint ak_operators_tenant_id_id unique (tenant_id, id);
        alter table operators add constraint fk_operators_tenant_location foreign key (tenant_id, location_id) references locations (tenant_id, id);
        alter table operator_actions add constraint fk_operator_actions_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id);
        alter table operator_appeal_status add constraint fk_operator_appeal_status_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id);
        alter table operator_drafts add constraint fk_operator_drafts_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id);
        alter table appeal_activity add constraint fk_appeal_activity_tenant_holder foreign key (tenant_id, holder_id) references operators (tenant_id, id);
        alter table messages_history add constraint fk_messages_history_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id);
        alter table appointments add constraint ex_appointments_master_free
            exclude using gist (master_id with =, tstzrange(start_time, end_time) with &&) where (status in ('Запланировано', 'Подтверждено'));
        """;

    private const string AppPolicies = """
        do $$
        declare t text;
        begin
            foreach t in array array[
                'tenant_configs', 'locations', 'clients', 'client_identities', 'client_merges', 'appeals', 'appeal_activity', 'messages_history',
                'message_attachments', 'message_edits', 'inbound_events', 'outbound_messages', 'live_events', 'stored_files', 'stored_file_chunks',
                'operator_appeal_status', 'operator_drafts', 'operator_actions', 'operators', 'channels', 'sales_channels', 'lead_sources', 'device_types',
                'brands', 'models', 'repair_types', 'issue_types', 'issues', 'services', 'masters', 'appointments', 'appeal_meta_visibility']
            loop
                execute format('alter table %I enable row level security', t);
                execute format($p$create policy tenant_rows on %I to batterycrm_app
                    using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
                    with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))$p$, t);
                execute format('grant select on %I to batterycrm_app', t);
                if t <> 'inbound_events' then execute format('grant insert on %I to batterycrm_app', t); end if;
                if t not in ('operator_actions', 'inbound_events', 'live_events', 'stored_files', 'stored_file_chunks', 'message_edits') then
                    execute format('grant update on %I to batterycrm_app', t);
                end if;
            end loop;
            foreach t in array array[
                'tenant_configs', 'client_identities', 'client_merges', 'operator_drafts', 'operator_appeal_status', 'device_types', 'brands', 'models',
                'repair_types', 'issue_types', 'issues', 'services', 'masters', 'sales_channels', 'lead_sources', 'locations', 'appeal_meta_visibility']
            loop
                execute format('grant delete on %I to batterycrm_app', t);
            end loop;
        end $$;

        alter table tenants enable row level security;
        create policy own_tenant on tenants for select to batterycrm_app using (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select on tenants to batterycrm_app;

        alter table knowledge_base enable row level security;
        create policy tenant_rows on knowledge_base to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        create policy shared_rows on knowledge_base for select to batterycrm_app
            using (tenant_id is null and (select nullif(current_setting('app.tenant_id', true), '')) is not null);
        grant select, insert, update, delete on knowledge_base to batterycrm_app;

        do $$
        declare t text;
        begin
            foreach t in array array['operator_claims', 'operator_logins', 'operator_tokens', 'operator_passkeys']
            loop
                execute format('alter table %I enable row level security', t);
                execute format($p$create policy own_operators on %I to batterycrm_app, batterycrm_platform
                    using (exists (select from operators o where o.id = user_id)) with check (exists (select from operators o where o.id = user_id))$p$, t);
                execute format('grant select, insert, update, delete on %I to batterycrm_app, batterycrm_platform', t);
            end loop;
        end $$;

        grant select on deal_types, appeal_meta_config, data_protection_keys to batterycrm_app;
        """;

    // What intake, live, outbox and file downloads touch, and no more.
    private const string WorkerPolicies = """
        do $$
        declare t text;
        begin
            foreach t in array array[
                'tenant_configs', 'sales_channels', 'lead_sources', 'client_merges', 'channels', 'operators', 'tenants', 'brands', 'models',
                'clients', 'client_identities', 'appeals', 'appeal_activity', 'messages_history', 'message_attachments', 'message_edits',
                'inbound_events', 'outbound_messages', 'live_events', 'stored_files', 'stored_file_chunks', 'operator_actions']
            loop
                execute format('alter table %I enable row level security', t);
                execute format('create policy worker_rows on %I to batterycrm_worker using (true) with check (true)', t);
            end loop;
        end $$;
        grant select on tenant_configs, sales_channels, lead_sources, client_merges, channels, brands, models, deal_types to batterycrm_worker;
        grant select (id, name, domain, is_active, suspend, max_concurrent_users, max_events_per_second, max_bytes_per_second, private_only) on tenants to batterycrm_worker;
        grant select (id, tenant_id, name, username, role, is_active) on operators to batterycrm_worker;
        grant update (fault, fault_at) on channels to batterycrm_worker;
        grant select, insert, update on clients, client_identities, appeals, appeal_activity, messages_history, message_attachments, outbound_messages to batterycrm_worker;
        grant select, insert on message_edits, operator_actions, stored_files, stored_file_chunks to batterycrm_worker;
        grant select, insert, delete on inbound_events, live_events to batterycrm_worker;
        grant select, insert on data_protection_keys to batterycrm_worker;
        grant select on "__EFMigrationsHistory" to batterycrm_app, batterycrm_worker, batterycrm_platform;
        """;

    private const string PlatformPolicies = """
        create policy platform_rows on tenants to batterycrm_platform using (true) with check (true);
        create policy platform_people on operators to batterycrm_platform using (tenant_id is null) with check (tenant_id is null);
        create policy platform_log on operator_actions to batterycrm_platform using (tenant_id is null) with check (tenant_id is null);
        grant select, insert, update on tenants, operators, deal_types, appeal_meta_config to batterycrm_platform;
        grant select, insert on operator_actions to batterycrm_platform;
        grant select on data_protection_keys to batterycrm_platform;
        """;

    // Before sign-in nobody knows the tenant: these two say only whose an operator is, and nothing once a tenant is set.
    private const string SignInFunctions = """
        create function operator_for_sign_in(login text) returns table (id uuid, tenant_id uuid)
            language plpgsql stable security definer set search_path = public, pg_temp as $$
        begin
            if nullif(current_setting('app.tenant_id', true), '') is not null then return; end if;
            return query select o.id, o.tenant_id from operators o where o.normalized_user_name = login or o.normalized_email = login limit 1;
        end $$;

        create function tenant_of_operator(operator_id uuid) returns table (id uuid, tenant_id uuid)
            language plpgsql stable security definer set search_path = public, pg_temp as $$
        begin
            if nullif(current_setting('app.tenant_id', true), '') is not null then return; end if;
            return query select o.id, o.tenant_id from operators o where o.id = operator_id;
        end $$;

        revoke execute on function operator_for_sign_in(text), tenant_of_operator(uuid) from public;
        grant execute on function operator_for_sign_in(text), tenant_of_operator(uuid) to batterycrm_app;

        -- Sign-in takes either name, so nobody's username may be another's e-mail, in any tenant.
        create function keep_sign_in_names_apart() returns trigger
            language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            perform pg_advisory_xact_lock(hashtext('operators.sign_in_names'));
            if exists (select from operators o where o.id <> new.id
                       and (o.normalized_email = new.normalized_user_name or o.normalized_user_name = new.normalized_email)) then
                raise exception 'This sign-in name is taken' using errcode = 'unique_violation', constraint = 'ux_operators_sign_in_names';
            end if;
            return new;
        end $$;
        revoke execute on function keep_sign_in_names_apart() from public;
        create trigger sign_in_names_apart before insert or update of normalized_user_name, normalized_email on operators
            for each row execute function keep_sign_in_names_apart();
        """;

    // One NOTIFY a statement: a trigger for each row would take its global lock at every commit for every row. What nodes cache tells them by itself when it changes,
    // whoever changes it.
    private const string WakeUps = """
        create function wake_live() returns trigger language plpgsql set search_path = public, pg_temp as $$
        begin
            perform pg_notify('live', '');
            return null;
        end $$;
        create trigger wake_live after insert on live_events for each statement execute function wake_live();

        create function tell_live() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
        declare r record; tenant uuid; subject uuid;
        begin
            if tg_op = 'DELETE' then r := old; else r := new; end if;
            if tg_table_name = 'tenants' then tenant := r.id; else tenant := r.tenant_id; subject := r.id; end if;
            if tenant is not null then
                insert into live_events (tenant_id, kind, subject_id) values (tenant, tg_argv[0], subject);
            end if;
            return null;
        end $$;
        revoke execute on function tell_live() from public;
        create trigger tell_live after insert or update or delete on channels for each row execute function tell_live('channel_changed');
        create trigger tell_live after update on tenants for each row execute function tell_live('channel_changed');
        create trigger tell_live after insert or update or delete on tenant_configs for each row execute function tell_live('settings_changed');
        create trigger tell_live after update of role, is_active, security_stamp on operators for each row execute function tell_live('operator_changed');
        """;
}
