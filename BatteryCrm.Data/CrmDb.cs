using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Appointments;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Knowledge;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Settings;
using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace BatteryCrm.Data;

/// <summary>
/// The database as one tenant sees it: every query is filtered by <see cref="TenantId"/> here and, below, by row-level security.
/// Made by a factory only, for one unit of work.
/// </summary>
public class CrmDb(DbContextOptions options) : IdentityUserContext<Operator, Guid>(options)
{
    /// <summary>Whose rows this context sees and writes; null = the platform's own. An instance property on purpose: the model is cached, a captured value would be the first tenant's for all.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Who is named in the log of what was changed; null = a command or a rule.</summary>
    public Guid? OperatorId { get; init; }

    public DbSet<Tenant> Tenants => Set<Tenant>();
    public DbSet<TenantConfig> TenantConfigs => Set<TenantConfig>();
    public DbSet<NodePages> NodePages => Set<NodePages>();
    public DbSet<Location> Locations => Set<Location>();
    public DbSet<Client> Clients => Set<Client>();
    public DbSet<ClientIdentity> ClientIdentities => Set<ClientIdentity>();
    public DbSet<ClientNote> ClientNotes => Set<ClientNote>();
    public DbSet<ClientTag> ClientTags => Set<ClientTag>();
    public DbSet<ClientMerge> ClientMerges => Set<ClientMerge>();
    public DbSet<ClientContact> ClientContacts => Set<ClientContact>();
    public DbSet<ClientLink> ClientLinks => Set<ClientLink>();
    public DbSet<DuplicateCandidate> DuplicateCandidates => Set<DuplicateCandidate>();
    public DbSet<DuplicateDismissal> DuplicateDismissals => Set<DuplicateDismissal>();
    public DbSet<DuplicateCheck> DuplicateChecks => Set<DuplicateCheck>();
    public DbSet<MergeEntry> MergeJournal => Set<MergeEntry>();
    public DbSet<ClientErasure> ClientErasures => Set<ClientErasure>();
    public DbSet<ForgottenFile> ForgottenFiles => Set<ForgottenFile>();
    public DbSet<ClientConsent> ClientConsents => Set<ClientConsent>();
    public DbSet<ClientImport> ClientImports => Set<ClientImport>();
    public DbSet<ClientImportRow> ClientImportRows => Set<ClientImportRow>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<AppealActivity> AppealActivity => Set<AppealActivity>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<MessageAttachment> MessageAttachments => Set<MessageAttachment>();
    public DbSet<MessageEdit> MessageEdits => Set<MessageEdit>();
    public DbSet<InboundEvent> InboundEvents => Set<InboundEvent>();
    public DbSet<MessageChange> MessageChanges => Set<MessageChange>();
    public DbSet<OutboundMessage> OutboundMessages => Set<OutboundMessage>();
    public DbSet<SavedReply> SavedReplies => Set<SavedReply>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<BulkJob> BulkJobs => Set<BulkJob>();
    public DbSet<BulkJobItem> BulkJobItems => Set<BulkJobItem>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<LiveEvent> LiveEvents => Set<LiveEvent>();
    public DbSet<StoredFile> StoredFiles => Set<StoredFile>();
    public DbSet<StoredFileChunk> StoredFileChunks => Set<StoredFileChunk>();
    public DbSet<Operator> Operators => Set<Operator>();
    public DbSet<OperatorAction> OperatorActions => Set<OperatorAction>();
    public DbSet<OperatorAppealStatus> OperatorAppealStatuses => Set<OperatorAppealStatus>();
    public DbSet<OperatorSession> OperatorSessions => Set<OperatorSession>();
    public DbSet<OperatorAttendance> OperatorAttendances => Set<OperatorAttendance>();
    public DbSet<OperatorNotificationSettings> OperatorNotificationSettings => Set<OperatorNotificationSettings>();
    public DbSet<OperatorDraft> OperatorDrafts => Set<OperatorDraft>();
    public DbSet<DraftFile> DraftFiles => Set<DraftFile>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<SalesChannel> SalesChannels => Set<SalesChannel>();
    public DbSet<LeadSource> LeadSources => Set<LeadSource>();
    public DbSet<LeadTouch> LeadTouches => Set<LeadTouch>();
    public DbSet<MarkDecision> MarkDecisions => Set<MarkDecision>();
    public DbSet<DeviceType> DeviceTypes => Set<DeviceType>();
    public DbSet<CatalogueMerge> CatalogueMerges => Set<CatalogueMerge>();
    public DbSet<Brand> Brands => Set<Brand>();
    public DbSet<Model> Models => Set<Model>();
    public DbSet<RepairType> RepairTypes => Set<RepairType>();
    public DbSet<IssueType> IssueTypes => Set<IssueType>();
    public DbSet<Issue> Issues => Set<Issue>();
    public DbSet<DealType> DealTypes => Set<DealType>();
    public DbSet<Service> Services => Set<Service>();
    public DbSet<ServicePrice> ServicePrices => Set<ServicePrice>();
    public DbSet<Master> Masters => Set<Master>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<KnowledgeEntry> Knowledge => Set<KnowledgeEntry>();
    public DbSet<AppealMetaConfig> AppealMetaConfigs => Set<AppealMetaConfig>();
    public DbSet<SettingsVersion> SettingsVersions => Set<SettingsVersion>();
    public DbSet<StageMove> StageMoves => Set<StageMove>();
    public DbSet<ClientWait> ClientWaits => Set<ClientWait>();
    public DbSet<LeadCost> LeadCosts => Set<LeadCost>();
    public DbSet<ReportView> ReportViews => Set<ReportView>();
    public DbSet<AppealMetaVisibility> AppealMetaVisibilities => Set<AppealMetaVisibility>();

