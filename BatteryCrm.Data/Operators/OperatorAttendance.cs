using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>
/// Whether an operator has the console open. Written by the node that serves him when he comes and goes, and once a minute in between, so that a node that
/// dies leaves its last sign of him.
/// </summary>
public class OperatorAttendance : ITenantRow
{
    /// <summary>How often a node repeats who is there.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    /// <summary>Who was not heard of for so long is not there, whatever <see cref="LeftAt"/> says.</summary>
    public static readonly TimeSpan Silence = 2.5 * Beat;

    public Guid OperatorId { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The last sign of him.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When he closed the last page of a node; null = he is there. If another node still serves him, that is right again within a beat.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>When he was given an appeal in turn for the last time; null = never. Whose turn was longest ago is next.</summary>
    public DateTimeOffset? GivenAt { get; set; }
}

internal sealed class OperatorAttendanceMap : IEntityTypeConfiguration<OperatorAttendance>
{
    public void Configure(EntityTypeBuilder<OperatorAttendance> b)
    {
        b.ToTable("operator_attendance");
        b.HasKey(x => x.OperatorId);
        b.HasStorageParameter("fillfactor", 70);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(x => x.SeenAt).HasDatabaseName("ix_operator_attendance_seen");
    }
}
