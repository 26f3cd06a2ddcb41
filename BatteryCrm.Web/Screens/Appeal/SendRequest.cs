namespace BatteryCrm.Web.Screens.Appeal;

/// <param name="ChannelId">Null = the channel in which the client wrote last.</param>
/// <param name="ClientKey">Made by the composer for one press of "send"; the same key again is the same answer.</param>
/// <param name="IsTyped">It is what stood in the composer: the operator's draft is done with. False for a message that is sent again.</param>
/// <param name="SeenId">The last message that stood in the conversation when the operator began to type: what others added since makes the answer stale. Null = not asked.</param>
/// <param name="OfferId">The row of the price list whose sum was inserted and still stands in the text; null without one.</param>
public sealed record SendRequest(Guid AppealId, string Text, Guid? ChannelId, string ClientKey, bool IsTyped = true, Guid? SeenId = null, Guid? OfferId = null)
{
    /// <summary>The operator's <see cref="Data.Operators.DraftFile"/> rows that go with it.</summary>
    public IReadOnlyList<Guid> FileIds { get; init; } = [];

    /// <summary>The message that it quotes, if the platform shows that; null = none.</summary>
    public Guid? ReplyToId { get; init; }

    /// <summary>The message of which this is the next attempt: its file goes with it; null for a new one.</summary>
    public Guid? AgainId { get; init; }
}

/// <param name="MessageId">The written message, also when the same key had written it before; null when refused.</param>
/// <param name="Refusal">Why nothing was written; null when it was.</param>
public sealed record SendResult(Guid? MessageId, SendRefusal? Refusal);

/// <summary>Why an answer cannot be sent; shown beside the button.</summary>
public enum SendRefusal
{
    Empty,

    /// <summary>Longer than the platform takes in one message.</summary>
    TooLong,

    /// <summary>The appeal has no channel, or the chosen one does not exist.</summary>
    NoChannel,

    /// <summary>A form or a call, or the client never wrote in the chosen channel.</summary>
    NoWayBack,
    ChannelInactive,

    /// <summary>The platform refuses the channel's token: nothing leaves until its credentials are replaced.</summary>
    ChannelFaulty,
    TenantSuspended,

    /// <summary>The program has no sender for the platform yet.</summary>
    NotConnected,

    /// <summary>The client, a colleague or the AI added something since the operator began to type: to be looked at before the next press sends.</summary>
    Stale,

    /// <summary>The platform is sent no files.</summary>
    NoFiles,

    /// <summary>A file that was to go with it has been taken out elsewhere.</summary>
    FilesChanged,

    /// <summary>A variable of a saved reply still stands in it: no client gets "{price}".</summary>
    Unfilled,
}

/// <param name="Taken">True when the operator holds it now, also if it was so before.</param>
/// <param name="HolderId">Who holds it; null when there is no such appeal.</param>
public sealed record TakeResult(bool Taken, Guid? HolderId, string? HolderName);

/// <summary>A channel in which the client of an appeal has written.</summary>
/// <param name="ExternalChatId">The client's last chat there.</param>
/// <param name="CanSend">False for a form, a call, an inactive or faulty channel and a platform without a sender.</param>
/// <param name="IsDefault">The client wrote in it last.</param>
/// <param name="Fault">The platform's words, when nothing but its refusal of the token stands in the way; else null.</param>
public sealed record AnswerChannel(Guid ChannelId, string Name, string Platform, string ExternalChatId, bool CanSend, bool IsDefault, string? Fault = null);
