namespace BatteryCrm.Web.Screens.Channels;

/// <summary>How a channel is doing; the worst that is true of it.</summary>
public enum ChannelState
{
    Connected,
    Failing,
    Silent,
    Disabled,

    /// <summary>This program has no webhook of the platform yet.</summary>
    NotReceived,
}

/// <param name="Fault">The platform's words when it refused the token; null while it does not.</param>
/// <param name="LastInAt">When a client's last message came; null when none did.</param>
public sealed record ChannelRow(Guid Id, string Name, string Platform, bool IsActive, string? Fault, DateTimeOffset? FaultAt, Guid? SalesChannelId, DateTimeOffset? LastInAt, DateTimeOffset CreatedAt)
{
    public ChannelState State { get; init; }
}

/// <summary>What of a channel's credentials may be seen.</summary>
/// <param name="Fields">Names of what is set, with when it was set last.</param>
/// <param name="Open">What is no secret: ids and the form's key.</param>
/// <param name="Origins">The pages that may post the form.</param>
public sealed record ChannelKeys(IReadOnlyDictionary<string, DateTimeOffset?> Fields, IReadOnlyDictionary<string, string> Open, IReadOnlyList<string> Origins);

public sealed record SalesOption(Guid Id, string Name);

/// <param name="SilenceHours">Null = nobody wants to know of silence.</param>
public sealed record ChannelList(IReadOnlyList<ChannelRow> Rows, IReadOnlyList<SalesOption> Sales, int? SilenceHours);
