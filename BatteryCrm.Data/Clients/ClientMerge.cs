using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>Two clients turned out to be one person: the merged one leads to the master, over any number of steps.</summary>
public class ClientMerge : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid MasterClientId { get; set; }
    public Guid MergedClientId { get; set; }

    /// <summary>The operator's id as text; null when unknown.</summary>
    public string? MergedBy { get; set; }
    public string? MergeReason { get; set; }
    public DateTimeOffset MergedAt { get; set; }
}

internal sealed class ClientMergeMap : IEntityTypeConfiguration<ClientMerge>
{
    public void Configure(EntityTypeBuilder<ClientMerge> b)
    {
        b.ToTable("client_merges", t => t.HasCheckConstraint("ck_client_merges_not_itself", "master_client_id <> merged_client_id"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.MergedAt).HasNow();
        b.RefersTo<ClientMerge, Client>(x => new { x.TenantId, x.MasterClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<ClientMerge, Client>(x => new { x.TenantId, x.MergedClientId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => x.MergedClientId).IsUnique();
        b.HasIndex(x => new { x.TenantId, x.MasterClientId });
    }
}
