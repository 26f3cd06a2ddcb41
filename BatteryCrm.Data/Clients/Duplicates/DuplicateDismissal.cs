using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Duplicates;

/// <summary>"Не дубликат": somebody looked at a pair and said that they are two. It is suggested again only when something else speaks for it than what was looked at.</summary>
public class DuplicateDismissal : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The lower id of the two (<see cref="ClientPair"/>).</summary>
    public Guid OneClientId { get; set; }
    public Guid OtherClientId { get; set; }
    public Guid OperatorId { get; set; }

    /// <summary>JSON: what spoke for it then, a list of <see cref="Duplicates.Evidence"/>.</summary>
    public required string Evidence { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class DuplicateDismissalMap : IEntityTypeConfiguration<DuplicateDismissal>
{
    public void Configure(EntityTypeBuilder<DuplicateDismissal> b)
    {
        b.ToTable("duplicate_dismissals", t => t.HasCheckConstraint("ck_duplicate_dismissals_order", "one_client_id < other_client_id"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Evidence).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<DuplicateDismissal, Client>(x => new { x.TenantId, x.OneClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<DuplicateDismissal, Client>(x => new { x.TenantId, x.OtherClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.OneClientId, x.OtherClientId }).IsUnique().HasDatabaseName("ux_duplicate_dismissals_pair");
        b.HasIndex(x => new { x.TenantId, x.OtherClientId }).HasDatabaseName("ix_duplicate_dismissals_other");
    }
}
