using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels;

/// <summary>Where a platform keeps the files of its messages.</summary>
public interface IFileSource
{
    /// <summary>One of <see cref="Data.Channels.Platforms"/>.</summary>
    string Platform { get; }

    /// <param name="externalFileId">The platform's handle (<see cref="Data.Messages.MessageAttachment.ExternalFileId"/>).</param>
    Task<FileLocation> LocateAsync(string externalFileId, ChannelCredentials credentials, CancellationToken cancellation);
}

/// <summary>Where a file can be fetched now, or why not; closed.</summary>
public abstract record FileLocation
{
    private FileLocation()
    {
    }

    /// <param name="Address">May hold a token: never stored, logged or shown.</param>
    /// <param name="SizeBytes">As the platform says; null when it does not.</param>
    /// <param name="IsConfigured">The address belongs to the channel's api_base_url, which an administrator of the installation has set: it may be private and without TLS.</param>
    public sealed record Found(Uri Address, long? SizeBytes, bool IsConfigured) : FileLocation
    {
        public override string ToString() => "found";
    }

    public sealed record TooLarge : FileLocation;

    /// <summary>The platform does not know it, or no longer.</summary>
    public sealed record Gone : FileLocation;

    /// <param name="After">The delay that the platform asks for; null = ours.</param>
    public sealed record Later(TimeSpan? After = null) : FileLocation;
}
