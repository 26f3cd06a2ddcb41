using BatteryCrm.Data;
using BatteryCrm.Data.Appointments;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>The catalogue of one tenant as rows, found by the names that the other demo data uses.</summary>
internal sealed class DemoCatalog
{
    private readonly Dictionary<string, Guid> deviceTypes;
    private readonly Dictionary<string, Guid> brandIds;

    private DemoCatalog(DemoScope scope, CatalogFile file)
    {
        deviceTypes = file.DeviceTypes.ToDictionary(n => n, n => scope.Add(new DeviceType { Id = Ids.New(), Name = n }).Id, StringComparer.Ordinal);
        Brands = [.. file.Brands.Select(b => scope.Add(new Brand { Id = Ids.New(), Name = b.Name, NormalizedName = b.Normalized, Aliases = b.Aliases }))];
        brandIds = Brands.ToDictionary(b => b.Name, b => b.Id, StringComparer.Ordinal);
        Models = [.. file.Models.Select(m => scope.Add(new Model { Id = Ids.New(), BrandId = brandIds[m.Brand], DeviceTypeId = deviceTypes[m.Type], Name = m.Name, Aliases = m.Aliases }))];
        RepairTypes = [.. file.RepairTypes.Select(r => scope.Add(new RepairType { Id = Ids.New(), Name = r.Name, Description = r.Description }))];
        Issues = [.. AddIssues(scope, file)];
        Services = [.. file.Services.Select(s => AddService(scope, s))];
        Masters = [.. file.Masters.Select(m => scope.Add(new Master { Name = m.Name, WorkingHoursStart = m.From, WorkingHoursEnd = m.To }))];
        SalesChannels = [.. file.SalesChannels.Select(c => scope.Add(new SalesChannel { Id = Ids.New(), Name = c.Name }))];
        Sources = [.. file.SalesChannels.SelectMany((c, i) => c.Sources.Select(s => AddSource(scope, SalesChannels[i], s)))];
    }

    public IReadOnlyList<Brand> Brands { get; }

    public IReadOnlyList<Model> Models { get; }

    public IReadOnlyList<RepairType> RepairTypes { get; }

    public IReadOnlyList<Issue> Issues { get; }

    public IReadOnlyList<Service> Services { get; }

    /// <summary>Their ids are the database's: known after saving only.</summary>
    public IReadOnlyList<Master> Masters { get; }

    public IReadOnlyList<SalesChannel> SalesChannels { get; }

    public IReadOnlyList<LeadSource> Sources { get; }

    public static DemoCatalog Add(DemoScope scope, CatalogFile file) => new(scope, file);

    public Model Model(string name) => Models.Single(m => m.Name == name);

    public Brand BrandOf(Model model) => Brands.Single(b => b.Id == model.BrandId);

    public RepairType Repair(string name) => RepairTypes.Single(r => r.Name == name);

    public Issue Issue(string name) => Issues.Single(i => i.Name == name);

    public LeadSource Source(string code) => Sources.Single(s => s.Code == code);

    public SalesChannel SalesChannel(string name) => SalesChannels.Single(s => s.Name == name);

    /// <summary>The price row of a repair with these words, the most specific one first; null when the list has none.</summary>
    public Service? Price(Model model, string repair, string? work = null) =>
        Services.Where(s => s.MalfunctionCategory == repair && (s.ModelId == null || s.ModelId == model.Id) && (s.BrandId == null || s.BrandId == model.BrandId))
            .Where(s => work is null || s.MalfunctionType == work)
            .OrderByDescending(s => (s.ModelId is null ? 0 : 2) + (s.BrandId is null ? 0 : 1)).FirstOrDefault();

    private static IEnumerable<Issue> AddIssues(DemoScope scope, CatalogFile file)
    {
        foreach (var group in file.IssueTypes)
        {
            var type = scope.Add(new IssueType { Id = Ids.New(), Name = group.Name });
            foreach (var issue in group.Issues) yield return scope.Add(new Issue { Id = Ids.New(), IssueTypeId = type.Id, Name = issue });
        }
    }

    private static LeadSource AddSource(DemoScope scope, SalesChannel channel, SourceLine s) => scope.Add(new LeadSource
    {
        Id = Ids.New(), SalesChannelId = channel.Id, Name = s.Name, Code = s.Code,
        UtmSource = s.Utm[0], UtmMedium = s.Utm[1], UtmCampaign = s.Utm[2], UtmTerm = s.Utm[3], UtmContent = s.Utm[4],
    });

    // A row for any brand and model still names its repair type: it is what the price of last resort is found by.
    private Service AddService(DemoScope scope, ServiceLine s) => scope.Add(new Service
    {
        Id = Ids.New(), BrandId = s.Brand is null ? null : brandIds[s.Brand],
        ModelId = s.Model is null ? null : Models.Single(m => m.Name == s.Model).Id,
        RepairTypeId = RepairTypes.Single(r => r.Name == s.Repair).Id,
        MalfunctionCategory = s.Repair, MalfunctionType = s.Work, PriceRub = s.Price, LabourRub = s.Labour, DurationMinutes = s.Minutes,
    });
}
