using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Settings;

/// <summary>One change of one row of a catalogue, a setting, a channel or of somebody's rights; written by triggers alone, in the transaction of the change.</summary>
public class SettingsVersion
{
    /// <summary>Rises in the order of writing.</summary>
    public long Id { get; set; }

    /// <summary>Null for the platform's own rows, among them those of tenants.</summary>
    public Guid? TenantId { get; set; }

    /// <summary>The table.</summary>
    public required string Subject { get; set; }

    /// <summary>The row: its id; the key of a setting; "parameter/deal type" of a visibility.</summary>
    public required string SubjectId { get; set; }

    /// <summary>What was changed together, in one transaction or for one wish.</summary>
    public Guid ChangeId { get; set; }

    /// <summary>Null when a command or a rule did it, or somebody of another tenant or the platform.</summary>
    public Guid? OperatorId { get; set; }

    /// <summary>JSON object of the columns as they were: all of a deleted row, of a changed one those that changed; null for a new row. What is secret stands as {"sealed": the beginning of a digest}.</summary>
    public string? Before { get; set; }

    /// <summary>As they became; null for a deleted row.</summary>
    public string? After { get; set; }
    public DateTimeOffset MadeAt { get; set; }
}

internal sealed class SettingsVersionMap : IEntityTypeConfiguration<SettingsVersion>
{
    public void Configure(EntityTypeBuilder<SettingsVersion> b)
    {
        b.ToTable("settings_versions", t => t.HasCheckConstraint("ck_settings_versions_of", "before is not null or after is not null"));
        b.Property(x => x.Id).UseIdentityAlwaysColumn();
        b.Property(x => x.Before).HasColumnType("jsonb");
        b.Property(x => x.After).HasColumnType("jsonb");
        b.Property(x => x.MadeAt).HasNow();
        b.HasOne<Tenants.Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.MadeAt, x.Id }).IsDescending(false, true, true).HasDatabaseName("ix_settings_versions_log");
        b.HasIndex(x => new { x.TenantId, x.Subject, x.SubjectId, x.Id }).IsDescending(false, false, false, true).HasDatabaseName("ix_settings_versions_row");
        b.HasIndex(x => x.ChangeId).HasDatabaseName("ix_settings_versions_change");
    }
}
