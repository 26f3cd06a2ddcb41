using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>The outbox: one answer on its way out. Written in one transaction with its message; a worker claims it with a lease and sends it.</summary>
public class OutboundMessage : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid MessageId { get; set; }
    public Guid AppealId { get; set; }
    public Guid ChannelId { get; set; }

    /// <summary>Where to: the platform's chat id.</summary>
    public required string ExternalChatId { get; set; }

    /// <summary>Made by the browser, unique per tenant: a press of the button twice sends once.</summary>
    public required string ClientKey { get; set; }

    /// <summary>One of <see cref="OutboundStates"/>.</summary>
    public string State { get; set; } = OutboundStates.Queued;

    /// <summary>Order of writing; within one chat messages leave in it. Given by the database.</summary>
    public long Seq { get; set; }

    /// <summary>Not sent before this: the seconds to take it back, or the platform's delay.</summary>
    public DateTimeOffset NotBefore { get; set; }
    public int Attempts { get; set; }

    /// <summary>Until when a worker may be sending it; past it the outcome is unknown.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The platform's words of a refusal, for people; null otherwise.</summary>
    public string? Error { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Values of <see cref="OutboundMessage.State"/>.</summary>
public static class OutboundStates
{
    public const string Queued = "queued";
    public const string Sending = "sending";
    public const string Sent = "sent";
    public const string Delivered = "delivered";
    public const string Read = "read";

    /// <summary>Refused for good; <see cref="OutboundMessage.Error"/> says why.</summary>
    public const string Failed = "failed";

    /// <summary>It left and no answer came: shown as «не подтверждено», never resent silently.</summary>
    public const string Unknown = "unknown";

    /// <summary>Taken back by the operator before it left.</summary>
    public const string Cancelled = "cancelled";
}

internal sealed class OutboundMessageMap : IEntityTypeConfiguration<OutboundMessage>
{
    public void Configure(EntityTypeBuilder<OutboundMessage> b)
    {
        b.ToTable("outbound_messages", t => t.HasCheckConstraint(
            "ck_outbound_messages_state", "state in ('queued','sending','sent','delivered','read','failed','unknown','cancelled')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.State).HasDefaultValue(OutboundStates.Queued);
        b.Property(x => x.Seq).UseIdentityAlwaysColumn();
        b.Property(x => x.NotBefore).HasNow();
        b.Property(x => x.Attempts).HasDefaultValue(0);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.RefersTo<OutboundMessage, Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });
        b.RefersTo<OutboundMessage, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<OutboundMessage, Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => x.MessageId).IsUnique();
        b.HasIndex(x => new { x.TenantId, x.ClientKey }).IsUnique().HasDatabaseName("ux_outbound_messages_client_key");

        // The worker walks what is queued in a channel and asks of each whether its chat has anything before it; the indexes hold only what is still to do.
        b.HasIndex(x => new { x.ChannelId, x.Seq }).HasFilter("state = 'queued'").HasDatabaseName("ix_outbound_messages_due");
        b.HasIndex(x => new { x.ChannelId, x.ExternalChatId, x.Seq }).HasFilter("state in ('queued','sending')").HasDatabaseName("ix_outbound_messages_to_send");
    }
}
