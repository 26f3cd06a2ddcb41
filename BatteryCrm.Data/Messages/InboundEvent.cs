using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>The journal: one provider event as it came, kept whatever became of it.</summary>
public class InboundEvent : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ChannelId { get; set; }

    /// <summary>What makes the event one: update_id, event_id, submission id, else the SHA-256 of the body.</summary>
    public required string EventKey { get; set; }

    /// <summary>The raw body, byte for byte (jsonb would refuse U+0000 and reorder).</summary>
    public required byte[] Body { get; set; }

    /// <summary>done, ignored (a kind that makes no message) or failed.</summary>
    public required string State { get; set; }

    /// <summary>Why it failed: exception type or SQLSTATE, never content; null otherwise.</summary>
    public string? Error { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
}

internal sealed class InboundEventMap : IEntityTypeConfiguration<InboundEvent>
{
    public void Configure(EntityTypeBuilder<InboundEvent> b)
    {
        b.ToTable("inbound_events", t => t.HasCheckConstraint("ck_inbound_events_state", "state in ('done','ignored','failed')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.ReceivedAt).HasNow();
        b.RefersTo<InboundEvent, Channels.Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.ChannelId, x.EventKey }).IsUnique().HasDatabaseName("ux_inbound_events_key");
    }
}
