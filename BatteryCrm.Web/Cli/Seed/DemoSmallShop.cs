namespace BatteryCrm.Web.Cli.Seed;

/// <summary>The few appeals of the second tenant, written out one by one.</summary>
internal static class DemoSmallShop
{
    public static void AddHistory(DemoShop shop, DemoPeople people, IReadOnlyDictionary<string, Guid> dealTypes)
    {
        var times = new DemoTimes(shop);
        var history = new DemoHistory(shop, people, dealTypes);
        foreach (var script in DemoFiles.SmallTalk())
        {
            var appeal = Make(shop, people.All[script.Client], script);
            times.Lay(appeal);
            history.Write(appeal);
        }
    }

    private static DemoAppeal Make(DemoShop shop, DemoClient client, SmallScript script)
    {
        var (scope, catalog) = (shop.Scope, shop.Catalog);
        TimeSpan? waiting = script.WaitingMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        var appeal = new DemoAppeal
        {
            Stage = script.Stage, Deal = script.Deal, Waiting = waiting, Start = waiting is null ? scope.Day(script.DaysAgo, scope.Minutes(11 * 60, 14 * 60)) : scope.Now - waiting.Value,
            Client = client, Channel = shop.Channels[client.Platform], Operator = shop.Operators[^1], Mode = "manual",
            Model = script.Model is null ? null : catalog.Model(script.Model), Repair = script.Repair, Issue = script.Issue is null ? null : catalog.Issue(script.Issue),
            Source = script.Source is null ? null : catalog.Source(script.Source),
        };
        if (script.Repair is not null) appeal.Service = catalog.Price(appeal.Model!, script.Repair);
        appeal.Lines.AddRange(script.Lines.Select(l => DemoLine.Parse(l, Moment.Chat)));
        return appeal;
    }
}
