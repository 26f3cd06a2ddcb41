using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Messages;

/// <summary>A text that operators send again and again, with places for what differs: <c>{client}</c>, <c>{price}</c>.</summary>
public class SavedReply : ITenantRow
{
    public const int LongestTitle = 80;
    public const int LongestShortcut = 30;
    public const int LongestText = 4000;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Whose it is; null = everybody's of the tenant.</summary>
    public Guid? OperatorId { get; set; }
    public required string Title { get; set; }

    /// <summary>What is typed behind the "/": lower-case letters, digits, "-" and "_"; null = found by its words only.</summary>
    public string? Shortcut { get; set; }
    public required string Text { get; set; }

    /// <summary>False once archived; its shortcut is free again.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>How often it was put into an answer, by anybody. Changes neither <see cref="UpdatedAt"/> nor what consoles keep.</summary>
    public int UsedCount { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Of the last edit: an editor who saw an earlier one overwrites nothing.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid CreatedBy { get; set; }
}

internal sealed class SavedReplyMap : IEntityTypeConfiguration<SavedReply>
{
    public void Configure(EntityTypeBuilder<SavedReply> b)
    {
        b.ToTable("saved_replies", t =>
        {
            t.HasCheckConstraint("ck_saved_replies_title", "length(title) between 1 and 80");
            t.HasCheckConstraint("ck_saved_replies_shortcut", "shortcut ~ '^[[:alnum:]_-]{1,30}$' and shortcut = lower(shortcut)");
            t.HasCheckConstraint("ck_saved_replies_text", "length(text) between 1 and 4000");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.UsedCount).HasDefaultValue(0);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.CreatedBy).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.OperatorId }).HasFilter("is_active").HasDatabaseName("ix_saved_replies_list");
        b.HasIndex(x => new { x.TenantId, x.OperatorId, x.Shortcut }).IsUnique().AreNullsDistinct(false).HasFilter("is_active and shortcut is not null")
            .HasDatabaseName("ux_saved_replies_shortcut");
    }
}
