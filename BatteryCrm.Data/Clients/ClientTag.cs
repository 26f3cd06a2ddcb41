using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>A word by which a client is found among others: "опт", "VIP". There is no list of them: what clients carry is offered for the next one.</summary>
public class ClientTag : ITenantRow
{
    /// <summary>Characters of <see cref="Tag"/>.</summary>
    public const int Longest = 40;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>As it was typed, trimmed.</summary>
    public required string Tag { get; set; }

    /// <summary>In lower case, by the database: by it a client has a tag once, and it is found by it.</summary>
    public string TagKey { get; private set; } = string.Empty;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ClientTagMap : IEntityTypeConfiguration<ClientTag>
{
    public void Configure(EntityTypeBuilder<ClientTag> b)
    {
        b.ToTable("client_tags", t => t.HasCheckConstraint("ck_client_tags_tag", "length(tag) between 1 and 40"));
        b.Property(x => x.Id).HasId();

        // A column of its own, since lower() uses no index below row-level security.
        b.Property(x => x.TagKey).HasComputedColumnSql("lower(tag)", stored: true);
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientTag, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.TenantId, x.ClientId, x.TagKey }).IsUnique().HasDatabaseName("ux_client_tags_client");
        b.HasIndex(x => new { x.TenantId, x.TagKey, x.ClientId }).HasDatabaseName("ix_client_tags_tag");
    }
}
