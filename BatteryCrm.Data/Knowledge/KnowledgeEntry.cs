using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Pgvector;

namespace BatteryCrm.Data.Knowledge;

/// <summary>Something the shop knows: an answer, a script, a warranty rule. Tenant null = shared with all, read-only for tenants.</summary>
public class KnowledgeEntry
{
    /// <summary>Length of <see cref="Embedding"/>.</summary>
    public const int EmbeddingSize = 384;

    public Guid Id { get; set; }
    public Guid? TenantId { get; set; }
    public required string Content { get; set; }

    /// <summary>faq, price_note, address, warranty, script or training_sample.</summary>
    public string? ContentType { get; set; }

    /// <summary>The meaning as a unit vector; null until computed.</summary>
    public Vector? Embedding { get; set; }
    public string? Metadata { get; set; }
    public string? Source { get; set; }
    public string? AddedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class KnowledgeEntryMap : IEntityTypeConfiguration<KnowledgeEntry>
{
    public void Configure(EntityTypeBuilder<KnowledgeEntry> b)
    {
        b.ToTable("knowledge_base");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Embedding).HasColumnType("vector(384)");
        b.Property(x => x.Metadata).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Tenants.Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.TenantId);
        b.HasIndex(x => x.Embedding).HasMethod("hnsw").HasOperators("vector_cosine_ops").HasDatabaseName("ix_knowledge_base_meaning");
    }
}
