using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>
/// What the platform is asked to change of a message that has left: its words, or that it is there at all. One at a time for a message; gone once the platform has done it,
/// and only then the message itself changes: what stands in the conversation is what the client sees.
/// </summary>
public class MessageChange : ITenantRow
{
    public Guid MessageId { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }
    public Guid ChannelId { get; set; }
    public Guid OperatorId { get; set; }

    /// <summary>One of <see cref="ChangeKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The new words; null when it is withdrawn.</summary>
    public string? Text { get; set; }

    /// <summary>queued, sending or failed.</summary>
    public string State { get; set; } = ChangeStates.Queued;
    public int Attempts { get; set; }

    /// <summary>Not before this; also the lease of who asks the platform. Asking twice does no harm.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>The platform's words of a refusal; null otherwise.</summary>
    public string? Error { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Values of <see cref="MessageChange.Kind"/>.</summary>
public static class ChangeKinds
{
    public const string Edit = "edit";
    public const string Withdraw = "withdraw";
}

/// <summary>Values of <see cref="MessageChange.State"/>.</summary>
public static class ChangeStates
{
    public const string Queued = "queued";
    public const string Sending = "sending";

    /// <summary>Refused for good; the message is as it was.</summary>
    public const string Failed = "failed";
}

internal sealed class MessageChangeMap : IEntityTypeConfiguration<MessageChange>
{
    public void Configure(EntityTypeBuilder<MessageChange> b)
    {
        b.ToTable("message_changes", t =>
        {
            t.HasCheckConstraint("ck_message_changes_kind", "kind in ('edit','withdraw') and (kind = 'edit') = (text is not null)");
            t.HasCheckConstraint("ck_message_changes_state", "state in ('queued','sending','failed')");
        });
        b.HasKey(x => x.MessageId);
        b.Property(x => x.MessageId).ValueGeneratedNever();
        b.Property(x => x.State).HasDefaultValue(ChangeStates.Queued);
        b.Property(x => x.Attempts).HasDefaultValue(0);
        b.Property(x => x.NotBefore).HasNow();
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.RefersTo<MessageChange, Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });
        b.RefersTo<MessageChange, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<MessageChange, Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });

        // What is still to ask; the worker walks it.
        b.HasIndex(x => x.NotBefore).HasFilter("state in ('queued','sending')").HasDatabaseName("ix_message_changes_due");
    }
}
