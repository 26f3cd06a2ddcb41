using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Erasing;

/// <summary>The proof that a person was erased, and all that is known of it afterwards. Written by the database's function only.</summary>
public class ClientErasure : ITenantRow
{
    /// <summary>Characters of <see cref="Reason"/>.</summary>
    public const int LongestReason = 500;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The master, where there were several rows of one person.</summary>
    public Guid ClientId { get; set; }
    public Guid OperatorId { get; set; }

    /// <summary>How it was asked for, in the operator's words and without a name ("letter No. 12"); may be empty.</summary>
    public required string Reason { get; set; }

    /// <summary>JSON: how much of what was erased.</summary>
    public required string Counts { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A file whose row is gone and whose bytes may still lie outside the database.</summary>
public class ForgottenFile : ITenantRow
{
    public Guid FileId { get; set; }
    public Guid TenantId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ClientErasureMap : IEntityTypeConfiguration<ClientErasure>, IEntityTypeConfiguration<ForgottenFile>
{
    public void Configure(EntityTypeBuilder<ClientErasure> b)
    {
        b.ToTable("client_erasures", t => t.HasCheckConstraint("ck_client_erasures_reason", "length(reason) <= 500"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Counts).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientErasure, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.ClientId, x.CreatedAt }).HasDatabaseName("ix_client_erasures_client");
    }

    public void Configure(EntityTypeBuilder<ForgottenFile> b)
    {
        b.ToTable("forgotten_files");
        b.HasKey(x => x.FileId);
        b.Property(x => x.CreatedAt).HasNow();
    }
}
