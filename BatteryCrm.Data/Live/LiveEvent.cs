using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Live;

/// <summary>
/// "Something changed": appended in the transaction of the change, read once by every node. Ids only; no foreign keys, since it is a log that
/// outlives nothing and is dropped after a day.
/// </summary>
public class LiveEvent : ITenantRow
{
    public long Id { get; set; }

    /// <summary>The writing transaction: what a node has seen is a snapshot of these, not the highest id (commits come out of order).</summary>
    public ulong Xid { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>One of <see cref="LiveKinds"/>.</summary>
    public required string Kind { get; set; }
    public Guid? AppealId { get; set; }
    public Guid? MessageId { get; set; }

    /// <summary>What else it is about: an operator, a channel, a client; by kind.</summary>
    public Guid? SubjectId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Values of <see cref="LiveEvent.Kind"/>, each a past fact.</summary>
public static class LiveKinds
{
    /// <summary>A message was added: appeal_id, message_id.</summary>
    public const string MessageAdded = "message_added";

    /// <summary>Text, delivery state or attachment of a message changed: appeal_id, message_id.</summary>
    public const string MessageChanged = "message_changed";

    /// <summary>Stage, holder or another field of an appeal changed: appeal_id.</summary>
    public const string AppealChanged = "appeal_changed";

    /// <summary>What a client is called, reached by or marked with changed, or he became one with another, or two again: subject_id = client.</summary>
    public const string ClientChanged = "client_changed";

    /// <summary>A client may be the same person as somebody else, or is not any more, or belongs to a family: subject_id = client.</summary>
    public const string DuplicatesChanged = "duplicates_changed";

    /// <summary>A channel, its secret or its tenant changed: subject_id = channel, null = all of the tenant.</summary>
    public const string ChannelChanged = "channel_changed";

    /// <summary>An operator's rights ended or changed: subject_id = operator.</summary>
    public const string OperatorChanged = "operator_changed";

    /// <summary>A setting or a saved reply of the tenant changed: subject_id = its row.</summary>
    public const string SettingsChanged = "settings_changed";

    /// <summary>A catalogue of the tenant changed: brands, models, repairs, issues, sources of leads.</summary>
    public const string CatalogueChanged = "catalogue_changed";

    /// <summary>An operator has to hear of something, or has seen it: subject_id = operator.</summary>
    public const string Notified = "notified";

    /// <summary>An operator chose anew what sounds and pops up: subject_id = operator.</summary>
    public const string NoticeSettingsChanged = "notice_settings_changed";

    /// <summary>Work on many appeals at once went on: subject_id = the operator who started it.</summary>
    public const string BulkChanged = "bulk_changed";

    /// <summary>An import of clients went on: subject_id = its id.</summary>
    public const string ImportChanged = "import_changed";

    /// <summary>An answer was queued; wakes the senders: appeal_id, message_id.</summary>
    public const string AnswerQueued = "answer_queued";
}

internal sealed class LiveEventMap : IEntityTypeConfiguration<LiveEvent>
{
    public void Configure(EntityTypeBuilder<LiveEvent> b)
    {
        b.ToTable("live_events");
        b.Property(x => x.Id).UseIdentityAlwaysColumn();
        b.Property(x => x.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => x.Xid).HasDatabaseName("ix_live_events_unseen");
    }
}
