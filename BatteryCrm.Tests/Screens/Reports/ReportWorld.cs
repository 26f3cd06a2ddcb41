using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Matter = BatteryCrm.Data.Appeals.Appeal;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>A shop in Samara with a month behind it: about 400 appeals, made from one seed, written as the program writes them – each message with what it changes, each move with its line of the log.</summary>
internal sealed class ReportWorld
{
    public const int Appeals = 400;
    private const int Seed = 20251130;
    private static readonly TimeSpan Samara = TimeSpan.FromHours(4);
    private static readonly DateTimeOffset First = new(2025, 10, 28, 0, 0, 0, Samara);
    private readonly Random random = new(Seed);
    private readonly List<NpgsqlBatchCommand> commands = [];
    private readonly List<(DateTimeOffset At, Action Do)> events = [];

    private ReportWorld(TestDatabase database, Guid tenant) => (Database, Tenant) = (database, tenant);

    public TestDatabase Database { get; }

    public Guid Tenant { get; }

    /// <summary>Noon of the last day of the month.</summary>
    public Clock Clock { get; } = new();

    public List<Guid> Operators { get; } = [];

    public List<Guid> Channels { get; } = [];

    public List<LeadSource> Sources { get; } = [];

    public static async Task<ReportWorld> CreateAsync(TestDatabase database)
    {
        var world = new ReportWorld(database, await database.Given.TenantAsync());
        world.Clock.SetUtcNow(new DateTimeOffset(2025, 11, 30, 12, 0, 0, Samara));
        await world.FillAsync();
        return world;
    }

