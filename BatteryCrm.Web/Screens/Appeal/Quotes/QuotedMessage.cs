using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Appeal.Quotes;

/// <summary>The message that an answer quotes, as the composer shows it.</summary>
/// <param name="Type">One of <see cref="MessageTypes"/>.</param>
/// <param name="AuthorName">Of an operator's; null otherwise.</param>
/// <param name="Words">Its beginning; empty for a file alone.</param>
/// <param name="FileName">Of its first file; null without one or its name.</param>
/// <param name="ChatId">Where its platform knows it.</param>
public sealed record QuotedMessage(Guid Id, string Type, string? AuthorName, string Words, string? FileName, Guid? ChannelId, string? ChatId)
{
    /// <summary>So much of its words is read.</summary>
    public const int MostWords = 120;

    public static QuotedMessage Of(MessageRow message) => new(
        message.Id, message.Type, message.OperatorName, StorableText.Cut(message.Text, MostWords),
        message.Attachments.Count > 0 ? message.Attachments[0].FileName : null, message.ChannelId, message.PlatformChatId);

    /// <summary>Whether an answer through the channel goes into the chat in which this one stands, and its platform shows what is quoted.</summary>
    public bool FitsInto(AnswerChannel? channel) => channel is not null && CanQuote(channel, ChannelId, ChatId);

    /// <summary>Whether some channel of the client lets an answer quote the message: it stands there as its platform's own, and has not been deleted.</summary>
    public static bool CanBeQuoted(MessageRow message, IEnumerable<AnswerChannel> channels) =>
        message is { DeletedAt: null, PlatformChatId: not null } && channels.Any(c => c.CanSend && CanQuote(c, message.ChannelId, message.PlatformChatId));

    private static bool CanQuote(AnswerChannel channel, Guid? channelId, string? chatId) =>
        channel.ChannelId == channelId && string.Equals(channel.ExternalChatId, chatId, StringComparison.Ordinal) && AnswerPlatforms.CanQuote(channel.Platform);
}

/// <summary>Action: the next answer quotes this message; null = none.</summary>
public sealed record QuoteWanted(Guid AppealId, QuotedMessage? Message);

/// <summary>It cannot be quoted any more: it was deleted meanwhile.</summary>
public sealed record QuoteGone(Guid AppealId, Guid MessageId);
