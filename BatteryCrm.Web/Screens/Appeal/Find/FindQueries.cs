using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Find;

/// <summary>Looks for words in all messages of one appeal, also in those that no screen has loaded: one statement.</summary>
public sealed class FindQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>The longest text that is looked for; the rest is ignored.</summary>
    public const int MostCharacters = 200;

    /// <summary>Messages that are named at most; more are counted as "more than".</summary>
    public const int MostHits = 200;

    /// <summary>The newest messages of a conversation that are looked through, by ix_messages_history_conversation: as far back as the screen goes.</summary>
    public const int MostLookedThrough = 5_000;

    /// <summary>
    /// Messages in which the words stand in other forms as well, in any order (as find_messages has them: up to their last vowels, the last one perhaps only begun), or the text as it
    /// was typed, also within a word. The conversation's own index leads there, so row-level security costs nothing here and no definer function is needed.
    /// </summary>
    /// <returns>Ids, the newest first, one more than <see cref="MostHits"/> if there are; empty when nothing was asked for.</returns>
    public async Task<IReadOnlyList<Guid>> FindAsync(Guid appealId, string? typed, CancellationToken cancellation)
    {
        var words = (typed ?? string.Empty).Trim();
        if (words.Length > MostCharacters) words = words[..MostCharacters];
        if (words.Count(char.IsLetterOrDigit) < 2) return [];
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<Guid>(
            $$"""
            with asked as materialized (
                select asked_words(tenant_id, {{words}}) as words, translate(lower({{words}}), 'ё', 'е') as text from appeals where id = {{appealId}}),
            looked as (
                select id, created_at, tsv, message_text from messages_history where appeal_id = {{appealId}} order by created_at desc, id desc limit {{MostLookedThrough}})
            select looked.id as "Value" from looked, asked
            where looked.tsv @@ asked.words or strpos(translate(lower(looked.message_text), 'ё', 'е'), asked.text) > 0
            order by looked.created_at desc, looked.id desc limit {{MostHits + 1}}
            """).ToListAsync(cancellation);
    }
}
