using BatteryCrm.Data.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>A file of a message. Intake records it; a worker fetches it from the platform later.</summary>
public class MessageAttachment : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid MessageId { get; set; }
    public Guid? ChannelId { get; set; }

    /// <summary>photo, voice, audio, video, animation, sticker or document.</summary>
    public required string Kind { get; set; }

    /// <summary>The platform's handle of the file (Telegram: file_id); null for our own uploads.</summary>
    public string? ExternalFileId { get; set; }
    public string? FileName { get; set; }

    /// <summary>As the platform says until the file is stored, then as sniffed.</summary>
    public string? MimeType { get; set; }
    public long? SizeBytes { get; set; }
    public int? Width { get; set; }
    public int? Height { get; set; }
    public int? DurationSeconds { get; set; }

    /// <summary>pending, stored, refused (too large, wrong type: <see cref="Reason"/>), failed.</summary>
    public string State { get; set; } = "pending";

    /// <summary>Why it was refused or failed: too_large, type, gone, not_available; null otherwise.</summary>
    public string? Reason { get; set; }
    public Guid? FileId { get; set; }
    public int Attempts { get; set; }

    /// <summary>Not before this; also the lease while a worker fetches it.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class MessageAttachmentMap : IEntityTypeConfiguration<MessageAttachment>
{
    public void Configure(EntityTypeBuilder<MessageAttachment> b)
    {
        b.ToTable("message_attachments", t => t.HasCheckConstraint("ck_message_attachments_state", "state in ('pending','stored','refused','failed')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.State).HasDefaultValue("pending");
        b.Property(x => x.Attempts).HasDefaultValue(0);
        b.Property(x => x.NextAttemptAt).HasNow();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<MessageAttachment, Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });
        b.RefersTo<MessageAttachment, Channels.Channel>(x => new { x.TenantId, x.ChannelId }, m => new { m.TenantId, m.Id });
        b.RefersTo<MessageAttachment, StoredFile>(x => new { x.TenantId, x.FileId }, f => new { f.TenantId, f.Id });
        b.HasIndex(x => new { x.TenantId, x.MessageId });
        b.HasIndex(x => x.NextAttemptAt).HasFilter("state = 'pending'").HasDatabaseName("ix_message_attachments_to_fetch");
    }
}
