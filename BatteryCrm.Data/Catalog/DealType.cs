using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Catalog;

/// <summary>What kind of business an appeal is (Ремонт, Покупка …); the platform's, the same for all tenants.</summary>
public class DealType
{
    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>repair, purchase, sale, consultation or spam: the words of <see cref="Appeals.Appeal.Type"/>.</summary>
    public required string Code { get; set; }
    public bool IsRepair { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class DealTypeMap : IEntityTypeConfiguration<DealType>
{
    public void Configure(EntityTypeBuilder<DealType> b)
    {
        b.ToTable("deal_types");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsRepair).HasDefaultValue(false);
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => x.Code).IsUnique();
    }
}
