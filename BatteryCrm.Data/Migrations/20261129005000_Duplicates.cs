using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Who may be one person: further contacts of a client, pairs that were found with what speaks for them, pairs of which somebody said that they are two (a family, or strangers),
/// and a queue of who is to be looked at since something that a person is known by has changed.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129005000_Duplicates")]
public sealed class Duplicates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table client_contacts (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                client_id uuid not null,
                kind text not null,
                value text not null,
                typed text not null,
                label text,
                source text not null,
                is_verified boolean not null default false,
                operator_id uuid,
                created_at timestamptz not null default now(),
                constraint pk_client_contacts primary key (id),
                constraint ck_client_contacts_kind check (kind in ('phone','email')),
                constraint ck_client_contacts_source check (source in ('operator','chat','form','import')),
                constraint fk_client_contacts_tenants_tenant_id foreign key (tenant_id) references tenants (id),
                constraint fk_client_contacts_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id),
                constraint fk_client_contacts_asp_net_users_operator_id foreign key (operator_id) references operators (id),
                constraint fk_client_contacts_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
            );
            create unique index ux_client_contacts_value on client_contacts (tenant_id, client_id, kind, value);
            create index ix_client_contacts_whose on client_contacts (tenant_id, kind, value);

            -- In a pair the lower id stands first, so that it is there once.
            create table client_links (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                one_client_id uuid not null,
                other_client_id uuid not null,
                kind text not null,
                note text,
                operator_id uuid not null,
                created_at timestamptz not null default now(),
                constraint pk_client_links primary key (id),
                constraint ck_client_links_kind check (kind in ('family')),
                constraint ck_client_links_order check (one_client_id < other_client_id),
                constraint fk_client_links_tenants_tenant_id foreign key (tenant_id) references tenants (id),
                constraint fk_client_links_clients_tenant_id_one_client_id foreign key (tenant_id, one_client_id) references clients (tenant_id, id),
                constraint fk_client_links_clients_tenant_id_other_client_id foreign key (tenant_id, other_client_id) references clients (tenant_id, id),
                constraint fk_client_links_asp_net_users_operator_id foreign key (operator_id) references operators (id),
                constraint fk_client_links_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
            );
            create unique index ux_client_links_pair on client_links (tenant_id, one_client_id, other_client_id);
            create index ix_client_links_other on client_links (tenant_id, other_client_id);

            create table duplicate_dismissals (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                one_client_id uuid not null,
                other_client_id uuid not null,
                operator_id uuid not null,
                evidence jsonb not null,
                created_at timestamptz not null default now(),
                constraint pk_duplicate_dismissals primary key (id),
                constraint ck_duplicate_dismissals_order check (one_client_id < other_client_id),
                constraint fk_duplicate_dismissals_tenants_tenant_id foreign key (tenant_id) references tenants (id),
                constraint fk_duplicate_dismissals_clients_tenant_id_one_client_id foreign key (tenant_id, one_client_id) references clients (tenant_id, id),
                constraint fk_duplicate_dismissals_clients_tenant_id_other_client_id foreign key (tenant_id, other_client_id) references clients (tenant_id, id),
                constraint fk_duplicate_dismissals_asp_net_users_operator_id foreign key (operator_id) references operators (id),
                constraint fk_duplicate_dismissals_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
            );
            create unique index ux_duplicate_dismissals_pair on duplicate_dismissals (tenant_id, one_client_id, other_client_id);
            create index ix_duplicate_dismissals_other on duplicate_dismissals (tenant_id, other_client_id);

            create table duplicate_candidates (
                id uuid not null default gen_random_uuid(),
                tenant_id uuid not null,
                one_client_id uuid not null,
                other_client_id uuid not null,
                strength text not null,
                evidence jsonb not null,
                found_at timestamptz not null default now(),
                constraint pk_duplicate_candidates primary key (id),
                constraint ck_duplicate_candidates_strength check (strength in ('strong','weak')),
                constraint ck_duplicate_candidates_order check (one_client_id < other_client_id),
                constraint fk_duplicate_candidates_tenants_tenant_id foreign key (tenant_id) references tenants (id),
                constraint fk_duplicate_candidates_clients_tenant_id_one_client_id foreign key (tenant_id, one_client_id) references clients (tenant_id, id),
                constraint fk_duplicate_candidates_clients_tenant_id_other_client_id foreign key (tenant_id, other_client_id) references clients (tenant_id, id)
            );
            create unique index ux_duplicate_candidates_pair on duplicate_candidates (tenant_id, one_client_id, other_client_id);
            create index ix_duplicate_candidates_other on duplicate_candidates (tenant_id, other_client_id);
            create index ix_duplicate_candidates_inbox on duplicate_candidates (tenant_id, strength, found_at desc, id desc);

            -- No unique key and no key to the client: two writers never wait for each other here, and who is gone is passed over.
            create table duplicate_checks (
                id bigint generated always as identity,
                tenant_id uuid not null,
                client_id uuid,
                message_id uuid,
                asked_at timestamptz not null default now(),
                constraint pk_duplicate_checks primary key (id),
                constraint ck_duplicate_checks_of check ((client_id is null) <> (message_id is null)),
                constraint fk_duplicate_checks_tenants_tenant_id foreign key (tenant_id) references tenants (id)
            );

            do $$
            declare t text;
            begin
                foreach t in array array['client_contacts', 'client_links', 'duplicate_dismissals', 'duplicate_candidates', 'duplicate_checks'] loop
                    execute format('alter table %I enable row level security', t);
                    execute format('create policy tenant_rows on %I to batterycrm_app using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
                        with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', t);
                    execute format('create policy worker_rows on %I to batterycrm_worker using (true) with check (true)', t);
                end loop;
            end $$;
            grant select, insert, update, delete on client_contacts, client_links to batterycrm_app;
            grant select, insert, delete on duplicate_dismissals, duplicate_candidates to batterycrm_app;
            grant select, insert on duplicate_checks to batterycrm_app;
            grant select, insert on client_contacts to batterycrm_worker;
            grant select on client_links, duplicate_dismissals to batterycrm_worker;
            grant select, insert, update, delete on duplicate_candidates to batterycrm_worker;
            grant select, insert, delete, update on duplicate_checks to batterycrm_worker;

            -- Rows of tables that hang on a client move with a merge: their journal names the table.
            alter table merge_journal drop constraint ck_merge_journal_kind,
                add constraint ck_merge_journal_kind check (kind in ('merge','appeal','identity','field','mute','row'));
            """);
        migrationBuilder.Sql(
            """
            -- Who is to be looked at. New rows come in batches: one statement for all of them. Changes are told apart by the server, so that what brings nothing new costs nothing.
            create function ask_for_duplicates() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
            begin
                case tg_table_name
                    when 'clients' then insert into duplicate_checks (tenant_id, client_id) select tenant_id, id from added where phone is not null or email is not null;
                    when 'client_identities' then insert into duplicate_checks (tenant_id, client_id) select tenant_id, client_id from added where username is not null;
                    else insert into duplicate_checks (tenant_id, client_id) select distinct tenant_id, client_id from added;
                end case;
                return null;
            end $$;
            revoke execute on function ask_for_duplicates() from public;
            create function ask_for_duplicates_of() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
            begin
                if tg_op = 'DELETE' then insert into duplicate_checks (tenant_id, client_id) values (old.tenant_id, old.client_id);
                elsif tg_table_name = 'clients' then insert into duplicate_checks (tenant_id, client_id) values (new.tenant_id, new.id);
                else insert into duplicate_checks (tenant_id, client_id) values (new.tenant_id, new.client_id);
                end if;
                return null;
            end $$;
            revoke execute on function ask_for_duplicates_of() from public;

            create trigger ask_for_duplicates after insert on clients referencing new table as added for each statement execute function ask_for_duplicates();
            create trigger ask_for_duplicates after insert on client_identities referencing new table as added for each statement execute function ask_for_duplicates();
            create trigger ask_for_duplicates after insert on client_contacts referencing new table as added for each statement execute function ask_for_duplicates();
            create trigger ask_for_duplicates_of_changed after update of name, phone, email on clients for each row
                when (old.name is distinct from new.name or old.phone is distinct from new.phone or old.email is distinct from new.email) execute function ask_for_duplicates_of();
            create trigger ask_for_duplicates_of_changed after update of username on client_identities for each row when (old.username is distinct from new.username) execute function ask_for_duplicates_of();
            create trigger ask_for_duplicates_of_changed after update of kind, value on client_contacts for each row execute function ask_for_duplicates_of();
            create trigger ask_for_duplicates_of_removed after delete on client_contacts for each row execute function ask_for_duplicates_of();
            create trigger ask_for_duplicates_of_added after insert on appeals for each row when (new.model_id is not null) execute function ask_for_duplicates_of();
            create trigger ask_for_duplicates_of_changed after update of model_id on appeals for each row when (old.model_id is distinct from new.model_id) execute function ask_for_duplicates_of();

            -- Who is here already is looked at once.
            insert into duplicate_checks (tenant_id, client_id)
            select c.tenant_id, c.id from clients c
            where c.phone is not null or c.email is not null or exists (select from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id and i.username is not null)
            order by c.created_at;
            """);
    }
}
