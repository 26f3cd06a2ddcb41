using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels;

/// <summary>The way out to one platform. Sends once a call: whether and when to try again is the outbox's affair, so nothing in here repeats a request.</summary>
public interface IChannelSender
{
    /// <summary>One of <see cref="Data.Channels.Platforms"/>.</summary>
    string Platform { get; }

    /// <summary>Ends within about 30 s and <see cref="OutgoingFile.TimeToLeave"/>, whatever the platform does.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellation"/> asks.</exception>
    Task<SendOutcome> SendAsync(OutgoingMessage message, ChannelCredentials credentials, CancellationToken cancellation);
}

/// <param name="Id">Our id of the message, where a platform takes one against repeats.</param>
/// <param name="ExternalChatId">The platform's chat.</param>
/// <param name="ReplyToExternalId">The platform's id of the message that this one answers, in the same chat; null = none.</param>
/// <param name="File">Goes with the text, which then may be empty; null = words alone.</param>
public sealed record OutgoingMessage(Guid Id, string ExternalChatId, string Text, string? ReplyToExternalId, OutgoingFile? File = null);

/// <param name="Kind">As of <see cref="Data.Messages.MessageAttachment.Kind"/>.</param>
/// <param name="Width">In pixels; null when not known or no picture.</param>
public sealed record OutgoingFile(string Kind, string Name, string MimeType, ReadOnlyMemory<byte> Content, int? Width, int? Height)
{
    /// <summary>What a slow line takes for it: 2 Mbit/s.</summary>
    public static TimeSpan TimeToLeave(long bytes) => TimeSpan.FromSeconds(bytes / (256.0 * 1024));
}

/// <summary>How one attempt ended; closed.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <param name="ExternalId">The platform's id of the message within the chat; null when it gave none.</param>
    /// <param name="At">The platform's time; null when it gave none.</param>
    public sealed record Sent(string? ExternalId, DateTimeOffset? At) : SendOutcome;

    /// <summary>It surely did not go out: the same again later.</summary>
    /// <param name="After">The delay that the platform asks for; null = ours.</param>
    /// <param name="PauseChannel">The platform wants fewer requests of the whole channel.</param>
    public sealed record Retry(TimeSpan? After = null, bool PauseChannel = false) : SendOutcome;

    /// <summary>Never with this message or this client.</summary>
    /// <param name="Words">The platform's, for people.</param>
    public sealed record Refused(string Words) : SendOutcome;

    /// <summary>The platform does not take the channel's credentials: nothing of the channel goes out until they change.</summary>
    /// <param name="Words">The platform's, for people.</param>
    public sealed record ChannelBroken(string Words) : SendOutcome;

    /// <summary>It left and nobody knows whether it arrived; must not be repeated.</summary>
    public sealed record Unknown : SendOutcome;

    /// <summary>The chat has another id now, and this message did not go out.</summary>
    public sealed record ChatMoved(string NewChatId) : SendOutcome;
}
