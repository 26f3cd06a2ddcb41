using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>
/// Words of messages are stored as they are looked for: without their last vowels, up to which the forms agree that the dictionary tells apart (дисплей, дисплея), and behind four
/// letters of their tenant. So a search asks the index for whole words of one tenant. Before, it gathered all messages of all tenants that have a beginning of a word.
/// </summary>
[DbContext(typeof(CrmDb))]
[Migration("20261129002000_FoldedWords")]
public sealed class FoldedWords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Words);
        migrationBuilder.Sql(Column);
        migrationBuilder.Sql(Messages);
    }

    // Of a word in its quotes, as tsvector and tsquery print it; four letters stay.
    private const string Fold = @"'([а-яё]{4})[аеиоуыэюяйь]+''', '\1''', 'g'";

    // The bodies are parsed here: no search path changes them, and they are inlined where they are called. Tenants whose four letters are the same share words in the index and
    // nothing else: whose a message is, its tenant_id says. No word has a blank in it, so a quote behind one opens a word.
    private const string Words = $$"""
        create function message_words(tenant uuid, message text) returns tsvector language sql immutable parallel safe
            return replace(' ' || regexp_replace(to_tsvector('russian', message)::text, {{Fold}}), ' ''', ' ''' || right(tenant::text, 4))::tsvector;

        -- What was typed; the last word may be the beginning of one, but not behind a minus: that would hide too much.
        create function asked_words(tenant uuid, typed text) returns tsquery language sql immutable parallel safe
            return regexp_replace(
                regexp_replace(regexp_replace(websearch_to_tsquery('russian', left(typed, 200))::text, {{Fold}}), '(?<!!)''\w{3,}''$', '\&:*'),
                '(^| )(!*)''', '\1\2''' || right(tenant::text, 4), 'g')::tsquery;

        revoke execute on function message_words(uuid, text), asked_words(uuid, text) from public;
        grant execute on function message_words(uuid, text) to batterycrm_app, batterycrm_worker;
        grant execute on function asked_words(uuid, text) to batterycrm_app;
        """;

    // The table is written anew, and what was known of the column is lost.
    private const string Column = """
        drop index ix_messages_history_search;
        alter table messages_history drop column tsv, add column tsv tsvector generated always as (message_words(tenant_id, message_text)) stored;
        create index ix_messages_history_search on messages_history using gin (tsv) with (gin_pending_list_limit = 256);
        do $$ begin
            if exists (select from messages_history) then analyze messages_history; end if;
        end $$;
        """;

    // The newest are looked through first: what is common is found there, and what is not is rare enough to be read and sorted. The planner knows no better: how many messages have
    // a beginning of a word it can only guess. Where only a minus is asked for, no index leads anywhere else.
    private const string Messages = $$"""
        create or replace function find_messages(words text, most int)
            returns table (message_id uuid, appeal_id uuid, client_id uuid, client_name text, message_type text, operator_name text, headline text, platform text, at timestamptz)
            language plpgsql stable security definer set search_path = public, pg_temp as $function$
        declare
            tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
            wanted int := least(greatest(coalesce(most, 0), 0), 50);
            asked tsquery := asked_words(tenant, coalesce(words, ''));
            marked text;
            ids uuid[];
        begin
            if tenant is null or numnode(asked) = 0 then return; end if;
            execute 'select array_agg(f.id) from (
                select r.id from (select m.id, m.tsv, m.created_at from messages_history m where m.tenant_id = $1 order by m.created_at desc limit 1000) r
                where r.tsv @@ $2 order by r.created_at desc limit $3) f'
                into ids using tenant, asked, wanted;
            if coalesce(cardinality(ids), 0) < wanted and querytree(asked) <> 'T' then
                execute 'with found as materialized (select m.id, m.tenant_id, m.created_at from messages_history m where m.tsv @@ $2)
                    select array_agg(f.id) from (select id from found where tenant_id = $1 order by created_at desc limit $3) f'
                    into ids using tenant, asked, wanted;
            end if;
            -- In the text the words stand as the dictionary has them: what is folded is a beginning there.
            marked := regexp_replace(asked::text, '(^| )(!*)''' || right(tenant::text, 4), '\1\2''', 'g');
            marked := regexp_replace(marked, '([а-яё]{4}'')(?=[ )]|$)', '\1:*', 'g');
            return query execute 'select h.id, h.appeal_id, c.id, c.name, h.message_type, coalesce(o.name, o.username),
                    ts_headline(''russian'', left(h.message_text, 4000), $2, ''StartSel={{Start}}, StopSel={{Stop}}, MaxWords=22, MinWords=12''), ch.platform, h.created_at
                from messages_history h
                join appeals a on a.tenant_id = $1 and a.id = h.appeal_id
                join clients c on c.tenant_id = $1 and c.id = a.client_id
                left join operators o on o.tenant_id = $1 and o.id = h.operator_id
                left join channels ch on ch.tenant_id = $1 and ch.id = h.channel_id
                where h.tenant_id = $1 and h.id = any ($3)
                order by h.created_at desc, h.id desc'
                using tenant, marked::tsquery, ids;
        end $function$;
        """;

    // Characters of nobody's language, so that no message can hold them by chance.
    private const string Start = "\uE000";
    private const string Stop = "\uE001";
}
