using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Duplicates;

/// <summary>
/// Somebody is to be looked at: something by which a person is known has come or changed. Triggers write it for clients, identities, contacts and devices, intake for messages in which
/// a number may stand. Whoever looks deletes it; several of one client are one.
/// </summary>
public class DuplicateCheck : ITenantRow
{
    public long Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Null when it is about a message.</summary>
    public Guid? ClientId { get; set; }

    /// <summary>A message of a client with as many digits as a number has; null when it is about a client.</summary>
    public Guid? MessageId { get; set; }
    public DateTimeOffset AskedAt { get; set; }
}

internal sealed class DuplicateCheckMap : IEntityTypeConfiguration<DuplicateCheck>
{
    public void Configure(EntityTypeBuilder<DuplicateCheck> b)
    {
        b.ToTable("duplicate_checks", t => t.HasCheckConstraint("ck_duplicate_checks_of", "(client_id is null) <> (message_id is null)"));
        b.Property(x => x.Id).UseIdentityAlwaysColumn();
        b.Property(x => x.AskedAt).HasNow();
    }
}
