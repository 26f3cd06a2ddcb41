using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Channels;

/// <summary>
/// A message that said where the client came from. The one that opened the appeal decides its source; later ones are kept and shown. Whose it is says the appeal, also after merges.
/// Goes when the person is erased; the appeal keeps its source.
/// </summary>
public class LeadTouch : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }
    public Guid MessageId { get; set; }
    public Guid ChannelId { get; set; }
    public string? UtmSource { get; set; }
    public string? UtmMedium { get; set; }
    public string? UtmCampaign { get; set; }
    public string? UtmTerm { get; set; }
    public string? UtmContent { get; set; }
    public string? Code { get; set; }
    public string? AdId { get; set; }
    public string? ItemId { get; set; }

    /// <summary>The page that the client came from, without its query; null when nobody said.</summary>
    public string? Referrer { get; set; }

    /// <summary>The page on which he wrote, without its query; null when nobody said.</summary>
    public string? Landing { get; set; }

    /// <summary><see cref="LeadMarks.Key"/>: touches with one key are one group of unmatched marks.</summary>
    public required string MarksKey { get; set; }

    /// <summary>What the marks matched; null = nothing, until a source is made of them.</summary>
    public Guid? LeadSourceId { get; set; }

    /// <summary>It opened the appeal.</summary>
    public bool IsFirst { get; set; }

    /// <summary>When the message came.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class LeadTouchMap : IEntityTypeConfiguration<LeadTouch>
{
    public void Configure(EntityTypeBuilder<LeadTouch> b)
    {
        b.ToTable("lead_touches");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsFirst).HasDefaultValue(false);
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<LeadTouch, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<LeadTouch, Message>(x => new { x.TenantId, x.MessageId }, m => new { m.TenantId, m.Id });
        b.RefersTo<LeadTouch, Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<LeadTouch, LeadSource>(x => new { x.TenantId, x.LeadSourceId }, s => new { s.TenantId, s.Id });
        b.HasIndex(x => new { x.TenantId, x.MessageId }).IsUnique().HasDatabaseName("ux_lead_touches_message");
        b.HasIndex(x => new { x.TenantId, x.AppealId, x.CreatedAt }).HasDatabaseName("ix_lead_touches_appeal");
        b.HasIndex(x => new { x.TenantId, x.LeadSourceId, x.CreatedAt }).HasFilter("lead_source_id is not null").HasDatabaseName("ix_lead_touches_source");
        b.HasIndex(x => new { x.TenantId, x.MarksKey, x.CreatedAt }).HasFilter("lead_source_id is null").HasDatabaseName("ix_lead_touches_unmatched");
    }
}
