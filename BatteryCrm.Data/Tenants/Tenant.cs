using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Tenants;

/// <summary>A repair business that uses the installation; the outermost wall of isolation. Limits are per tenant, over all nodes.</summary>
public class Tenant
{
    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>The tenant's site, default origin of its form; null when it has none.</summary>
    public string? Domain { get; set; }
    public string? ExternalId { get; set; }

    /// <summary>Sealed with Data Protection; signs the tenant's own API tokens. Never shown.</summary>
    public string? JwtSecret { get; set; }
    public string? JwtJwks { get; set; }
    public bool IsActive { get; set; } = true;
    public bool Suspend { get; set; }
    public int MaxConcurrentUsers { get; set; } = 200;
    public int MaxEventsPerSecond { get; set; } = 100;
    public int MaxBytesPerSecond { get; set; } = 100_000;
    public int MaxChannelsPerClient { get; set; } = 100;
    public int MaxJoinsPerSecond { get; set; } = 500;
    public string PostgresCdcDefault { get; set; } = "postgres_cdc_rls";
    public bool NotifyPrivateAlpha { get; set; }
    public bool PrivateOnly { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset InsertedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>False while suspended or inactive: nobody signs in, nothing is sent; what comes in is still stored.</summary>
    public bool MayWork => IsActive && !Suspend;
}

internal sealed class TenantMap : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> b)
    {
        b.ToTable("tenants");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.JwtJwks).HasColumnType("jsonb");
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.Suspend).HasDefaultValue(false);
        b.Property(x => x.MaxConcurrentUsers).HasDefaultValue(200);
        b.Property(x => x.MaxEventsPerSecond).HasDefaultValue(100);
        b.Property(x => x.MaxBytesPerSecond).HasDefaultValue(100_000);
        b.Property(x => x.MaxChannelsPerClient).HasDefaultValue(100);
        b.Property(x => x.MaxJoinsPerSecond).HasDefaultValue(500);
        b.Property(x => x.PostgresCdcDefault).HasDefaultValue("postgres_cdc_rls");
        b.Property(x => x.NotifyPrivateAlpha).HasDefaultValue(false);
        b.Property(x => x.PrivateOnly).HasDefaultValue(false);
        b.Property(x => x.CreatedAt).HasNow();
        b.Ignore(x => x.MayWork);
    }
}
