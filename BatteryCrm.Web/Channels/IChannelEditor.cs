using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels;

/// <summary>Changes what a platform has got already. May be asked twice for the same: what is so already counts as done.</summary>
public interface IChannelEditor
{
    /// <summary>One of <see cref="Data.Channels.Platforms"/>.</summary>
    string Platform { get; }

    /// <summary>Ends within about 30 s, whatever the platform does.</summary>
    /// <returns><see cref="SendOutcome.Sent"/> when it is as wanted; <see cref="SendOutcome.Unknown"/> when nobody knows, and it may be asked again.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellation"/> asks.</exception>
    Task<SendOutcome> ChangeAsync(OutgoingChange change, ChannelCredentials credentials, CancellationToken cancellation);
}

/// <param name="ExternalId">The platform's id of the message within its chat.</param>
/// <param name="Text">The new words; null = it is withdrawn.</param>
/// <param name="HasFile">They stand under a file, and may be none.</param>
public sealed record OutgoingChange(string ExternalChatId, string ExternalId, string? Text, bool HasFile);
