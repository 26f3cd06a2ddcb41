using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>
/// Somebody who signs in; ASP.NET Core Identity's user. <see cref="IdentityUser{TKey}.UserName"/> is the column <c>username</c>.
/// E-mail and username are unique over the installation.
/// </summary>
public class Operator : IdentityUser<Guid>
{
    /// <summary>Null for the platform's own people, who see no client data.</summary>
    public Guid? TenantId { get; set; }
    public string? TelegramId { get; set; }

    /// <summary>The name colleagues see; null means the username is shown.</summary>
    public string? Name { get; set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string Role { get; set; } = Roles.Operator;
    public Guid? LocationId { get; set; }

    /// <summary>SHA-256 (hex) of the bearer token of the operator API; never the token.</summary>
    public string? SessionToken { get; set; }
    public DateTimeOffset? SessionTokenCreatedAt { get; set; }
    public string? FcmToken { get; set; }
    public DateTimeOffset FcmTokenUpdatedAt { get; set; }
    public DateTimeOffset? LastLoginAt { get; set; }
    public string? LastLoginPlatform { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>"ru" or "en".</summary>
    public string Language { get; set; } = "ru";

    /// <summary>"light", "dark", or null to follow the system.</summary>
    public string? Theme { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class OperatorMap : IEntityTypeConfiguration<Operator>
{
    public void Configure(EntityTypeBuilder<Operator> b)
    {
        b.ToTable("operators", t => t.HasCheckConstraint("ck_operators_role", "role in ('operator','manager','admin','platform') and (role = 'platform') = (tenant_id is null)"));
        b.Property(x => x.Id).HasId();

        // Identity would limit them to 256; the specification has no limit.
        b.Property(x => x.UserName).HasColumnName("username").Metadata.SetMaxLength(null);
        b.Property(x => x.NormalizedUserName).Metadata.SetMaxLength(null);
        b.Property(x => x.Email).Metadata.SetMaxLength(null);
        b.Property(x => x.NormalizedEmail).Metadata.SetMaxLength(null);
        b.Property(x => x.FcmTokenUpdatedAt).HasNow();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.Role).HasDefaultValue(Roles.Operator);
        b.Property(x => x.Language).HasDefaultValue("ru");
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Tenants.Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.TenantId);
        b.HasIndex(x => x.TelegramId);
        b.HasIndex(x => x.SessionToken);
        b.HasIndex(x => x.NormalizedUserName).IsUnique().HasDatabaseName("ux_operators_normalized_user_name");
        b.HasIndex(x => x.NormalizedEmail).IsUnique().HasDatabaseName("ux_operators_normalized_email");
    }
}
