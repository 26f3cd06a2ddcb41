using BatteryCrm.Data;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What an open appeal reads for itself; further messages come live.</summary>
public sealed class AppealQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Messages of one read.</summary>
    public const int PageSize = 50;

    /// <inheritdoc cref="CardReading.ReadAsync"/>
    public async Task<AppealCard?> CardAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await CardReading.ReadAsync(db, appealId, cancellation);
    }

    /// <summary>The newest messages before a place in the conversation, oldest first; by ix_messages_history_conversation.</summary>
    /// <param name="before">Null starts at the newest.</param>
    public async Task<MessagePage> MessagesAsync(Guid appealId, MessageKey? before, int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var messages = db.Messages.Where(m => m.AppealId == appealId);
        if (before is { CreatedAt: var at, Id: var id })
            messages = messages.Where(m => EF.Functions.LessThan(ValueTuple.Create(m.CreatedAt, m.Id), ValueTuple.Create(at, id)));
        var read = await MessageRow.From(db, messages.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(count + 1)).ToListAsync(cancellation);
        read.Sort(MessageKey.Compare);
        return new MessagePage([.. read.TakeLast(count)], read.Count > count);
    }
}

/// <summary>Some messages of a conversation, oldest first.</summary>
public sealed record MessagePage(IReadOnlyList<MessageRow> Messages, bool HasOlder);

/// <summary>The place of a message in its conversation.</summary>
public sealed record MessageKey(DateTimeOffset CreatedAt, Guid Id)
{
    public static MessageKey Of(MessageRow message) => new(message.CreatedAt, message.Id);

    /// <summary>Less than zero when the first was written earlier.</summary>
    public static int Compare(MessageRow first, MessageRow second)
    {
        var byTime = first.CreatedAt.CompareTo(second.CreatedAt);
        return byTime != 0 ? byTime : first.Id.CompareTo(second.Id);
    }
}
