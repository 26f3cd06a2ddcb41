using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// The search of the console. Under row-level security no index is used for an operator that is not leakproof (LIKE, similarity, @@), so each search is a function
/// of the tables' owner that filters by app.tenant_id itself and gives nothing while it is unset. EXECUTE … USING plans with the value, not for any value.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261123000300_Search")]
public sealed class Search : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Indexes);
        migrationBuilder.Sql(ClientsByName);
        migrationBuilder.Sql(ClientsByPhone);
        migrationBuilder.Sql(AppealsByOrder);
        migrationBuilder.Sql(AppealsByDevice);
        migrationBuilder.Sql(Messages);
        migrationBuilder.Sql(Grants);
    }

    // Names as they are compared: lower case, ё as е. Numbers are found by their end: the digits, last one first.
    private const string Indexes = """
        create index ix_clients_name_search on clients using gin (tenant_id, translate(lower(name), 'ё', 'е') gin_trgm_ops) with (gin_pending_list_limit = 256);
        create index ix_clients_phone_digits on clients (tenant_id, reverse(regexp_replace(phone, '[^0-9]', '', 'g')) text_pattern_ops) where phone is not null;
        create index ix_appeals_order_number on appeals (tenant_id, reverse(regexp_replace(lower(livesklad_order_id), '[^[:alnum:]]', '', 'g')) text_pattern_ops)
            where livesklad_order_id is not null;
        """;

    private const string Head = """
            language plpgsql stable security definer set search_path = public, pg_temp as $function$
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            wanted int := least(greatest(coalesce(most, 0), 0), 50);
        """;

    // Of the clients found: their masters, each once, with the newest appeal. As many are looked at as one page of results could need many times over.
    private const string People = """
        select m.id, m.name, p.found_as, m.phone, n.id, n.stage, coalesce(n.at, m.created_at)
        from (
            select master.id, max(h.rank) as rank, (array_agg(h.found_as order by h.rank desc))[1] as found_as
            from hits h cross join lateral (
                with recursive up as (
                    select h.id, 0 as step
                    union all
                    select g.master_client_id, up.step + 1 from up join client_merges g on g.merged_client_id = up.id and g.tenant_id = $1 where up.step < 50
                ) select up.id from up order by up.step desc limit 1) master
            group by master.id) p
        join clients m on m.tenant_id = $1 and m.id = p.id
        left join lateral (
            select a.id, a.stage, coalesce(v.last_message_at, a.created_at) as at
            from appeals a left join appeal_activity v on v.tenant_id = a.tenant_id and v.appeal_id = a.id
            where a.tenant_id = $1 and a.client_id = m.id order by a.created_at desc limit 1) n on true
        order by p.rank desc, coalesce(n.at, m.created_at) desc, m.id desc
        limit $2
        """;

    // Every word stands in the name; one or two letters stand at the beginning of a word, since less than three make no trigram. Only where no name
    // has the words, names that look alike, the most alike first: the caller tells slips of the pen from other names (NameSlips).
    private const string ClientsByName = $"""
        create function find_clients_by_name(words text, most int)
            returns table (client_id uuid, client_name text, found_as text, phone text, appeal_id uuid, stage text, at timestamptz)
        {Head}
            folded text := translate(lower(trim(left(coalesce(words, ''), 100))), 'ё', 'е');
            parts text[] := (regexp_split_to_array(regexp_replace(folded, '([\\%_])', '\\\1', 'g'), '\s+'))[1:5];
            name_is text := 'translate(lower(c.name), ''ё'', ''е'')';
            condition text := '';
        begin
            if tenant is null or length(folded) < 2 then return; end if;
            for i in 1 .. cardinality(parts) loop
                condition := condition || case when length(parts[i]) > 2
                    then format(' and %s like ''%%'' || $3[%s] || ''%%''', name_is, i)
                    else format(' and (%1$s like $3[%2$s] || ''%%'' or %1$s like ''%% '' || $3[%2$s] || ''%%'')', name_is, i) end;
            end loop;
            return query execute 'with hits as materialized (
                select c.id, 0::real as rank, c.name as found_as from clients c where c.tenant_id = $1' || condition || ' order by c.created_at desc limit 100) {People}'
                using tenant, wanted, parts;
            if found or length(folded) < 3 then return; end if;
            perform set_config('pg_trgm.word_similarity_threshold', '0.25', true);
            return query execute 'with hits as materialized (
                select c.id, word_similarity($3, ' || name_is || ') as rank, c.name as found_as from clients c where c.tenant_id = $1 and $3 <% ' || name_is || '
                order by 2 desc, c.created_at desc limit 100) {People}'
                using tenant, wanted, folded;
        end $function$;
        """;

    // 8 917 …, +7 917 … and 917 … are one number: a Russian one is found by its last ten digits.
    private const string ClientsByPhone = $"""
        create function find_clients_by_phone(number text, most int)
            returns table (client_id uuid, client_name text, found_as text, phone text, appeal_id uuid, stage text, at timestamptz)
        {Head}
            digits text := regexp_replace(left(coalesce(number, ''), 40), '[^0-9]', '', 'g');
        begin
            if tenant is null or length(digits) < 4 then return; end if;
            if length(digits) = 11 and left(digits, 1) in ('7', '8') then digits := right(digits, 10); end if;
            return query execute 'with hits as materialized (
                select c.id, 0::real as rank, c.name as found_as from clients c
                where c.tenant_id = $1 and c.phone is not null and reverse(regexp_replace(c.phone, ''[^0-9]'', '''', ''g'')) like $3
                order by c.created_at desc limit 100) {People}'
                using tenant, wanted, reverse(digits) || '%';
        end $function$;
        """;

    private const string AppealColumns = "appeal_id uuid, client_id uuid, client_name text, device text, order_number text, stage text, platform text, at timestamptz";

    private const string Appeals = """
        select h.id, h.client_id, c.name, coalesce(m.name, b.name), h.livesklad_order_id, h.stage, ch.platform, coalesce(v.last_message_at, h.created_at)
        from hits h
        join clients c on c.tenant_id = $1 and c.id = h.client_id
        left join appeal_activity v on v.tenant_id = $1 and v.appeal_id = h.id
        left join channels ch on ch.tenant_id = $1 and ch.id = coalesce(v.last_channel_id, h.ad_channel_id)
        left join models m on m.tenant_id = $1 and m.id = h.model_id
        left join brands b on b.tenant_id = $1 and b.id = h.brand_id
        order by h.created_at desc, h.id desc
        """;

    // "A-1024", "№ 1024" and "1024" are one order: letters and digits count, from the end.
    private const string AppealsByOrder = $"""
        create function find_appeals_by_order(number text, most int) returns table ({AppealColumns})
        {Head}
            ending text := regexp_replace(lower(left(coalesce(number, ''), 60)), '[^[:alnum:]]', '', 'g');
        begin
            if tenant is null or length(ending) < 3 then return; end if;
            return query execute 'with hits as materialized (
                select a.* from appeals a
                where a.tenant_id = $1 and a.livesklad_order_id is not null
                    and reverse(regexp_replace(lower(a.livesklad_order_id), ''[^[:alnum:]]'', '''', ''g'')) like $3
                order by a.created_at desc, a.id desc limit $2) {Appeals}'
                using tenant, wanted, reverse(ending) || '%';
        end $function$;
        """;

    // The catalogue is small and read through: every word begins a word of brand, model or their aliases, or all of them run together stand in those run together.
    private const string AppealsByDevice = $"""
        create function find_appeals_by_device(words text, most int) returns table ({AppealColumns})
        {Head}
            folded text := translate(lower(trim(left(coalesce(words, ''), 100))), 'ё', 'е');
            parts text[] := regexp_split_to_array(folded, '\s+');
            joined text := regexp_replace(folded, '\s+', '', 'g');
            model_ids uuid[];
            brand_ids uuid[];
            condition text := 'a.model_id = any ($3)';
        begin
            if tenant is null or length(folded) < 2 then return; end if;
            select array_agg(d.model_id) filter (where d.model_id is not null), array_agg(d.brand_id) filter (where d.model_id is null) into model_ids, brand_ids
            from (
                select b.id as brand_id, m.id as model_id, translate(lower(concat_ws(' ', '', b.name, b.aliases, m.name, m.aliases)), 'ё[],"', 'е    ') as spelling
                from brands b cross join lateral (
                    select null::uuid as id, null::text as name, null::jsonb as aliases
                    union all
                    select x.id, x.name::text, x.aliases from models x where x.tenant_id = b.tenant_id and x.brand_id = b.id) m
                where b.tenant_id = tenant) d
            where (select bool_and(strpos(d.spelling, ' ' || w) > 0) from unnest(parts) w)
                or (length(joined) > 3 and strpos(replace(d.spelling, ' ', ''), joined) > 0);
            if model_ids is null and brand_ids is null then return; end if;
            if brand_ids is not null then condition := '(a.model_id = any ($3) or (a.model_id is null and a.brand_id = any ($4)))'; end if;
            return query execute 'with hits as materialized (
                select a.* from appeals a where a.tenant_id = $1 and ' || condition || ' order by a.created_at desc, a.id desc limit $2) {Appeals}'
                using tenant, wanted, model_ids, brand_ids;
        end $function$;
        """;

    // Word forms that the dictionary tells apart (дисплей, дисплея) agree up to their last vowels; what is typed last may be the beginning of a word.
    // How many messages have a beginning of a word is more than the planner can guess: of a rare one it walked all messages of a tenant. So the newest are looked
    // through first; only what is not common enough to be found there asks the words' own index, and is then rare enough to be read and sorted.
    private const string Messages = $$"""
        create function find_messages(words text, most int)
            returns table (message_id uuid, appeal_id uuid, client_id uuid, client_name text, message_type text, operator_name text, headline text, platform text, at timestamptz)
        {{Head}}
            asked tsquery := websearch_to_tsquery('russian', left(coalesce(words, ''), 200));
            ids uuid[];
        begin
            if tenant is null or numnode(asked) = 0 then return; end if;
            asked := regexp_replace(asked::text, '''([а-яё]{4,}?)[аеиоуыэюяйь]*''', '''\1'':*', 'g')::tsquery;
            asked := regexp_replace(asked::text, '''(\w{3,})''$', '''\1'':*')::tsquery;
            execute 'select array_agg(f.id) from (
                select r.id from (select m.id, m.tsv, m.created_at from messages_history m where m.tenant_id = $1 order by m.created_at desc limit 2000) r
                where r.tsv @@ $2 order by r.created_at desc limit $3) f'
                into ids using tenant, asked, wanted;
            if coalesce(cardinality(ids), 0) < wanted then
                execute 'with found as materialized (select m.id, m.created_at from messages_history m where m.tenant_id = $1 and m.tsv @@ $2)
                    select array_agg(f.id) from (select id from found order by created_at desc limit $3) f'
                    into ids using tenant, asked, wanted;
            end if;
            return query execute 'select h.id, h.appeal_id, c.id, c.name, h.message_type, coalesce(o.name, o.username),
                    ts_headline(''russian'', left(h.message_text, 4000), $2, ''StartSel={{Start}}, StopSel={{Stop}}, MaxWords=22, MinWords=12''), ch.platform, h.created_at
                from messages_history h
                join appeals a on a.tenant_id = $1 and a.id = h.appeal_id
                join clients c on c.tenant_id = $1 and c.id = a.client_id
                left join operators o on o.tenant_id = $1 and o.id = h.operator_id
                left join channels ch on ch.tenant_id = $1 and ch.id = h.channel_id
                where h.tenant_id = $1 and h.id = any ($3)
                order by h.created_at desc, h.id desc'
                using tenant, asked, ids;
        end $function$;
        """;

    // Characters of nobody's language, so that no message can hold them by chance.
    private const string Start = "\uE000";
    private const string Stop = "\uE001";

    private const string Grants = """
        revoke execute on function find_clients_by_name(text, int), find_clients_by_phone(text, int), find_appeals_by_order(text, int), find_appeals_by_device(text, int), find_messages(text, int) from public;
        grant execute on function find_clients_by_name(text, int), find_clients_by_phone(text, int), find_appeals_by_order(text, int), find_appeals_by_device(text, int), find_messages(text, int) to batterycrm_app;
        """;
}
