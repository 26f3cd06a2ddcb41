using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Reports;

/// <summary>A wait of a client that has ended; written by triggers alone, in the transaction that ended it. Whoever waits still stands in <see cref="AppealActivity"/>.</summary>
public class ClientWait : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }

    /// <summary>The platform's time of the first words that nobody had answered.</summary>
    public DateTimeOffset AskedAt { get; set; }
    public DateTimeOffset EndedAt { get; set; }

    /// <summary>The message of a person (or of the AI in his place) that ended it; null when somebody said that no answer is needed.</summary>
    public Guid? AnswerId { get; set; }

    /// <summary>Who answered; null for the AI and without an answer.</summary>
    public Guid? OperatorId { get; set; }

    /// <summary>The first answer of its appeal, however often that is opened again.</summary>
    public bool IsFirst { get; set; }
}

internal sealed class ClientWaitMap : IEntityTypeConfiguration<ClientWait>
{
    public void Configure(EntityTypeBuilder<ClientWait> b)
    {
        b.ToTable("client_waits", t => t.HasCheckConstraint("ck_client_waits_first", "answer_id is not null or not is_first"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsFirst).HasDefaultValue(false);
        b.RefersTo<ClientWait, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.HasOne<Message>().WithMany().HasForeignKey(x => new { x.TenantId, x.AnswerId }).HasPrincipalKey(m => new { m.TenantId, m.Id }).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.AnswerId).IsUnique().HasFilter("answer_id is not null").HasDatabaseName("ux_client_waits_answer");
        b.HasIndex(x => x.AppealId).HasFilter("is_first").HasDatabaseName("ix_client_waits_first");
        b.HasIndex(x => new { x.AppealId, x.EndedAt }).HasDatabaseName("ix_client_waits_appeal");
        b.HasIndex(x => new { x.TenantId, x.EndedAt }).HasDatabaseName("ix_client_waits_ended");
    }
}