    /// <param name="role">Of whoever looks.</param>
    public async Task<ReportQueries> QueriesAsync(string role = Roles.Manager, Guid? tenant = null)
    {
        var of = tenant ?? Tenant;
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Operators[0], of, "Анна", role));
        return new ReportQueries(new Factory(Database, of), new ReportReplica(Database.Sources, Clock, NullLogger<ReportReplica>.Instance), await Zones.OfAsync(Database, of), current, Clock);
    }

    private async Task FillAsync()
    {
        var given = Database.Given;
        foreach (var (key, value) in new[] { ("timezone", "\"Europe/Samara\""), ("working_hours", """{"start":"10:00","end":"20:00","days":[1,2,3,4,5,6]}"""), ("holidays", """["2025-11-04"]""") })
            await given.AddAsync(new TenantConfig { TenantId = Tenant, Key = key, Value = value }, c => c.Id);
        foreach (var name in new[] { "Анна", "Борис", "Вера", "Глеб" }) Operators.Add(await given.OperatorAsync(Tenant, name: name));
        foreach (var platform in new[] { Platforms.Telegram, Platforms.Vk, Platforms.Avito }) Channels.Add(await given.ChannelAsync(Tenant, platform, name: platform, externalId: platform));
        List<SalesChannel> sales = [.. new[] { "Директ", "Авито", "=cmd|' /C calc'!A0" }.Select(n => new SalesChannel { Id = Ids.New(), TenantId = Tenant, Name = n })];
        Sources.AddRange(
        [
            Source(sales[0], "Поиск: дисплей", "repair_display", "дисплей айфон"), Source(sales[0], "Поиск: батарея", "Repair_Battery", null), Source(sales[0], "Ретаргетинг", "repair_battery", null),
            Source(sales[1], "Объявление", null, null), Source(sales[2], "Листовка", null, null),
        ]);
        List<Brand> brands = [.. new[] { "Apple", "Samsung" }.Select(n => new Brand { Id = Ids.New(), TenantId = Tenant, Name = n, NormalizedName = n.ToUpperInvariant() })];
        List<Model> models = [.. Enumerable.Range(0, 5).Select(i => new Model { Id = Ids.New(), TenantId = Tenant, BrandId = brands[i % 2].Id, Name = "Модель " + i })];
        List<IssueType> types = [.. new[] { "Экран", "Питание" }.Select(n => new IssueType { Id = Ids.New(), TenantId = Tenant, Name = n })];
        List<Issue> issues = [.. Enumerable.Range(0, 4).Select(i => new Issue { Id = Ids.New(), TenantId = Tenant, IssueTypeId = types[i % 2].Id, Name = "Беда " + i })];
        List<RepairType> repairs = [.. new[] { "Дисплей", "Батарея", "Плата" }.Select(n => new RepairType { Id = Ids.New(), TenantId = Tenant, Name = n })];
        var locations = new List<Location> { new() { Id = Ids.New(), TenantId = Tenant, Name = "Центр" } };
        List<Client> clients = [.. Enumerable.Range(0, 260).Select(i => new Client { Id = Ids.New(), TenantId = Tenant, Name = "Клиент " + i })];
        await using (var db = Database.OwnerDb())
        {
            db.AddRange([.. sales, .. Sources, .. brands, .. models, .. types, .. issues, .. repairs, .. locations, .. clients]);
            foreach (var source in Sources.Take(4))
                for (var day = 1; day <= 30; day += 1 + random.Next(3)) db.Add(new LeadCost { TenantId = Tenant, LeadSourceId = source.Id, Day = new DateOnly(2025, 11, day), AmountRub = random.Next(1, 90000) / 10m });
            var deals = await db.DealTypes.OrderBy(d => d.Code).Select(d => d.Id).ToListAsync();
            for (var i = 0; i < Appeals; i++)
            {
                var source = random.Next(6) is < 5 and var s ? Sources[s] : null;
                var model = random.Next(3) == 0 ? null : models[random.Next(5)];
                var issue = random.Next(3) == 0 ? null : issues[random.Next(4)];
                var appeal = new Matter
                {
                    Id = Ids.New(), TenantId = Tenant, ClientId = clients[random.Next(clients.Count)].Id, AdChannelId = Channels[random.Next(3)], LeadSourceId = source?.Id,
                    SalesChannelId = i % 6 == 0 ? sales[2].Id : source?.SalesChannelId ?? (random.Next(2) == 0 ? sales[0].Id : null), BrandId = model?.BrandId ?? (random.Next(4) == 0 ? brands[0].Id : null), ModelId = model?.Id,
                    IssueTypeId = issue?.IssueTypeId, IssueId = issue?.Id, RepairTypeId = random.Next(3) == 0 ? null : repairs[random.Next(3)].Id, DealTypeId = deals[random.Next(deals.Count)],
                    LocationId = random.Next(2) == 0 ? locations[0].Id : null, Type = random.Next(12) == 0 ? "spam" : random.Next(4) == 0 ? null : "repair", EstimatedCost = random.Next(4) == 0 ? null : random.Next(500, 20000) + (random.Next(9) == 0 ? 0.5m : 0),
                    CreatedAt = (First + TimeSpan.FromSeconds(random.Next(33 * 86400))).ToUniversalTime(), UpdatedAt = First.ToUniversalTime(),
                };
                db.Add(appeal);
                db.Add(new AppealActivity { AppealId = appeal.Id, TenantId = Tenant, LastChannelId = appeal.AdChannelId, LastActivityAt = appeal.CreatedAt });
                Live(appeal);
            }

            await db.SaveChangesAsync();
        }

        foreach (var (_, act) in events.OrderBy(e => e.At).ToList()) act();
        await using var connection = await Database.OwnerSources.App.OpenConnectionAsync();
        foreach (var part in commands.Chunk(500))
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var command in part) batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync();
        }
    }

    // What happens to one appeal, from its first words on.
    private void Live(Matter appeal)
    {
        var at = appeal.CreatedAt;
        Say(appeal, at, "client", null);
        var who = Operators[random.Next(Operators.Count)];
        if (random.Next(8) == 0) Say(appeal, at.AddSeconds(3), "auto", null);
        var (place, stop) = (0, random.Next(12));
        var now = Clock.GetUtcNow();
        while (true)
        {
            at += TimeSpan.FromSeconds(random.Next(4) switch { 0 => random.Next(60, 600), 1 => random.Next(600, 7200), 2 => random.Next(7200, 60000), _ => random.Next(60, 200000) });
            if (at >= now) return;
            switch (random.Next(9))
            {
                case 0:
                    Deed(appeal, at, who, "take_appeal", null);
                    break;
                case 1 or 2:
                    Say(appeal, at, "client", null);
                    break;
                case 3 or 4:
                    Say(appeal, at, random.Next(10) == 0 ? "agent" : "operator", who);
                    break;
                case 5:
                    Say(appeal, at, "note", who);
                    who = Operators[random.Next(Operators.Count)];
                    break;
                default:
                    var next = place == 9 || place == 8 ? (random.Next(3) == 0 ? 7 : place) : random.Next(9) == 0 ? 9 : Math.Max(0, Math.Min(8, place + random.Next(-1, 4)));
                    if (next == place) break;
                    Move(appeal, at, who, place, next);
                    place = next;
                    break;
            }

            if (random.Next(14) == stop) return;
        }
    }

    private void Say(Matter appeal, DateTimeOffset at, string type, Guid? who)
    {
        var id = Ids.New();
        var sentAt = type == "client" ? at.AddSeconds(-random.Next(40)) : (DateTimeOffset?)null;
        var channel = random.Next(10) == 0 ? Channels[random.Next(3)] : appeal.AdChannelId;
        events.Add((at, () =>
        {
            Add("insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel_id, operator_id, created_at, sent_at) values ($1, $2, $3, $4, 'x', $5, $6, $7, $8)",
                id, Tenant, appeal.Id, type, type == "note" ? null : channel, type == "agent" ? null : who, at, sentAt);
            if (type is "client")
                Add("update appeal_activity set last_message_id = $1, last_message_at = $2, last_message_type = 'client', waiting_since = case when last_message_type = 'client' then least(waiting_since, $3) else $3 end where appeal_id = $4", id, at, sentAt, appeal.Id);
            else if (type is "operator" or "agent")
                Add("update appeal_activity set last_message_id = $1, last_message_at = $2, last_message_type = $3, waiting_since = null where appeal_id = $4", id, at, type, appeal.Id);
        }));
    }

    private void Move(Matter appeal, DateTimeOffset at, Guid who, int from, int to) => events.Add((at, () =>
    {
        Add("update appeals set stage = $1, updated_at = $2, completed_at = $3 where id = $4", Stages.All[to], at, to == 8 ? at : (DateTimeOffset?)null, appeal.Id);
        Add("insert into operator_actions (id, tenant_id, operator_id, context_appeal_id, action_type, details, created_at) values ($1, $2, $3, $4, 'stage_changed', $5::jsonb, $6)",
            Ids.New(), Tenant, who, appeal.Id, ActionDetails.StageChanged(Stages.All[from], Stages.All[to], automatic: false, why: null), at);
    }));

    private void Deed(Matter appeal, DateTimeOffset at, Guid who, string type, string? details) => events.Add((at, () =>
        Add("insert into operator_actions (id, tenant_id, operator_id, context_appeal_id, action_type, details, created_at) values ($1, $2, $3, $4, $5, $6::jsonb, $7)", Ids.New(), Tenant, who, appeal.Id, type, details, at)));

    private void Add(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value is null ? new NpgsqlParameter { Value = DBNull.Value } : new NpgsqlParameter { Value = value is DateTimeOffset at ? at.UtcDateTime : value });
        commands.Add(command);
    }

    private LeadSource Source(SalesChannel channel, string name, string? campaign, string? term) =>
        new() { Id = Ids.New(), TenantId = Tenant, SalesChannelId = channel.Id, Name = name, UtmSource = campaign is null ? null : "yandex", UtmCampaign = campaign, UtmTerm = term, Code = name.Length.ToString(CultureInfo.InvariantCulture) + name[..2] };

    /// <summary>As the app's role of one tenant.</summary>
    private sealed class Factory(TestDatabase database, Guid tenant) : IReportDbFactory
    {
        public CrmDb CreateDbContext() => database.Db(tenant);

        public CrmDb CreateOfMain() => database.Db(tenant);
    }
}
