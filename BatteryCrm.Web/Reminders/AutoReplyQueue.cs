using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Reminders;

/// <summary>Puts automatic replies of one tenant into the outbox.</summary>
internal sealed class AutoReplyQueue(IDbContextFactory<CrmDb> factory)
{
    /// <returns>False when it was said already, or somebody has answered meanwhile.</returns>
    public async Task<bool> SayAsync(NewWord word, AutoReply reply, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var answer = new NewAnswer(word.AppealId, TextFor(word, reply.Text), MessageTypes.Automatic, OperatorId: null, word.ChannelId, word.Platform, word.ExternalChatId, reply.Key, now);
        if (!await Outbox.QueueAutomaticAsync(db, answer, now, cancellation)) return false;
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>As much of the words as the platform takes in one message.</summary>
    internal static string TextFor(NewWord word, string words)
    {
        var limit = AnswerPlatforms.TextLimit(word.Platform);
        var text = StorableText.Of(words);
        return text.Length <= limit ? text : text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }
}