    // Their composite reference to an appeal, message, channel or file already carries the tenant: one key check less on every message.
    private static readonly HashSet<Type> TenantByReference =
    [
        typeof(AppealActivity), typeof(InboundEvent), typeof(OutboundMessage), typeof(MessageAttachment), typeof(MessageEdit),
        typeof(StoredFileChunk), typeof(LeadTouch), typeof(MessageChange), typeof(OperatorDraft), typeof(DraftFile), typeof(LiveEvent),
        typeof(StageMove), typeof(ClientWait),
    ];

    /// <summary>Whether queries see one tenant only; false in <see cref="WorkerDb"/>.</summary>
    protected virtual bool IsTenantFiltered => true;

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        StampTenant();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        StampTenant();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // An index for each foreign key would cost every insert; each index here serves a query or stands in the specification.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasPostgresExtension("vector").HasPostgresExtension("pg_trgm").HasPostgresExtension("btree_gin").HasPostgresExtension("btree_gist");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("operator_claims").HasIndex(x => x.UserId);
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("operator_logins").HasIndex(x => x.UserId);
        builder.Entity<IdentityUserToken<Guid>>().ToTable("operator_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("operator_passkeys").HasIndex(x => x.UserId);
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.ApplyConfigurationsFromAssembly(typeof(CrmDb).Assembly);

        foreach (var type in builder.Model.GetEntityTypes().Select(t => t.ClrType).Where(t => typeof(ITenantRow).IsAssignableFrom(t)).ToList())
            GetType().GetMethod(nameof(MapTenantRow), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(type).Invoke(this, [builder]);

        if (!IsTenantFiltered) return;
        builder.Entity<Tenant>().HasQueryFilter(x => TenantId == null || x.Id == TenantId);
        builder.Entity<Operator>().HasQueryFilter(x => x.TenantId == TenantId);
        builder.Entity<OperatorAction>().HasQueryFilter(x => x.TenantId == TenantId);
        builder.Entity<OperatorSession>().HasQueryFilter(x => x.TenantId == TenantId);
        builder.Entity<SettingsVersion>().HasQueryFilter(x => x.TenantId == TenantId);
        builder.Entity<KnowledgeEntry>().HasQueryFilter(x => x.TenantId == TenantId || x.TenantId == null);
    }

    protected void MapTenantRow<T>(ModelBuilder builder)
        where T : class, ITenantRow
    {
        var row = builder.Entity<T>();
        if (!TenantByReference.Contains(typeof(T))) row.HasOne<Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        if (IsTenantFiltered) row.HasQueryFilter(x => x.TenantId == TenantId);
    }

    private void StampTenant()
    {
        if (TenantId is not { } tenant) return;
        foreach (var entry in ChangeTracker.Entries<ITenantRow>())
            if (entry.State == EntityState.Added && entry.Entity.TenantId == Guid.Empty) entry.Entity.TenantId = tenant;
    }
}

/// <summary>
/// The database as the workers see it: all tenants, through the role <c>batterycrm_worker</c>. Legal only in Intake, Live, Outbound, Reminders, Assist and
/// Integrations (a rule test). A type of its own, so that its model is cached apart from the filtered one.
/// </summary>
public sealed class WorkerDb(DbContextOptions<WorkerDb> options) : CrmDb(options)
{
    protected override bool IsTenantFiltered => false;
}
