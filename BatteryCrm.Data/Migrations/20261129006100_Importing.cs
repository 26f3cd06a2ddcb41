using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Clients come from a file, and go again when the import is taken back: a row for each line says what became of it.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129006100_Importing")]
public sealed class Importing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Undo);
    }

    private const string Tables =
        """
        create table client_imports (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            operator_id uuid not null,
            file_name text not null,
            file_id uuid,
            encoding text not null,
            separator text not null,
            headings jsonb not null default '[]',
            mapping jsonb not null default '[]',
            fills boolean not null default false,
            state text not null default 'columns',
            total integer not null default 0,
            fresh integer not null default 0,
            known integer not null default 0,
            doubled integer not null default 0,
            unreadable integer not null default 0,
            created integer not null default 0,
            filled integer not null default 0,
            skipped integer not null default 0,
            undone integer not null default 0,
            kept integer not null default 0,
            problem text,
            created_at timestamptz not null default now(),
            finished_at timestamptz,
            undone_at timestamptz,
            constraint pk_client_imports primary key (id),
            constraint ak_client_imports_tenant_id_id unique (tenant_id, id),
            constraint ck_client_imports_state check (state in ('columns','reading','ready','running','done','undoing','undone','dropped')),
            constraint fk_client_imports_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_imports_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_client_imports_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_client_imports_stored_files_tenant_id_file_id foreign key (tenant_id, file_id) references stored_files (tenant_id, id)
        );
        create index ix_client_imports_recent on client_imports (tenant_id, created_at desc, id desc);
        create index ix_client_imports_to_do on client_imports (created_at) where state in ('columns','reading','ready','running','undoing') or file_id is not null;

        -- What a line says is here only until it is written; then the client has it.
        create table client_import_rows (
            import_id uuid not null,
            line integer not null,
            tenant_id uuid not null,
            verdict text not null,
            reason text,
            state text not null default 'waiting',
            client_id uuid,
            name text,
            phone text,
            email text,
            telegram text,
            vk text,
            note text,
            tags text,
            consented boolean not null default false,
            unsubscribed boolean not null default false,
            before jsonb,
            constraint pk_client_import_rows primary key (import_id, line),
            constraint ck_client_import_rows_verdict check (verdict in ('fresh','known','doubled','unreadable')),
            constraint ck_client_import_rows_state check (state in ('waiting','created','filled','skipped','undone','kept')),
            constraint fk_client_import_rows_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_import_rows_client_imports_tenant_id_import_id foreign key (tenant_id, import_id) references client_imports (tenant_id, id),
            constraint fk_client_import_rows_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id)
        );
        create index ix_client_import_rows_next on client_import_rows (import_id, state, line);
        create index ix_client_import_rows_client on client_import_rows (tenant_id, client_id) where client_id is not null;

        do $$
        declare t text;
        begin
            foreach t in array array['client_imports', 'client_import_rows'] loop
                execute format('alter table %I enable row level security', t);
                execute format('create policy tenant_rows on %I to batterycrm_app
                    using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
                    with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', t);
                execute format('grant select, insert, update on %I to batterycrm_app', t);
            end loop;
        end $$;
        grant delete on client_import_rows to batterycrm_app;

        -- A client can be deleted now: every reference to him is asked for.
        create index ix_merge_journal_master on merge_journal (tenant_id, master_client_id) where master_client_id is not null;
        create index ix_merge_journal_merged on merge_journal (tenant_id, merged_client_id) where merged_client_id is not null;

        -- Which tenant has something to do; the doing is the app's, within that tenant.
        create policy worker_rows on client_imports to batterycrm_worker using (true);
        grant select (id, tenant_id, state, created_at, file_id) on client_imports to batterycrm_worker;
        """;

    private const string Undo =
        """
        -- The app may not delete clients: only who came with an import that is being taken back, and to whom nothing has happened since.
        create function undo_import_step(import uuid, most int) returns table (n_undone int, n_kept int)
            language plpgsql security definer set search_path = public, pg_temp as $function$
        #variable_conflict use_column
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            ended timestamptz;
            lines int[];
            people uuid[];
            touched uuid[] := '{}';
            busy uuid[];
            gone uuid[];
            other record;
            -- What comes with a client, and goes with him unless it was added later; and what is only found about him.
            belongings constant text[] := array['client_identities', 'client_consents', 'client_contacts', 'client_tags', 'client_notes'];
            findings constant text[] := array['duplicate_candidates', 'client_import_rows'];
        begin
            if tenant is null then return; end if;
            select coalesce(i.finished_at, i.created_at) into ended from client_imports i where i.tenant_id = tenant and i.id = import and i.state = 'undoing' for update;
            if not found then return; end if;
            lines := array(select r.line from client_import_rows r where r.import_id = import and r.tenant_id = tenant and r.state in ('created', 'filled') order by r.line limit most);
            people := array(select r.client_id from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'created' and r.client_id is not null);
            perform from clients c where c.tenant_id = tenant
                and c.id in (select r.client_id from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines)) order by c.id for no key update;

            touched := array(select c.id from clients c where c.tenant_id = tenant and c.id = any (people) and c.updated_at > c.created_at);
            for other in
                select c.conrelid::regclass::text as name, a.attname as col,
                    exists (select from pg_attribute t where t.attrelid = c.conrelid and t.attname = 'created_at') as dated
                from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
                where c.contype = 'f' and c.confrelid = 'clients'::regclass and not c.conrelid::regclass::text = any (findings)
            loop
                execute format('select array(select distinct %1$I from %2$s where tenant_id = $1 and %1$I = any ($2)%3$s)', other.col, other.name,
                    case when other.name = any (belongings) and other.dated then ' and created_at > $3' end) into busy using tenant, people, ended;
                touched := touched || busy;
            end loop;
            gone := array(select p from unnest(people) p where not p = any (touched));

            update client_import_rows r set client_id = null where r.tenant_id = tenant and r.client_id = any (gone);
            for other in
                select c.conrelid::regclass::text as name, a.attname as col from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
                where c.contype = 'f' and c.confrelid = 'clients'::regclass and c.conrelid::regclass::text = any (belongings || findings) and c.conrelid <> 'client_import_rows'::regclass
            loop
                execute format('delete from %s where tenant_id = $1 and %I = any ($2)', other.name, other.col) using tenant, gone;
            end loop;
            delete from clients c where c.tenant_id = tenant and c.id = any (gone);

            delete from client_consents c where c.tenant_id = tenant and c.source = 'import' and c.created_at <= ended and c.created_at > (select i.created_at from client_imports i where i.id = import)
                and c.client_id in (select r.client_id from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'filled');

            -- A value that was filled in goes again where it still stands.
            with filled as (
                select r.line, r.client_id, r.before from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'filled' and r.before is not null
            ), back as (
                update clients c set name = case when c.name = f.before ->> 'name' then null else c.name end, phone = case when c.phone = f.before ->> 'phone' then null else c.phone end,
                    email = case when c.email = f.before ->> 'email' then null else c.email end, unsubscribed = c.unsubscribed and not coalesce((f.before ->> 'unsubscribed')::boolean, false), updated_at = now()
                from filled f where c.tenant_id = tenant and c.id = f.client_id
                returning f.line
            )
            update client_import_rows r set before = null,
                state = case when exists (
                    select from clients c where c.tenant_id = tenant and c.id = f.client_id and (
                        (f.before ? 'name' and c.name is distinct from f.before ->> 'name') or (f.before ? 'phone' and c.phone is distinct from f.before ->> 'phone')
                        or (f.before ? 'email' and c.email is distinct from f.before ->> 'email'))) then 'kept' else 'undone' end
            from filled f join back b on b.line = f.line where r.tenant_id = tenant and r.import_id = import and r.line = f.line;

            update client_import_rows r set state = case when r.client_id = any (touched) then 'kept' else 'undone' end
            where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'created';
            n_undone := (select count(*) from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'undone');
            n_kept := (select count(*) from client_import_rows r where r.tenant_id = tenant and r.import_id = import and r.line = any (lines) and r.state = 'kept');
            return next;
        end $function$;
        revoke execute on function undo_import_step(uuid, int) from public;
        grant execute on function undo_import_step(uuid, int) to batterycrm_app;
        """;
}
