using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>A line of the log of what people (and rules, with no operator) did. Append-only for the app's role.</summary>
public class OperatorAction
{
    public Guid Id { get; set; }

    /// <summary>Null for what the platform's own people did.</summary>
    public Guid? TenantId { get; set; }

    /// <summary>Null when a rule acted, not a person.</summary>
    public Guid? OperatorId { get; set; }
    public Guid? ContextAppealId { get; set; }

    /// <summary>One of <see cref="ActionTypes"/>.</summary>
    public required string ActionType { get; set; }

    /// <summary>JSON object, by type; ids and stages, never message texts.</summary>
    public string? Details { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Values of <see cref="OperatorAction.ActionType"/>.</summary>
public static class ActionTypes
{
    public const string NotifyAppealReady = "notify_appeal_ready";
    public const string TakeAppeal = "take_appeal";
    public const string ReleaseAppeal = "release_appeal";
    public const string SendResponse = "send_response";
    public const string RejectAppeal = "reject_appeal";
    public const string AppealCreated = "appeal_created";
    public const string AppealUpdated = "appeal_updated";
    public const string StageChanged = "stage_changed";
    public const string PriceSet = "price_set";
    public const string AppointmentSet = "appointment_set";
    public const string QrSent = "qr_sent";
    public const string QrScanned = "qr_scanned";
    public const string ClientMerged = "client_merged";
    public const string MergeUndone = "merge_undone";

    /// <summary>A person was made unknown; nothing but the client's id.</summary>
    public const string ClientErased = "client_erased";

    /// <summary>Everything about one person was given out.</summary>
    public const string ClientExported = "client_exported";

    /// <summary>The list of clients was given out.</summary>
    public const string ClientsExported = "clients_exported";

    /// <summary>Consent or the wish to hear nothing more.</summary>
    public const string ConsentChanged = "consent_changed";
    public const string ClientsImported = "clients_imported";
    public const string ImportUndone = "import_undone";

    /// <summary>Somebody said of a suggested pair that they are two; beside the specification's.</summary>
    public const string DuplicateDismissed = "duplicate_dismissed";

    /// <summary>Two clients are a family with one phone; beside the specification's.</summary>
    public const string ClientsLinked = "clients_linked";
    public const string DraftAccepted = "draft_accepted";
    public const string DraftEdited = "draft_edited";
    public const string DraftDiscarded = "draft_discarded";
    public const string LiveskladSync = "livesklad_sync";
    public const string SettingsChanged = "settings_changed";
    public const string SignedIn = "signed_in";

    /// <summary>An admin made a link by which somebody's password is set; beside the specification's.</summary>
    public const string PasswordLink = "password_link";

    /// <summary>What the audit log shows of the deeds beside the changes of settings; the index <c>ix_operator_actions_audit</c> holds these.</summary>
    public const string Audited = "('client_merged', 'merge_undone', 'client_erased', 'client_exported', 'clients_exported', 'clients_imported', 'import_undone', 'consent_changed', 'password_link', 'signed_in')";
}

internal sealed class OperatorActionMap : IEntityTypeConfiguration<OperatorAction>
{
    public void Configure(EntityTypeBuilder<OperatorAction> b)
    {
        b.ToTable("operator_actions");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Details).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Tenants.Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.RefersTo<OperatorAction, Appeals.Appeal>(x => new { x.TenantId, x.ContextAppealId }, a => new { a.TenantId, a.Id });
        b.HasIndex(x => new { x.TenantId, x.CreatedAt });
        b.HasIndex(x => x.OperatorId);
        b.HasIndex(x => new { x.ContextAppealId, x.CreatedAt });
        b.HasIndex(x => x.CreatedAt);
        b.HasIndex(x => new { x.TenantId, x.CreatedAt, x.Id }).IsDescending(false, true, true).HasFilter("action_type in " + ActionTypes.Audited).HasDatabaseName("ix_operator_actions_audit");
        b.HasIndex(x => new { x.TenantId, x.CreatedAt }, "ix_operator_actions_taken").HasFilter("action_type = 'take_appeal'");
    }
}
