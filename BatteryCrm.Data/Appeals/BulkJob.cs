using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Appeals;

/// <summary>One deed on many appeals: done in the background in small steps, undone as one.</summary>
public class BulkJob : ITenantRow
{
    /// <summary>How long it can be undone after it has ended.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(10);

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Who started it; everything in it is his deed.</summary>
    public Guid OperatorId { get; set; }

    /// <summary>One of <see cref="BulkKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The operator's id or the stage; null where the kind needs none.</summary>
    public string? Target { get; set; }

    /// <summary>One of <see cref="BulkStates"/>.</summary>
    public string State { get; set; } = BulkStates.Running;
    public int Total { get; set; }

    /// <summary>Appeals that were changed and not put back.</summary>
    public int Done { get; set; }

    /// <summary>Appeals in which there was nothing to do, or that may not be touched.</summary>
    public int Skipped { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>One appeal of a job.</summary>
public class BulkJobItem : ITenantRow
{
    public Guid JobId { get; set; }
    public Guid AppealId { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>One of <see cref="BulkItemStates"/>.</summary>
    public string State { get; set; } = BulkItemStates.Waiting;

    /// <summary>What is to be put back; null until it is done.</summary>
    public string? Before { get; set; }
}

/// <summary>Values of <see cref="BulkJob.Kind"/>.</summary>
public static class BulkKinds
{
    public const string Assign = "assign";
    public const string Stage = "stage";

    /// <summary>"Ответ не требуется".</summary>
    public const string Settle = "settle";
}

/// <summary>Values of <see cref="BulkJob.State"/>.</summary>
public static class BulkStates
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Undoing = "undoing";
    public const string Undone = "undone";
}

/// <summary>Values of <see cref="BulkJobItem.State"/>.</summary>
public static class BulkItemStates
{
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Skipped = "skipped";
    public const string Undone = "undone";

    /// <summary>Somebody changed it since: undoing leaves it alone.</summary>
    public const string Kept = "kept";
}

internal sealed class BulkJobMap : IEntityTypeConfiguration<BulkJob>, IEntityTypeConfiguration<BulkJobItem>
{
    public void Configure(EntityTypeBuilder<BulkJob> b)
    {
        b.ToTable("bulk_jobs", t =>
        {
            t.HasCheckConstraint("ck_bulk_jobs_kind", "kind in ('assign','stage','settle')");
            t.HasCheckConstraint("ck_bulk_jobs_state", "state in ('running','done','undoing','undone')");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.State).HasDefaultValue(BulkStates.Running);
        b.Property(x => x.Done).HasDefaultValue(0);
        b.Property(x => x.Skipped).HasDefaultValue(0);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.CreatedAt).HasFilter("state in ('running','undoing')").HasDatabaseName("ix_bulk_jobs_to_do");
        b.HasIndex(x => new { x.TenantId, x.OperatorId, x.CreatedAt }).IsDescending(false, false, true).HasDatabaseName("ix_bulk_jobs_own");
        b.HasAlternateKey(x => new { x.TenantId, x.Id });
    }

    public void Configure(EntityTypeBuilder<BulkJobItem> b)
    {
        b.ToTable("bulk_job_items", t => t.HasCheckConstraint("ck_bulk_job_items_state", "state in ('waiting','done','skipped','undone','kept')"));
        b.HasKey(x => new { x.JobId, x.AppealId });
        b.Property(x => x.State).HasDefaultValue(BulkItemStates.Waiting);
        b.RefersTo<BulkJobItem, BulkJob>(x => new { x.TenantId, x.JobId }, j => new { j.TenantId, j.Id });
        b.RefersTo<BulkJobItem, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.HasIndex(x => new { x.JobId, x.State, x.AppealId }).HasDatabaseName("ix_bulk_job_items_next");
    }
}
