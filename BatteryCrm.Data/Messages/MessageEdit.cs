using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>What a message said before an edit; the earlier text stays readable.</summary>
public class MessageEdit : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid MessageId { get; set; }
    public required string PreviousText { get; set; }

    /// <summary>When the text was replaced, by the platform's clock.</summary>
    public DateTimeOffset EditedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class MessageEditMap : IEntityTypeConfiguration<MessageEdit>
{
    public void Configure(EntityTypeBuilder<MessageEdit> b)
    {
        b.ToTable("message_edits");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<MessageEdit, Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });
        b.HasIndex(x => new { x.TenantId, x.MessageId });
    }
}
