using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Appeal.Quotes;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What all messages of one rendering have in common, and what is said of one.</summary>
/// <param name="OperatorId">Who looks at them.</param>
/// <param name="Channels">Where the client has written; what waits in a faulty one leaves only when somebody repairs it.</param>
public sealed record BubbleLook(Guid OperatorId, DateTimeOffset Now, TenantZone Zone, IReadOnlyList<AnswerChannel> Channels)
{
    public static string ClassOf(ConversationItem item)
    {
        var name = item.Message.Type switch
        {
            MessageTypes.Operator => "msg ours",
            MessageTypes.Agent => "msg ours agent",
            MessageTypes.Automatic => "msg ours auto",
            MessageTypes.Note => "msg note",
            _ => "msg client",
        };
        if (item.IsFirst) name += " first";
        if (item.IsLast) name += " last";
        if (item.IsElsewhere) name += " elsewhere";
        if (item.Message.DeletedAt is not null) name += " deleted";
        return item.Message.DeliveryState switch
        {
            OutboundStates.Cancelled => name + " cancelled",
            OutboundStates.Failed => name + " undelivered",
            _ => name,
        };
    }

    /// <summary>Null where the side says it all: the client's own words.</summary>
    public static string? AuthorOf(MessageRow message) => message.Type switch
    {
        MessageTypes.Agent => Texts.AuthorAgent,
        MessageTypes.Automatic => Texts.AuthorAutomatic,
        MessageTypes.Note => Texts.AuthorNote.Replace("{0}", message.OperatorName ?? Texts.SomebodyElse, StringComparison.Ordinal),
        MessageTypes.Operator => message.OperatorName,
        _ => null,
    };

    /// <summary>An own answer that has not left and whose seconds are not over, or whose channel cannot send.</summary>
    public bool CanTakeBack(MessageRow message) =>
        message.DeliveryState == OutboundStates.Queued && message.OperatorId == OperatorId && (IsStuck(message) || (message.NotBefore is { } until && Now < until));

    /// <summary>An own answer that has arrived where it can still be changed.</summary>
    public bool CanChange(MessageRow message) =>
        message is { DeliveryState: OutboundStates.Sent or OutboundStates.Delivered or OutboundStates.Read, DeletedAt: null, Platform: { } platform } && message.OperatorId == OperatorId
        && message.Change is not { State: ChangeStates.Sending } && AnswerPlatforms.CanChange(platform);

    /// <summary>An answer can quote it, in one of the channels at least.</summary>
    public bool CanQuote(MessageRow message) => QuotedMessage.CanBeQuoted(message, Channels);

    /// <summary>Who took a message away that is not there any more.</summary>
    public static string GoneText(MessageRow message) =>
        message.Type == MessageTypes.Client ? Texts.DeletedByClient : message.DeliveryState == OutboundStates.Cancelled ? Texts.AnswerTakenBack : Texts.AnswerWithdrawn;

    /// <summary>What becomes of a change; null when there is none.</summary>
    public static string? ChangeText(MessageRow message) => message.Change switch
    {
        null => null,
        { State: ChangeStates.Failed, Kind: ChangeKinds.Edit } => Texts.NotEdited.Replace("{0}", FaultText.Of(message.Change.Error), StringComparison.Ordinal),
        { State: ChangeStates.Failed } => Texts.NotWithdrawn.Replace("{0}", FaultText.Of(message.Change.Error), StringComparison.Ordinal),
        { Kind: ChangeKinds.Edit } => Texts.BeingEdited,
        _ => Texts.BeingWithdrawn,
    };

    /// <summary>Until when it can be taken back, in milliseconds since 1970; null = as long as its channel is faulty.</summary>
    public long? TakeBackUntil(MessageRow message) => IsStuck(message) ? null : message.NotBefore?.ToUnixTimeMilliseconds();

    private bool IsStuck(MessageRow message) => Channels.Any(c => c.ChannelId == message.ChannelId && c.Fault is not null);
}
