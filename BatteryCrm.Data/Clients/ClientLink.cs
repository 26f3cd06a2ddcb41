using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>Two clients who belong together and are two all the same: a family with one phone. They are never suggested as one person.</summary>
public class ClientLink : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The lower id of the two, as the database orders them (<see cref="ClientPair"/>).</summary>
    public Guid OneClientId { get; set; }
    public Guid OtherClientId { get; set; }

    /// <summary><see cref="Family"/> so far.</summary>
    public required string Kind { get; set; }

    /// <summary>An operator's words; null without any.</summary>
    public string? Note { get; set; }
    public Guid OperatorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>"Один телефон, семья".</summary>
    public const string Family = "family";
}

internal sealed class ClientLinkMap : IEntityTypeConfiguration<ClientLink>
{
    public void Configure(EntityTypeBuilder<ClientLink> b)
    {
        b.ToTable("client_links", t =>
        {
            t.HasCheckConstraint("ck_client_links_kind", "kind in ('family')");
            t.HasCheckConstraint("ck_client_links_order", "one_client_id < other_client_id");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientLink, Client>(x => new { x.TenantId, x.OneClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<ClientLink, Client>(x => new { x.TenantId, x.OtherClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.OneClientId, x.OtherClientId }).IsUnique().HasDatabaseName("ux_client_links_pair");
        b.HasIndex(x => new { x.TenantId, x.OtherClientId }).HasDatabaseName("ix_client_links_other");
    }
}
