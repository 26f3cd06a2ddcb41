using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// One provider event on its way into the database: the raw body for the journal and, when the event is a message, what it says in the common words of all platforms.
/// </summary>
/// <param name="EventKey">What makes the event one (update_id, submission id, else the body's SHA-256); unique per channel.</param>
/// <param name="Body">As it came, byte for byte.</param>
/// <param name="ReceivedAt">Stamped by the webhook; becomes the message's created_at.</param>
/// <param name="Message">Null for kinds that make no message: journalled as ignored.</param>
/// <param name="MappingError">Set when the event could not be understood: journalled as failed. Never content.</param>
public sealed record InboundEvent(
    InboundChannel Channel, string EventKey, byte[] Body, DateTimeOffset ReceivedAt, InboundMessage? Message, string? MappingError = null)
{
    public Guid ChannelId => Channel.Id;

    public Guid TenantId => Channel.TenantId;

    public string Platform => Channel.Platform;
}

/// <summary>Where the event came in.</summary>
/// <param name="SalesChannelId">The sales channel of appeals that say nothing better about their source; null when the channel has none.</param>
public sealed record InboundChannel(Guid Id, Guid TenantId, string Platform, string Name, Guid? SalesChannelId);

/// <summary>What a client wrote, whatever the platform. Texts are already safe to store (no U+0000, no lone surrogates).</summary>
public sealed record InboundMessage
{
    public required InboundSender Sender { get; init; }
    public required string ChatId { get; init; }

    /// <summary>The platform's id within the chat; null when it gives none.</summary>
    public required string? MessageId { get; init; }

    /// <summary>Empty for a message of files only.</summary>
    public required string Text { get; init; }

    /// <summary>The platform's time.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The message replaces the text of an earlier one with the same id; <see cref="SentAt"/> is then the time of the edit.</summary>
    public bool IsEdit { get; init; }
    public string? ReplyToMessageId { get; init; }

    /// <summary>JSON object for <c>messages_history.extra</c>; null when there is nothing to say.</summary>
    public string? Extra { get; init; }

    /// <summary>One line for the queue when <see cref="Text"/> is empty: "📷", "🎤 0:12".</summary>
    public string? Summary { get; init; }
    public InboundContact Contact { get; init; } = InboundContact.None;
    public InboundReferral Referral { get; init; } = InboundReferral.None;
    public IReadOnlyList<InboundAttachment> Attachments { get; init; } = [];
}

/// <summary>Who wrote, by the platform's own id; <paramref name="Name"/> is first and last name.</summary>
public sealed record InboundSender(string ExternalId, string? Name, string? Username);

/// <summary>Phone and e-mail that came with the message; a phone in E.164 when it reads as a number.</summary>
/// <param name="PhoneIsOwn">The platform vouches that the number is the sender's.</param>
public sealed record InboundContact(string? Phone, bool PhoneIsOwn, string? Email)
{
    public static readonly InboundContact None = new(null, false, null);
}

/// <summary>How the client came: the code of a start parameter, ref or payload, an ad id, UTM marks, a classifieds item; all null when nothing is known.</summary>
public sealed record InboundReferral(
    string? Code, string? AdId, string? UtmSource, string? UtmMedium, string? UtmCampaign, string? UtmTerm, string? UtmContent)
{
    public static readonly InboundReferral None = new(null, null, null, null, null, null, null);

    /// <summary>What the client looked at on a classifieds site.</summary>
    public string? ItemId { get; init; }

    /// <summary>The address that the client came from; null when nobody said.</summary>
    public string? Referrer { get; init; }

    /// <summary>The address of the page on which he wrote; null when nobody said.</summary>
    public string? Landing { get; init; }

    /// <summary>As the rules read them, fit to be stored.</summary>
    public LeadMarks Marks => this == None ? LeadMarks.None : LeadMarks.Of(UtmSource, UtmMedium, UtmCampaign, UtmTerm, UtmContent, Code, AdId, ItemId);
}

/// <summary>A file of a message, still on the platform.</summary>
public sealed record InboundAttachment(
    string Kind, string ExternalFileId, string? FileName, string? MimeType, long? SizeBytes, int? Width = null, int? Height = null, int? DurationSeconds = null);
