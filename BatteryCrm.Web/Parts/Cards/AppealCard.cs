using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Parts.People;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>What stands beside a conversation.</summary>
/// <param name="ClientName">Null when no platform gave one.</param>
/// <param name="Phone">E.164, or as typed.</param>
/// <param name="PhoneIsSure">The number is certainly the client's: an own contact, a WhatsApp number or a call.</param>
/// <param name="Platforms">On which platforms the client is known, each one of <see cref="Data.Channels.Platforms"/>, in their order.</param>
/// <param name="Stage">One of <see cref="Stages"/>.</param>
/// <param name="Channel">Name of the channel of the first contact.</param>
/// <param name="ChannelPlatform">Its platform; null when the appeal has no channel.</param>
/// <param name="HolderId">Who holds the appeal; null when it is free.</param>
/// <param name="WaitingSince">Since when the client waits; null when nobody waits.</param>
/// <param name="LastMessageType">client, operator or agent; null without messages.</param>
/// <param name="Facts">What its fields show.</param>
public sealed record AppealCard(
    Guid AppealId,
    Guid ClientId,
    string? ClientName,
    string? Phone,
    bool PhoneIsSure,
    string? Email,
    IReadOnlyList<string> Platforms,
    string Stage,
    string? Channel,
    string? ChannelPlatform,
    DateTimeOffset CreatedAt,
    Guid? HolderId,
    string? HolderName,
    DateTimeOffset? WaitingSince,
    string? LastMessageType,
    CardFacts Facts)
{
    /// <summary>Put off until then; null when it is not.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The client has further appeals.</summary>
    public bool HasOthers { get; init; }

    /// <summary>Who may be the same person, and who is of his family.</summary>
    public IReadOnlyList<Kin> Kin { get; init; } = [];

    /// <summary>The client was erased on request: nothing says who he was.</summary>
    public bool IsErased { get; init; }

    /// <summary>Messages that said where the client came from, and of them those behind the one that opened the appeal.</summary>
    public int Touches { get; init; }
    public int FurtherTouches { get; init; }

    /// <summary>The client is blocked: what he writes is kept and waits for nobody.</summary>
    public bool IsMuted { get; init; }
}
