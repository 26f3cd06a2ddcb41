using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Duplicates;

/// <summary>Two clients who may be one person, and what speaks for it. Derived from the clients: it may be deleted and found again at any time.</summary>
public class DuplicateCandidate : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The lower id of the two (<see cref="ClientPair"/>).</summary>
    public Guid OneClientId { get; set; }
    public Guid OtherClientId { get; set; }

    /// <summary>One of <see cref="Strengths"/>.</summary>
    public required string Strength { get; set; }

    /// <summary>JSON: a list of <see cref="Duplicates.Evidence"/>.</summary>
    public required string Evidence { get; set; }

    /// <summary>When it was found first, or became stronger.</summary>
    public DateTimeOffset FoundAt { get; set; }
}

/// <summary>Values of <see cref="DuplicateCandidate.Strength"/>; in the order of the alphabet the stronger comes first, by which the inbox is sorted.</summary>
public static class Strengths
{
    public const string Strong = "strong";
    public const string Weak = "weak";
}

internal sealed class DuplicateCandidateMap : IEntityTypeConfiguration<DuplicateCandidate>
{
    public void Configure(EntityTypeBuilder<DuplicateCandidate> b)
    {
        b.ToTable("duplicate_candidates", t =>
        {
            t.HasCheckConstraint("ck_duplicate_candidates_strength", "strength in ('strong','weak')");
            t.HasCheckConstraint("ck_duplicate_candidates_order", "one_client_id < other_client_id");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Evidence).HasColumnType("jsonb");
        b.Property(x => x.FoundAt).HasNow();
        b.RefersTo<DuplicateCandidate, Client>(x => new { x.TenantId, x.OneClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<DuplicateCandidate, Client>(x => new { x.TenantId, x.OtherClientId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.TenantId, x.OneClientId, x.OtherClientId }).IsUnique().HasDatabaseName("ux_duplicate_candidates_pair");
        b.HasIndex(x => new { x.TenantId, x.OtherClientId }).HasDatabaseName("ix_duplicate_candidates_other");

        // The inbox, a strength at a time.
        b.HasIndex(x => new { x.TenantId, x.Strength, x.FoundAt, x.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_duplicate_candidates_inbox");
    }
}
