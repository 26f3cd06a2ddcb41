using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>Notes and tags of clients; what the list of clients walks and is searched by.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129007000_ClientCards")]
public sealed class ClientCards : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Indexes);
        migrationBuilder.Sql(Marks);
    }

    private const string Tables = """
        create table client_notes (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            client_id uuid not null,
            body text not null,
            operator_id uuid not null,
            created_at timestamptz not null default now(),
            edited_at timestamptz,
            deleted_at timestamptz,
            constraint pk_client_notes primary key (id),
            constraint ck_client_notes_body check (length(body) <= 4000),
            constraint fk_client_notes_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_notes_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id),
            constraint fk_client_notes_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_client_notes_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id)
        );
        create index ix_client_notes_client on client_notes (tenant_id, client_id, created_at desc, id desc);
        alter table client_notes enable row level security;
        create policy tenant_rows on client_notes to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update on client_notes to batterycrm_app;

        create table client_tags (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            client_id uuid not null,
            tag text not null,
            tag_key text not null generated always as (lower(tag)) stored,
            created_at timestamptz not null default now(),
            constraint pk_client_tags primary key (id),
            constraint ck_client_tags_tag check (length(tag) between 1 and 40),
            constraint fk_client_tags_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_client_tags_clients_tenant_id_client_id foreign key (tenant_id, client_id) references clients (tenant_id, id)
        );
        create unique index ux_client_tags_client on client_tags (tenant_id, client_id, tag_key);
        create index ix_client_tags_tag on client_tags (tenant_id, tag_key, client_id);
        alter table client_tags enable row level security;
        create policy tenant_rows on client_tags to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update, delete on client_tags to batterycrm_app;
        """;

    // By the last contact the list walks ix_appeal_activity_recent, which intake keeps anyway: a client stands where his newest appeal does. Nobody who never wrote is in it: they follow by their ids, which grow with time (ak_clients_tenant_id_id).
    // What is equal is found by an index of beginnings as well: one for both.
    private const string Indexes = """
        create index ix_clients_by_name on clients (tenant_id, coalesce(nullif(name, ''), U&'\FFFF') collate "ru-RU-x-icu", id);
        create index ix_clients_unsubscribed on clients (tenant_id, id) where unsubscribed;
        create index ix_clients_blocked on clients (tenant_id, id) where blocked_at is not null;
        drop index ix_clients_email_folded;
        create index ix_clients_email_folded on clients (tenant_id, lower(email) text_pattern_ops) where email is not null;
        drop index ix_client_identities_username;
        create index ix_client_identities_username on client_identities (tenant_id, lower(username) text_pattern_ops) where username is not null;
        """;

    // Names and numbers have searches of their own; this finds by what one knows exactly, or its beginning. The rows are theirs, so that one list shows all.
    private const string Marks = """
        create function find_clients_by_mark(words text, most int)
            returns table (client_id uuid, client_name text, found_as text, phone text, appeal_id uuid, stage text, at timestamptz)
            language plpgsql stable security definer set search_path = public, pg_temp as $function$
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            folded text := lower(trim(left(coalesce(words, ''), 254)));
            begins text;
        begin
            if tenant is null or length(folded) < 2 then return; end if;
            begins := regexp_replace(folded, '([\\%_])', '\\\1', 'g') || '%';
            return query execute 'with hits as materialized (
                    (select c.id from clients c where c.tenant_id = $1 and c.email is not null and lower(c.email) like $3 limit 100)
                    union
                    (select i.client_id from client_identities i where i.tenant_id = $1 and i.username is not null and lower(i.username) like ltrim($3, ''@'') limit 100)
                    union
                    (select t.client_id from client_tags t where t.tenant_id = $1 and t.tag_key = $4 limit 100)
                ), masters as (
                    select distinct (
                        with recursive up as (
                            select h.id, 0 as step
                            union all
                            select g.master_client_id, up.step + 1 from up join client_merges g on g.merged_client_id = up.id and g.tenant_id = $1 where up.step < 50
                        ) select up.id from up order by up.step desc limit 1) as id
                    from hits h
                )
                select m.id, m.name::text, m.name::text, m.phone::text, n.id, n.stage::text, coalesce(n.at, m.created_at)
                from masters p join clients m on m.tenant_id = $1 and m.id = p.id
                left join lateral (
                    select a.id, a.stage, coalesce(v.last_message_at, a.created_at) as at
                    from appeals a left join appeal_activity v on v.tenant_id = a.tenant_id and v.appeal_id = a.id
                    where a.tenant_id = $1 and a.client_id = m.id order by a.created_at desc limit 1) n on true
                order by coalesce(n.at, m.created_at) desc, m.id desc limit $2'
                using tenant, least(greatest(coalesce(most, 0), 0), 50), begins, folded;
        end $function$;
        revoke execute on function find_clients_by_mark(text, int) from public;
        grant execute on function find_clients_by_mark(text, int) to batterycrm_app;
        """;
}
