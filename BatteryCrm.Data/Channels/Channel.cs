using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Channels;

/// <summary>A way in which clients reach a tenant: a bot, a community, a number, a form. An inactive one stores what comes and sends nothing.</summary>
public class Channel : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>One of <see cref="Platforms"/>.</summary>
    public required string Platform { get; set; }

    /// <summary>Bot, group, number or account id; unique per platform while active; null when unknown.</summary>
    public string? ExternalId { get; set; }

    /// <summary>JSON object by platform; each secret is {"sealed":"…"}, opened with Data Protection only, never shown.</summary>
    public string? Credentials { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>The sales channel of appeals that say nothing better about where they come from.</summary>
    public Guid? SalesChannelId { get; set; }

    /// <summary>Why the channel cannot send (the platform refused its token); null while it can.</summary>
    public string? Fault { get; set; }
    public DateTimeOffset? FaultAt { get; set; }

    /// <summary>When the last message had come of the silence that the admins were told of; null when they were told of none.</summary>
    public DateTimeOffset? SilenceTold { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ChannelMap : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> b)
    {
        b.ToTable("channels", t => t.HasCheckConstraint("ck_channels_platform", "platform in ('telegram','vk','whatsapp','avito','max','form','phone')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Credentials).HasColumnType("jsonb");
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<Channel, SalesChannel>(x => new { x.TenantId, x.SalesChannelId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.Platform, x.ExternalId }).IsUnique().HasFilter("is_active and external_id is not null").HasDatabaseName("ux_channels_account");
    }
}
