using BatteryCrm.Data.Appeals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>Something that one operator has to hear of, also when he was not here as it happened. Its trigger tells his consoles.</summary>
public class Notification : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Whom it is for.</summary>
    public Guid OperatorId { get; set; }

    /// <summary>One of <see cref="NotificationKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>What it is about; null when it is about a channel.</summary>
    public Guid? AppealId { get; set; }

    /// <summary>The channel that it is about; null when it is about an appeal.</summary>
    public Guid? ChannelId { get; set; }

    /// <summary>The message to look at; null = the appeal itself.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>Whose deed it was; null for a rule's.</summary>
    public Guid? ActorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When he saw it; null = not yet.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>Values of <see cref="Notification.Kind"/>.</summary>
public static class NotificationKinds
{
    /// <summary>A colleague named him in a note.</summary>
    public const string Mention = "mention";

    /// <summary>An appeal was put into his hands.</summary>
    public const string Assigned = "assigned";

    /// <summary>An appeal was taken out of his hands.</summary>
    public const string TakenOver = "taken_over";

    /// <summary>What he put off is back.</summary>
    public const string Reminder = "reminder";

    /// <summary>A client waits longer than the tenant allows.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>Nothing has come through a channel for longer than the tenant thinks usual.</summary>
    public const string ChannelSilent = "channel_silent";
}

internal sealed class NotificationMap : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> b)
    {
        b.ToTable("notifications", t =>
        {
            t.HasCheckConstraint("ck_notifications_kind", "kind in ('mention','assigned','taken_over','reminder','unanswered','channel_silent')");
            t.HasCheckConstraint("ck_notifications_subject", "(kind = 'channel_silent') = (appeal_id is null) and (kind = 'channel_silent') = (channel_id is not null)");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.ActorId).OnDelete(DeleteBehavior.NoAction);
        b.RefersTo<Notification, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<Notification, Channels.Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Notification, Messages.Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });

        // The newest first.
        b.HasIndex(x => new { x.TenantId, x.OperatorId, x.CreatedAt, x.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_notifications_recent");
    }
}
