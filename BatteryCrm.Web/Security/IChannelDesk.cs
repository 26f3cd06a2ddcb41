namespace BatteryCrm.Web.Security;

/// <summary>What the settings ask of a platform about a channel: does it take the token, where does it post to. Implemented by the platforms' folders, so that screens need not know them.</summary>
public interface IChannelDesk
{
    /// <summary>One of <see cref="Data.Channels.Platforms"/>.</summary>
    string Platform { get; }

    /// <summary>Asks the platform; changes nothing there. Ends within 10 s.</summary>
    Task<ChannelCheck> CheckAsync(ChannelCredentials credentials, CancellationToken cancellation);

    /// <summary>Tells the platform where to post to and by which secret it is known. Ends within 10 s.</summary>
    Task<ChannelCheck> SetWebhookAsync(ChannelCredentials credentials, Uri address, string secret, CancellationToken cancellation);
}

/// <summary>What a platform said; closed.</summary>
public abstract record ChannelCheck
{
    private ChannelCheck()
    {
    }

    /// <param name="Account">The name that the platform gives the account; null when it was not asked for.</param>
    /// <param name="Webhook">Where it posts to; null or empty = nowhere.</param>
    /// <param name="Waiting">Events that it could not deliver yet.</param>
    /// <param name="LastError">Its words about the last delivery that failed; null when none did.</param>
    public sealed record Fine(string? Account, string? Webhook = null, long Waiting = 0, string? LastError = null, DateTimeOffset? LastErrorAt = null) : ChannelCheck;

    /// <param name="Words">The platform's.</param>
    public sealed record Refused(string Words) : ChannelCheck;

    /// <summary>It did not answer in time, or nothing was there.</summary>
    public sealed record NoAnswer : ChannelCheck;
}
