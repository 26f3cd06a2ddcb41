using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace BatteryCrm.Data.Messages;

/// <summary>One message of a conversation, in or out; ordered and paged by (created_at, id).</summary>
public class Message : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }

    /// <summary>One of <see cref="MessageTypes"/>.</summary>
    public string? MessageType { get; set; }
    public required string MessageText { get; set; }

    /// <summary>The platform's word; legacy, written only.</summary>
    public string? Channel { get; set; }
    public Guid? ChannelId { get; set; }

    /// <summary>The platform's id within <see cref="ExternalChatId"/>; null when it gave none (or 0).</summary>
    public string? ExternalMessageId { get; set; }
    public string? ExternalChatId { get; set; }

    /// <summary>Arrival as stamped by the webhook; for our own messages when they were written.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who wrote it, for operators' messages and notes.</summary>
    public Guid? OperatorId { get; set; }
    public Guid? ReplyToId { get; set; }

    /// <summary>The platform's time of the message; null for our own until sent.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? EditedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>JSON object: <c>contact</c> {phone, name, own}, <c>location</c> {lat, lon, title, address}, <c>start</c> (payload), <c>form</c> {model, page …}, <c>forwarded</c>.</summary>
    public string? Extra { get; set; }

    /// <summary>The words for search, made by the database from the text: "russian", without their last vowels, each behind letters of its tenant.</summary>
    public NpgsqlTsVector? Tsv { get; set; }
}

/// <summary>Values of <see cref="Message.MessageType"/>.</summary>
public static class MessageTypes
{
    public const string Client = "client";
    public const string Operator = "operator";

    /// <summary>Sent by the AI in auto mode.</summary>
    public const string Agent = "agent";

    /// <summary>For colleagues; never leaves.</summary>
    public const string Note = "note";

    /// <summary>Sent by a rule of the tenant ("we are closed"); answers nobody, so that the client waits as before.</summary>
    public const string Automatic = "auto";
}

internal sealed class MessageMap : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> b)
    {
        b.ToTable("messages_history", t => t.HasCheckConstraint("ck_messages_history_message_type", "message_type in ('client','operator','agent','note','auto')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.Extra).HasColumnType("jsonb");
        b.Property(x => x.Tsv).HasComputedColumnSql("message_words(tenant_id, message_text)", stored: true);
        b.RefersTo<Message, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<Message, Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Message, Message>(x => new { x.TenantId, x.ReplyToId }, m => new { m.TenantId, m.Id });
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);

        b.HasIndex(x => new { x.TenantId, x.AppealId, x.CreatedAt, x.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_messages_history_conversation");
        b.HasIndex(x => new { x.TenantId, x.CreatedAt }).IsDescending(false, true).IncludeProperties(x => new { x.MessageType, x.ChannelId, x.DeletedAt }).HasDatabaseName("ix_messages_history_tenant_recent");
        b.HasIndex(x => x.Tsv).HasMethod("gin").HasDatabaseName("ix_messages_history_search");
        b.HasIndex(x => new { x.ChannelId, x.ExternalChatId, x.ExternalMessageId }).IsUnique()
            .HasFilter("channel_id is not null and external_chat_id is not null and external_message_id is not null")
            .HasDatabaseName("ux_messages_history_external");
    }
}
