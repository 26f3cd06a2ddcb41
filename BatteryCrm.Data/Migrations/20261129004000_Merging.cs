using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Two clients become one and can be two again: a journal of everything that moved or was overwritten; and each appeal knows which identity opened it, with which it goes.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129004000_Merging")]
public sealed class Merging : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table client_identities add constraint ak_client_identities_tenant_id_id unique (tenant_id, id);
        alter table appeals add column identity_id uuid,
            add constraint fk_appeals_client_identities_tenant_id_identity_id foreign key (tenant_id, identity_id) references client_identities (tenant_id, id);

        create table merge_journal (
            id uuid not null default gen_random_uuid(),
            tenant_id uuid not null,
            merge_id uuid not null,
            kind text not null,
            master_client_id uuid,
            merged_client_id uuid,
            subject_id uuid,
            field text,
            before jsonb,
            after jsonb,
            operator_id uuid,
            created_at timestamptz not null default now(),
            undone_at timestamptz,
            undone_by uuid,
            constraint pk_merge_journal primary key (id),
            constraint ck_merge_journal_kind check (kind in ('merge','appeal','identity','field','mute')),
            constraint fk_merge_journal_tenants_tenant_id foreign key (tenant_id) references tenants (id),
            constraint fk_merge_journal_clients_tenant_id_master_client_id foreign key (tenant_id, master_client_id) references clients (tenant_id, id),
            constraint fk_merge_journal_clients_tenant_id_merged_client_id foreign key (tenant_id, merged_client_id) references clients (tenant_id, id),
            constraint fk_merge_journal_asp_net_users_operator_id foreign key (operator_id) references operators (id),
            constraint fk_merge_journal_asp_net_users_undone_by foreign key (undone_by) references operators (id),
            constraint fk_merge_journal_tenant_operator foreign key (tenant_id, operator_id) references operators (tenant_id, id),
            constraint fk_merge_journal_tenant_undone_by foreign key (tenant_id, undone_by) references operators (tenant_id, id)
        );
        create index ix_merge_journal_merge on merge_journal (tenant_id, merge_id, kind);
        alter table merge_journal enable row level security;
        create policy tenant_rows on merge_journal to batterycrm_app
            using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
            with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
        grant select, insert, update (undone_at, undone_by) on merge_journal to batterycrm_app;

        -- Who may be the same person: by what only one person has, or by name and device within 30 days. Under row-level security none of it would be found by an index.
        create index ix_clients_email_folded on clients (tenant_id, lower(email)) where email is not null;
        create index ix_client_identities_username on client_identities (tenant_id, lower(username)) where username is not null;
        create index ix_appeals_tenant_model on appeals (tenant_id, model_id, created_at) where model_id is not null;
        create function find_lookalikes(client uuid, most int)
            returns table (client_id uuid, client_name text, phone text, evidence text, appeals bigint, at timestamptz)
            language plpgsql stable security definer set search_path = public, pg_temp as $function$
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            own clients%rowtype;
        begin
            select * into own from clients c where c.tenant_id = tenant and c.id = client;
            if not found then return; end if;
            return query execute 'with hits as (
                    select c.id, 4 as strength, ''phone'' as why from clients c where c.tenant_id = $1 and c.phone = $3
                    union all
                    select c.id, 3, ''email'' from clients c where c.tenant_id = $1 and lower(c.email) = lower($4)
                    union all
                    select i.client_id, 2, ''username'' from client_identities o join client_identities i on i.tenant_id = $1 and lower(i.username) = lower(o.username)
                    where o.tenant_id = $1 and o.client_id = $2 and o.username is not null
                    union all
                    select c.id, 1, ''device'' from appeals o
                    join appeals a on a.tenant_id = $1 and a.model_id = o.model_id and a.created_at between o.created_at - interval ''30 days'' and o.created_at + interval ''30 days''
                    join clients c on c.tenant_id = $1 and c.id = a.client_id and lower(c.name) = lower($5)
                    where o.tenant_id = $1 and o.client_id = $2 and o.model_id is not null
                ), best as (select h.id, max(h.strength) as strength, (array_agg(h.why order by h.strength desc))[1] as why from hits h where h.id <> $2
                    and not exists (select from client_merges m where m.tenant_id = $1 and m.merged_client_id = h.id) group by h.id order by 2 desc limit $6)
                select c.id, c.name::text, c.phone::text, b.why, (select count(*) from appeals a where a.tenant_id = $1 and a.client_id = c.id),
                    coalesce((select max(v.last_message_at) from appeals a join appeal_activity v on v.tenant_id = $1 and v.appeal_id = a.id where a.tenant_id = $1 and a.client_id = c.id), c.created_at)
                from best b join clients c on c.tenant_id = $1 and c.id = b.id order by b.strength desc, c.created_at desc'
                using tenant, client, nullif(own.phone, ''), nullif(own.email, ''), nullif(own.name, ''), least(greatest(coalesce(most, 0), 0), 50);
        end $function$;
        revoke execute on function find_lookalikes(uuid, int) from public;
        grant execute on function find_lookalikes(uuid, int) to batterycrm_app;
        """);
}
