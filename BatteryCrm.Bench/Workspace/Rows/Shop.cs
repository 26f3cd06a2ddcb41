using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Setup;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Cli.Seed;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>A tenant before its first client, with the catalogue and the price list of the demo.</summary>
/// <param name="Channels">Each of another platform.</param>
internal sealed record Shop(
    Guid Tenant, IReadOnlyList<Guid> Operators, IReadOnlyList<(Guid Id, string Platform)> Channels, IReadOnlyList<(Guid Brand, Guid Model)> Devices, IReadOnlyList<Guid> Repairs,
    IReadOnlyList<(Guid Type, Guid Issue)> Issues, IReadOnlyList<(Guid SalesChannel, Guid Source)> Sources, Guid DealType)
{
    private const int People = 6;

    /// <param name="owner">As the owner of the tables.</param>
    /// <param name="opened">The catalogue is as old as the shop.</param>
    public static async Task<Shop> AddAsync(CrmDataSources owner, int number, DateTimeOffset opened)
    {
        var scope = new DemoScope(Ids.New(), opened, TimeSpan.FromHours(4), number);
        scope.Add(new Tenant { Id = scope.TenantId, Name = $"Shop {number}", CreatedAt = opened, InsertedAt = opened, UpdatedAt = opened });
        var catalogue = DemoCatalog.Add(scope, DemoFiles.Catalog("remtochka"));
        List<Guid> operators = [.. Enumerable.Range(0, People).Select(i => scope.Add(new Operator
        {
            Id = Ids.New(), TenantId = scope.TenantId, Name = $"Operator {i}", Role = Roles.Operator, UserName = $"operator{i}@shop{number}.test",
            NormalizedUserName = $"OPERATOR{i}@SHOP{number}.TEST", SecurityStamp = "-",
        }).Id)];
        List<(Guid, string)> channels = [.. ((string[])[Platforms.Telegram, Platforms.WhatsApp, Platforms.Vk])
            .Select(p => (scope.Add(new Channel { Id = Ids.New(), Name = p, Platform = p, CreatedAt = opened }).Id, p))];

        await using var db = new WorkerDb(CrmDbOptions.For<WorkerDb>(owner.Worker));
        db.AddRange(scope.Take());
        await PlatformRows.AddDefaultVisibilityAsync(db, scope.TenantId, CancellationToken.None);
        await db.SaveChangesAsync();
        return new Shop(
            scope.TenantId, operators, channels, [.. catalogue.Models.Select(m => (m.BrandId, m.Id))], [.. catalogue.RepairTypes.Select(r => r.Id)],
            [.. catalogue.Issues.Select(i => (i.IssueTypeId, i.Id))], [.. catalogue.Sources.Select(s => (s.SalesChannelId, s.Id))],
            await db.DealTypes.Where(d => d.Code == "repair").Select(d => d.Id).SingleAsync());
    }
}
