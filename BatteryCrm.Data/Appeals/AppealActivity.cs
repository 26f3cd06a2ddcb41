using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Appeals;

/// <summary>What of an appeal changes with every message, kept narrow and apart so that <see cref="Appeal"/> changes by edits only. One row an appeal.</summary>
public class AppealActivity : ITenantRow
{
    public Guid AppealId { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The channel in which the client wrote last: the default one for an answer.</summary>
    public Guid? LastChannelId { get; set; }
    public Guid? LastMessageId { get; set; }
    public DateTimeOffset? LastMessageAt { get; set; }

    /// <summary>client, operator or agent; notes and automatic replies do not count.</summary>
    public string? LastMessageType { get; set; }

    /// <summary>The beginning of the last message, one line, at most 160 characters.</summary>
    public string? LastMessagePreview { get; set; }

    /// <summary>When anything happened last; decides whether a client's next message reuses the appeal.</summary>
    public DateTimeOffset LastActivityAt { get; set; }

    /// <summary>Since when the client waits (the platform's time of the first unanswered message, at most now); null when nobody waits.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    /// <summary>Who holds the appeal; null when it is free.</summary>
    public Guid? HolderId { get; set; }
    public DateTimeOffset? HeldAt { get; set; }

    /// <summary>"Напомнить": until then nobody waits, then (or with the client's next message) the appeal comes back; null when it is not put off.</summary>
    public DateTimeOffset? SnoozedUntil { get; set; }

    /// <summary>Since when the client waited when it was put off; null when nobody did.</summary>
    public DateTimeOffset? SnoozedSince { get; set; }

    /// <summary>Who put it off.</summary>
    public Guid? SnoozedBy { get; set; }

    /// <summary>The <see cref="WaitingSince"/> of which all operators were told that it is too long; null when they were not.</summary>
    public DateTimeOffset? AlertedSince { get; set; }

    /// <summary>The <see cref="WaitingSince"/> for which the appeal was given to somebody in turn; null when it was not. Who gives it back has not to take it again.</summary>
    public DateTimeOffset? AssignedSince { get; set; }

    /// <summary>The client is blocked: nobody waits here, whatever is written, and nothing is put off (a check of the table).</summary>
    public bool IsMuted { get; set; }

    /// <summary>Since when he would wait if he were not blocked; null when he would not.</summary>
    public DateTimeOffset? MutedSince { get; set; }
    public int ClientMessages { get; set; }
    public int OurMessages { get; set; }
}

internal sealed class AppealActivityMap : IEntityTypeConfiguration<AppealActivity>
{
    public void Configure(EntityTypeBuilder<AppealActivity> b)
    {
        b.ToTable("appeal_activity", t =>
        {
            t.HasCheckConstraint("ck_appeal_activity_last_message_type", "last_message_type in ('client','operator','agent')");
            t.HasCheckConstraint("ck_appeal_activity_muted", "case when is_muted then waiting_since is null and snoozed_until is null else muted_since is null end");
        });
        b.HasKey(x => x.AppealId);
        b.HasStorageParameter("fillfactor", 70);
        b.Property(x => x.LastActivityAt).HasNow();
        b.Property(x => x.IsMuted).HasDefaultValue(false);
        b.Property(x => x.ClientMessages).HasDefaultValue(0);
        b.Property(x => x.OurMessages).HasDefaultValue(0);
        b.RefersTo<AppealActivity, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<AppealActivity, Channels.Channel>(x => new { x.TenantId, x.LastChannelId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.HolderId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.SnoozedBy).OnDelete(DeleteBehavior.NoAction);

        // The three tabs of the queue: Без ответа, Мои, Все.
        b.HasIndex(x => new { x.TenantId, x.WaitingSince, x.AppealId }).HasFilter("waiting_since is not null").HasDatabaseName("ix_appeal_activity_waiting");
        b.HasIndex(x => new { x.TenantId, x.HolderId, x.LastMessageAt, x.AppealId }).IsDescending(false, false, true, true)
            .HasFilter("holder_id is not null").HasDatabaseName("ix_appeal_activity_holder");
        b.HasIndex(x => new { x.TenantId, x.LastMessageAt, x.AppealId }).IsDescending(false, true, true).HasDatabaseName("ix_appeal_activity_recent");

        // One channel of many: its newest, however rare it is.
        b.HasIndex(x => new { x.TenantId, x.LastChannelId, x.LastMessageAt, x.AppealId }).IsDescending(false, false, true, true).HasDatabaseName("ix_appeal_activity_channel");

        // What comes back next; whom reports count as without an answer though it is put off.
        b.HasIndex(x => x.SnoozedUntil).HasFilter("snoozed_until is not null").HasDatabaseName("ix_appeal_activity_snoozed");
        b.HasIndex(x => new { x.TenantId, x.SnoozedSince }).HasFilter("snoozed_since is not null").HasDatabaseName("ix_appeal_activity_put_off");
    }
}
