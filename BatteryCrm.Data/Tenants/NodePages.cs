using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Tenants;

/// <summary>How many pages of one tenant a node serves; written by that node with its attendance. One that was not heard of for <see cref="OperatorAttendance.Silence"/> serves none.</summary>
public class NodePages : ITenantRow
{
    public Guid TenantId { get; set; }

    /// <summary>Made up by the node when it starts.</summary>
    public Guid NodeId { get; set; }
    public int Pages { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}

internal sealed class NodePagesMap : IEntityTypeConfiguration<NodePages>
{
    public void Configure(EntityTypeBuilder<NodePages> b)
    {
        b.ToTable("node_pages");
        b.HasKey(x => new { x.TenantId, x.NodeId });
        b.Property(x => x.SeenAt).HasNow();
        b.HasStorageParameter("fillfactor", 70);
    }
}
