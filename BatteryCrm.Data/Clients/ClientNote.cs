using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>What operators know of a client and no message says; never leaves the console. It goes with the client through merges.</summary>
public class ClientNote : ITenantRow
{
    /// <summary>Characters of <see cref="Body"/>.</summary>
    public const int Longest = 4000;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }
    public required string Body { get; set; }

    /// <summary>Who wrote it, and alone may change it.</summary>
    public Guid OperatorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its words were last changed; null = never.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>Since then nobody sees it; null = it stands.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class ClientNoteMap : IEntityTypeConfiguration<ClientNote>
{
    public void Configure(EntityTypeBuilder<ClientNote> b)
    {
        b.ToTable("client_notes", t => t.HasCheckConstraint("ck_client_notes_body", "length(body) <= 4000"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientNote, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);

        // A client's notes, newest first.
        b.HasIndex(x => new { x.TenantId, x.ClientId, x.CreatedAt, x.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_client_notes_client");
    }
}
