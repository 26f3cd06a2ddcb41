using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Appeals;

/// <summary>
/// One matter of one client: a repair, a purchase, a question. Changes by people's and rules' edits only; what changes with every message is
/// <see cref="AppealActivity"/>. The legacy text columns are written for readers of old data and never read.
/// </summary>
public class Appeal : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>Who of the client's identities opened it: with it the appeal goes when a merge is undone. Null for what a person opened, or an older one.</summary>
    public Guid? IdentityId { get; set; }

    /// <summary>Same as <see cref="AdChannelId"/>; written only.</summary>
    public Guid? ChannelId { get; set; }
    public string? AdChannel { get; set; }

    /// <summary>The channel of the first contact.</summary>
    public Guid? AdChannelId { get; set; }
    public string? AdId { get; set; }
    public Guid? SalesChannelId { get; set; }
    public Guid? LeadSourceId { get; set; }

    /// <summary>When a person last wrote the source by hand: what marks say later changes it no more. Null while nobody did.</summary>
    public DateTimeOffset? LeadSourceCorrectedAt { get; set; }
    public Guid? DeviceTypeId { get; set; }
    public Guid? BrandId { get; set; }
    public Guid? ModelId { get; set; }
    public string? PhoneBrand { get; set; }
    public string? PhoneModel { get; set; }
    public Guid? DealTypeId { get; set; }
    public Guid? RepairTypeId { get; set; }
    public Guid? IssueTypeId { get; set; }
    public Guid? IssueId { get; set; }
    public string? MalfunctionCategory { get; set; }
    public string? MalfunctionType { get; set; }

    /// <summary>"ours" or "client"; null while nobody knows.</summary>
    public string? PartsOwner { get; set; }
    public bool ClientParts { get; set; }
    public string? ProblemDescription { get; set; }

    /// <summary>Roubles.</summary>
    public decimal? EstimatedCost { get; set; }

    /// <summary>Minutes.</summary>
    public int? EstimatedTime { get; set; }

    /// <summary>One of <see cref="Stages"/>.</summary>
    public string Stage { get; set; } = Stages.FirstContact;
    public string? AppealStatus { get; set; }

    /// <summary>How far it has come: the place of its stage in <see cref="Stages.Way"/>; of a cancelled one, of the stage before. Written by a trigger.</summary>
    public short Reached { get; set; }

    /// <summary>Since when it stands in its stage; null = since it was made. Written by a trigger.</summary>
    public DateTimeOffset? StageSince { get; set; }

    /// <summary>repair, purchase, sale, consultation, spam; null while unknown.</summary>
    public string? Type { get; set; }

    /// <summary>0 to 1.</summary>
    public decimal TypeConfidence { get; set; }
    public bool TypeIdentified { get; set; }
    public string? TypeReasoning { get; set; }

    /// <summary>manual, assist or auto.</summary>
    public string OperationMode { get; set; } = "assist";
    public bool PendingOperatorApproval { get; set; }
    public string? DraftResponse { get; set; }
    public string RoutingHistory { get; set; } = "[]";
    public DateTimeOffset? AppointmentDatetime { get; set; }
    public int? MasterId { get; set; }
    public Guid? LocationId { get; set; }
    public string? QrCode { get; set; }
    public string? LiveskladOrderId { get; set; }
    public bool SyncedWithLivesklad { get; set; }
    public DateTimeOffset? SyncedAt { get; set; }
    public DateTimeOffset? VisitedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public bool Notified2hAfterContact { get; set; }
    public bool Notified1dayBefore { get; set; }
    public bool Notified2hBefore { get; set; }
    public bool NotifiedAfterCompletion { get; set; }
    public bool NotifiedReviewRequest { get; set; }
    public bool NotifiedWarrantyReminder { get; set; }

    /// <summary>Column <c>notified_</c>: kept for the schema's sake, never set.</summary>
    public bool NotifiedGeneric { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class AppealMap : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> b)
    {
        b.ToTable("appeals", t =>
        {
            t.HasCheckConstraint("ck_appeals_parts_owner", "parts_owner in ('ours','client')");
            t.HasCheckConstraint("ck_appeals_operation_mode", "operation_mode in ('manual','assist','auto')");
            t.HasCheckConstraint("ck_appeals_stage", "stage in (" + string.Join(',', Stages.All.Select(s => "'" + s + "'")) + ")");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.ClientParts).HasDefaultValue(false);
        b.Property(x => x.Stage).HasDefaultValue(Stages.FirstContact);
        b.Property(x => x.Reached).HasDefaultValue((short)0);
        b.Property(x => x.TypeConfidence).HasDefaultValue(0m);
        b.Property(x => x.TypeIdentified).HasDefaultValue(false);
        b.Property(x => x.OperationMode).HasDefaultValue("assist");
        b.Property(x => x.PendingOperatorApproval).HasDefaultValue(false);
        b.Property(x => x.RoutingHistory).HasColumnType("jsonb").HasDefaultValueSql("'[]'");
        b.Property(x => x.SyncedWithLivesklad).HasDefaultValue(false);
        b.Property(x => x.Notified2hAfterContact).HasColumnName("notified_2h_after_contact").HasDefaultValue(false);
        b.Property(x => x.Notified1dayBefore).HasColumnName("notified_1day_before").HasDefaultValue(false);
        b.Property(x => x.Notified2hBefore).HasColumnName("notified_2h_before").HasDefaultValue(false);
        b.Property(x => x.NotifiedAfterCompletion).HasDefaultValue(false);
        b.Property(x => x.NotifiedReviewRequest).HasDefaultValue(false);
        b.Property(x => x.NotifiedWarrantyReminder).HasDefaultValue(false);
        b.Property(x => x.NotifiedGeneric).HasColumnName("notified_").HasDefaultValue(false);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();

        b.RefersTo<Appeal, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, ClientIdentity>(x => new { x.TenantId, x.IdentityId }, i => new { i.TenantId, i.Id });
        b.RefersTo<Appeal, Channel>(x => new { x.TenantId, x.ChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Channel>(x => new { x.TenantId, x.AdChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, SalesChannel>(x => new { x.TenantId, x.SalesChannelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, LeadSource>(x => new { x.TenantId, x.LeadSourceId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, DeviceType>(x => new { x.TenantId, x.DeviceTypeId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Brand>(x => new { x.TenantId, x.BrandId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Model>(x => new { x.TenantId, x.ModelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, RepairType>(x => new { x.TenantId, x.RepairTypeId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, IssueType>(x => new { x.TenantId, x.IssueTypeId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Issue>(x => new { x.TenantId, x.IssueId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Appointments.Master>(x => new { x.TenantId, x.MasterId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Appeal, Tenants.Location>(x => new { x.TenantId, x.LocationId }, c => new { c.TenantId, c.Id });
        b.HasOne<DealType>().WithMany().HasForeignKey(x => x.DealTypeId).OnDelete(DeleteBehavior.NoAction);

        b.HasIndex(x => new { x.TenantId, x.CreatedAt, x.Id }).IsDescending(false, true, true).HasDatabaseName("ix_appeals_tenant_recent");
        b.HasIndex(x => new { x.ClientId, x.CreatedAt }).IsDescending(false, true).HasDatabaseName("ix_appeals_client_recent");
        b.HasIndex(x => x.Stage);
        b.HasIndex(x => new { x.TenantId, x.Stage }).HasDatabaseName("ix_appeals_tenant_stage");
        b.HasIndex(x => new { x.TenantId, x.DealTypeId }).HasDatabaseName("ix_appeals_tenant_deal_type");
        b.HasIndex(x => x.BrandId);
        b.HasIndex(x => x.ModelId);
        b.HasIndex(x => x.SalesChannelId);
        b.HasIndex(x => x.LeadSourceId);
        b.HasIndex(x => x.IssueTypeId);
        b.HasIndex(x => x.IssueId);
    }
}
