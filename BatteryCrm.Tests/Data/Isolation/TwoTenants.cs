using BatteryCrm.Data;
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
using BatteryCrm.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>
/// A database with two tenants, each with a row in every table and every reference set, one person of the platform and one shared knowledge entry.
/// A new table needs a row here, else the probe fails.
/// </summary>
public sealed class TwoTenants : IAsyncLifetime
{
    public TestDatabase Database { get; init; } = new();

    public Guid A { get; } = Ids.New();

    public Guid B { get; } = Ids.New();

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        await FillBothAsync();
    }

    public async Task FillBothAsync()
    {
        await FillAsync(A, "a");
        await FillAsync(B, "b");
        var platform = await Database.Given.OperatorAsync(null, Roles.Platform, "platform@demo.test");
        await AddAsync(
            new OperatorAction { OperatorId = platform, ActionType = ActionTypes.SettingsChanged },
            new OperatorSession { OperatorId = platform, UserAgent = "Firefox" },
            new KnowledgeEntry { Content = "Общее для всех" },
            new IdentityUserToken<Guid> { UserId = platform, LoginProvider = "totp", Name = "key", Value = "x" });
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    private async Task FillAsync(Guid tenant, string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        await AddAsync(new Tenant { Id = tenant, Name = name, InsertedAt = now, UpdatedAt = now });

        var location = new Location { Id = Ids.New(), TenantId = tenant, Name = "Центр" };
        var sales = new SalesChannel { Id = Ids.New(), TenantId = tenant, Name = "Яндекс" };
        var type = new DeviceType { Id = Ids.New(), TenantId = tenant, Name = "Телефон" };
        var brand = new Brand { Id = Ids.New(), TenantId = tenant, Name = "Apple", NormalizedName = "apple" };
        var repair = new RepairType { Id = Ids.New(), TenantId = tenant, Name = "Дисплей" };
        var issues = new IssueType { Id = Ids.New(), TenantId = tenant, Name = "Экран" };
        var master = new Master { TenantId = tenant, Name = "Игорь" };
        await AddAsync(location, sales, type, brand, repair, issues, master, new Master { TenantId = tenant, Name = "Олег" }, new TenantConfig { TenantId = tenant, Key = "address", Value = "\"ул. Ленина\"" });

        var source = new LeadSource { Id = Ids.New(), TenantId = tenant, SalesChannelId = sales.Id, Name = "Поиск" };
        var channel = new Channel { Id = Ids.New(), TenantId = tenant, Name = "Бот", Platform = Platforms.Telegram, ExternalId = name, SalesChannelId = sales.Id };
        var model = new Model { Id = Ids.New(), TenantId = tenant, BrandId = brand.Id, DeviceTypeId = type.Id, Name = "iPhone 13" };
        var issue = new Issue { Id = Ids.New(), TenantId = tenant, IssueTypeId = issues.Id, Name = "Разбит" };
        var person = new Operator
        {
            Id = Ids.New(), TenantId = tenant, UserName = name, NormalizedUserName = name.ToUpperInvariant(), Email = name + "@demo.test",
            NormalizedEmail = name.ToUpperInvariant() + "@DEMO.TEST", LocationId = location.Id, SecurityStamp = "s",
        };
        var idle = new Operator { Id = Ids.New(), TenantId = tenant, UserName = name + "2", NormalizedUserName = name.ToUpperInvariant() + "2", SecurityStamp = "s" };
        await AddAsync(source, channel, model, issue, person, idle);
        var service = Ids.New();
        await AddAsync(
            new Service { Id = service, TenantId = tenant, BrandId = brand.Id, ModelId = model.Id, RepairTypeId = repair.Id, MalfunctionCategory = "Экран", MalfunctionType = "Разбит", PriceRub = 1, DurationMinutes = 60 },
            new KnowledgeEntry { TenantId = tenant, Content = "Гарантия 90 дней" },
            new IdentityUserClaim<Guid> { UserId = person.Id, ClaimType = "t", ClaimValue = "v" },
            new IdentityUserLogin<Guid> { UserId = person.Id, LoginProvider = "p", ProviderKey = name },
            new IdentityUserToken<Guid> { UserId = person.Id, LoginProvider = "totp", Name = "key", Value = "x" },
            new IdentityUserPasskey<Guid> { UserId = person.Id, CredentialId = [(byte)name[0]], Data = new IdentityPasskeyData { PublicKey = [1], AttestationObject = [1], ClientDataJson = [1] } });

        await AddAsync(new ServicePrice { TenantId = tenant, ServiceId = service, PriceRub = 2, ValidFrom = new DateOnly(2030, 1, 1), CreatedByOperatorId = person.Id });
        // What was a price already is deleted by nobody who serves, and would prove nothing.
        await Database.ExecuteAsync($"delete from service_prices where tenant_id = '{tenant}' and applied_at is not null");
        await AddConversationAsync(tenant, name, person.Id, channel.Id, (await DealAsync(), location.Id, master.Id, sales.Id, source.Id, type.Id, brand.Id, model.Id, repair.Id, issues.Id, issue.Id));
    }

    private async Task AddConversationAsync(
        Guid tenant, string name, Guid person, Guid channel,
        (Guid Deal, Guid Location, int Master, Guid Sales, Guid Source, Guid Type, Guid Brand, Guid Model, Guid Repair, Guid Issues, Guid Issue) of)
    {
        var client = new Client { Id = Ids.New(), TenantId = tenant, Name = "Анна", Phone = "+79171234567", Email = "anna@demo.test", BlockedBy = person, ErasedBy = person };
        // In a pair of clients the lower id stands first. A's two stand round all of B's, so that each can be pointed at one of B's without meeting that rule first.
        var merged = new Client { Id = tenant == A ? Guid.Parse("ffffffff-ffff-7fff-8fff-ffffffffffff") : Ids.New(), TenantId = tenant, Name = "Аня", Email = "anna@demo.test" };
        var file = new StoredFile { Id = Ids.New(), TenantId = tenant, SizeBytes = 1, MimeType = "image/png", Sha256 = "00" };
        var identity = new ClientIdentity { Id = Ids.New(), TenantId = tenant, ClientId = client.Id, Platform = Platforms.Telegram, ExternalId = name };
        var brought = new StoredFile { Id = Ids.New(), TenantId = tenant, SizeBytes = 1, MimeType = "text/csv", Sha256 = "02" };
        await AddAsync(client, merged, identity, new ClientIdentity { TenantId = tenant, ClientId = client.Id, Platform = Platforms.Form, ExternalId = name }, file, brought, new StoredFile { TenantId = tenant, SizeBytes = 1, MimeType = "image/png", Sha256 = "01" });

        // The second client, appeal, file, master and operator are nobody's yet, so that a foreign row can be pointed at without meeting another constraint first.
        var appeal = new Appeal
        {
            Id = Ids.New(), TenantId = tenant, ClientId = client.Id, IdentityId = identity.Id, ChannelId = channel, AdChannelId = channel, SalesChannelId = of.Sales, LeadSourceId = of.Source,
            DeviceTypeId = of.Type, BrandId = of.Brand, ModelId = of.Model, DealTypeId = of.Deal, RepairTypeId = of.Repair, IssueTypeId = of.Issues, IssueId = of.Issue,
            MasterId = of.Master, LocationId = of.Location, LiveskladOrderId = "A-1024",
        };
        await AddAsync(appeal, new Appeal { TenantId = tenant, ClientId = client.Id });
        var asked = new Message { Id = Ids.New(), TenantId = tenant, AppealId = appeal.Id, MessageText = "Сколько стоит?", MessageType = MessageTypes.Client, ChannelId = channel };
        await AddAsync(asked);
        var answer = new Message
        {
            Id = Ids.New(), TenantId = tenant, AppealId = appeal.Id, MessageText = "Пять тысяч", MessageType = MessageTypes.Operator, ChannelId = channel, OperatorId = person, ReplyToId = asked.Id,
        };
        await AddAsync(answer);
        var start = new DateTimeOffset(2025, 12, 1, 8, 0, 0, TimeSpan.Zero);
        var import = new ClientImport { Id = Ids.New(), TenantId = tenant, OperatorId = person, FileName = "клиенты.csv", FileId = brought.Id, Encoding = "utf-8", Separator = ";", State = ImportStates.Undoing };
        var job = new BulkJob { Id = Ids.New(), TenantId = tenant, OperatorId = person, Kind = BulkKinds.Settle, Total = 1, FinishedAt = start };
        await AddAsync(
            new LeadTouch { TenantId = tenant, AppealId = appeal.Id, MessageId = asked.Id, ChannelId = channel, Code = "flyer", Landing = "https://shop.test/anna", MarksKey = "code-1", LeadSourceId = of.Source, IsFirst = true },
            new MarkDecision { TenantId = tenant, MarksKey = "code-2", Kind = MarkDecisions.Hidden, OperatorId = person },
            new CatalogueMerge { TenantId = tenant, Subject = "brands", KeptId = of.Brand.ToString(), MergedId = "gone", ChangeId = Ids.New(), Moved = "[]", OperatorId = person },
            new MergeEntry { TenantId = tenant, MergeId = Ids.New(), Kind = MergeEntries.Merge, MasterClientId = client.Id, MergedClientId = merged.Id, OperatorId = person, UndoneBy = person, UndoneAt = start },
            new ClientContact { TenantId = tenant, ClientId = client.Id, Kind = ContactKinds.Phone, Value = "+79170000001", Typed = "89170000001", Source = ContactSources.Operator, OperatorId = person },
            new ClientLink { TenantId = tenant, OneClientId = client.Id, OtherClientId = merged.Id, Kind = ClientLink.Family, OperatorId = person },
            new DuplicateCandidate { TenantId = tenant, OneClientId = client.Id, OtherClientId = merged.Id, Strength = Strengths.Strong, Evidence = "[]" },
            new DuplicateDismissal { TenantId = tenant, OneClientId = client.Id, OtherClientId = merged.Id, OperatorId = person, Evidence = "[]" },
            new DuplicateCheck { TenantId = tenant, ClientId = client.Id },
            new ClientMerge { TenantId = tenant, MasterClientId = client.Id, MergedClientId = merged.Id },
            new ClientNote { TenantId = tenant, ClientId = client.Id, Body = "Звонить вечером", OperatorId = person },
            new ClientTag { TenantId = tenant, ClientId = client.Id, Tag = "Опт" },
            new AppealActivity { TenantId = tenant, AppealId = appeal.Id, LastChannelId = channel, LastMessageId = answer.Id, HolderId = person, SnoozedBy = person },
            new MessageAttachment { TenantId = tenant, MessageId = asked.Id, ChannelId = channel, Kind = "photo", FileId = file.Id },
            new MessageEdit { TenantId = tenant, MessageId = asked.Id, PreviousText = "Скока" },
            new InboundEvent { TenantId = tenant, ChannelId = channel, EventKey = "1", Body = [1], State = "done" },
            new OutboundMessage { TenantId = tenant, MessageId = answer.Id, AppealId = appeal.Id, ChannelId = channel, ExternalChatId = name, ClientKey = "k" },
            new MessageChange { TenantId = tenant, MessageId = answer.Id, AppealId = appeal.Id, ChannelId = channel, OperatorId = person, Kind = ChangeKinds.Edit, Text = "Шесть тысяч" },
            new LiveEvent { TenantId = tenant, Kind = LiveKinds.MessageAdded, AppealId = appeal.Id, MessageId = asked.Id },
            new StoredFileChunk { TenantId = tenant, FileId = file.Id, No = 0, Bytes = [1] },
            new OperatorAction { TenantId = tenant, OperatorId = person, ContextAppealId = appeal.Id, ActionType = ActionTypes.TakeAppeal },
            new OperatorAppealStatus { TenantId = tenant, OperatorId = person, AppealId = appeal.Id },
            new OperatorSession { TenantId = tenant, OperatorId = person, UserAgent = "Firefox", Ip = "127.0.0.1" },
            new OperatorAttendance { TenantId = tenant, OperatorId = person, SeenAt = start, LeftAt = start },
            new OperatorNotificationSettings { TenantId = tenant, OperatorId = person, MineSound = true, QuietFrom = new TimeOnly(22, 0), QuietUntil = new TimeOnly(8, 0), UpdatedAt = start },
            new OperatorDraft { TenantId = tenant, OperatorId = person, AppealId = appeal.Id, Text = "Добрый", ReplyToId = asked.Id },
            new DraftFile { TenantId = tenant, OperatorId = person, AppealId = appeal.Id, FileId = file.Id, FileName = "фото.jpg", Kind = "photo", Width = 1, Height = 1 },
            new ClientErasure { TenantId = tenant, ClientId = client.Id, OperatorId = person, Reason = "письмо", Counts = "{}" },
            new ForgottenFile { TenantId = tenant, FileId = Ids.New() },
            new ClientConsent { TenantId = tenant, ClientId = client.Id, OperatorId = person, Kind = ConsentKinds.PersonalData, Source = ConsentSources.Visit, GivenAt = start, Note = "бумага в папке" },
            import, new ClientImport { TenantId = tenant, OperatorId = person, FileName = "ещё.csv", Encoding = "utf-8", Separator = ";" }, new ClientImportRow { TenantId = tenant, ImportId = import.Id, Line = 2, Verdict = ImportVerdicts.Known, ClientId = client.Id, Name = "Анна" },
            job, new BulkJobItem { TenantId = tenant, JobId = job.Id, AppealId = appeal.Id, Before = "" },
            new SettingsVersion { TenantId = tenant, OperatorId = person, Subject = "brands", SubjectId = name, ChangeId = Ids.New(), Before = "{}", After = "{}" },
            new StageMove { Id = Ids.New(), TenantId = tenant, AppealId = appeal.Id, FromPlace = 0, ToPlace = 1, Since = start, At = start, OperatorId = person },
            new ClientWait { TenantId = tenant, AppealId = appeal.Id, AskedAt = start, EndedAt = start, AnswerId = answer.Id, OperatorId = person, IsFirst = true },
            new LeadCost { TenantId = tenant, LeadSourceId = of.Source, Day = new DateOnly(2025, 12, 1), AmountRub = 500 },
            new ReportView { TenantId = tenant, OperatorId = person, CreatedBy = person, Name = "Месяц", Address = "leads?period=month" },
            new NodePages { TenantId = tenant, NodeId = Ids.New(), Pages = 1, SeenAt = start },
            new SavedView { TenantId = tenant, OperatorId = person, CreatedBy = person, Name = "Мои ждут", Query = "tab=mine" },
            new Notification { TenantId = tenant, OperatorId = person, ActorId = person, Kind = NotificationKinds.Mention, AppealId = appeal.Id, MessageId = asked.Id, ReadAt = start },
            new Notification { TenantId = tenant, OperatorId = person, Kind = NotificationKinds.ChannelSilent, ChannelId = channel },
            new SavedReply { TenantId = tenant, OperatorId = person, CreatedBy = person, Title = "Адрес", Shortcut = "адрес", Text = "Мы на Ленина", LastUsedAt = start },
            new Appointment { TenantId = tenant, AppealId = appeal.Id, MasterId = of.Master, StartTime = start, EndTime = start.AddHours(1) },
            new AppealMetaVisibility { TenantId = tenant, ConfigId = "stage", DealTypeId = of.Deal, IsVisible = false });
    }

    private async Task<Guid> DealAsync()
    {
        await using var db = Database.OwnerDb();
        return await db.DealTypes.Where(d => d.Code == "repair").Select(d => d.Id).SingleAsync();
    }

    private async Task AddAsync(params object[] rows)
    {
        await using var db = Database.OwnerDb();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }
}
