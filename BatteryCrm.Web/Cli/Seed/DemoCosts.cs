using BatteryCrm.Data.Reports;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>What the paid sources cost, day by day; written last, so that the rest of the demo is what it was without.</summary>
internal static class DemoCosts
{
    private const int Days = 90;

    public static void Add(DemoShop shop)
    {
        var scope = shop.Scope;
        var today = DateOnly.FromDateTime(scope.Local(scope.Now).DateTime);
        foreach (var source in shop.Catalog.Sources.Where(s => s.UtmMedium is "cpc" or "display" or "listing"))
            for (var day = Days; day >= 1; day--)
                if (scope.Chance(0.9)) scope.Add(new LeadCost { LeadSourceId = source.Id, Day = today.AddDays(-day), AmountRub = scope.Between(8, 60) * 10, CreatedAt = scope.Now, UpdatedAt = scope.Now });
        scope.Add(new ReportView { Name = "Реклама за 3 месяца", Address = "costs?period=quarter", CreatedBy = shop.Operators[0].Id, CreatedAt = scope.Now });
    }
}
