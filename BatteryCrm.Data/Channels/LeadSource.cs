using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Channels;

/// <summary>A source of leads, recognised by UTM marks (an empty mark means any) or by <see cref="Code"/>.</summary>
public class LeadSource : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid SalesChannelId { get; set; }
    public required string Name { get; set; }
    public string? UtmSource { get; set; }
    public string? UtmMedium { get; set; }
    public string? UtmCampaign { get; set; }
    public string? UtmTerm { get; set; }
    public string? UtmContent { get; set; }

    /// <summary>The word of a Telegram start parameter, VK ref or MAX payload; any case; null when none.</summary>
    public string? Code { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class LeadSourceMap : IEntityTypeConfiguration<LeadSource>
{
    public void Configure(EntityTypeBuilder<LeadSource> b)
    {
        b.ToTable("lead_sources");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.RefersTo<LeadSource, SalesChannel>(x => new { x.TenantId, x.SalesChannelId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.TenantId, x.SalesChannelId, x.Name }).IsUnique();
        b.HasIndex(x => x.SalesChannelId);
        b.HasIndex(x => new { x.TenantId, x.IsActive });
    }
}
