using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>How a client is known on one platform. Intake finds the client by it; a client may have several on the same platform.</summary>
public class ClientIdentity : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>One of <see cref="Channels.Platforms"/>.</summary>
    public required string Platform { get; set; }

    /// <summary>The platform's own id of the person; for a form the submission id, since a form vouches for nobody.</summary>
    public required string ExternalId { get; set; }
    public string? Username { get; set; }
    public string? DisplayName { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ClientIdentityMap : IEntityTypeConfiguration<ClientIdentity>
{
    public void Configure(EntityTypeBuilder<ClientIdentity> b)
    {
        b.ToTable("client_identities");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientIdentity, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasAlternateKey(x => new { x.TenantId, x.Id }).HasName("ak_client_identities_tenant_id_id");
        b.HasIndex(x => new { x.TenantId, x.Platform, x.ExternalId }).IsUnique().HasDatabaseName("ux_client_identities_person");
        b.HasIndex(x => new { x.TenantId, x.ClientId });
    }
}
