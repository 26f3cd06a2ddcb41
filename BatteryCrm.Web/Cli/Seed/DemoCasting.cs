using System.Globalization;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Gives each planned appeal its client, channel, operator, device, repair and source, in the order of their beginnings.</summary>
internal sealed class DemoCasting(DemoShop shop, DemoPeople people, DemoCalendar calendar)
{
    private static readonly (string Platform, int Weight)[] Texting =
        [(Platforms.Telegram, 48), (Platforms.WhatsApp, 16), (Platforms.Avito, 15), (Platforms.Vk, 13), (Platforms.Max, 8)];

    private readonly DemoScope scope = shop.Scope;
    private int futureVisits;
    private int troubles;
    private int waiting;

    public void Cast(IReadOnlyList<DemoAppeal> appeals)
    {
        var left = scope.Shuffle(appeals.Where(a => a is { Platform: null, Deal: "repair", Waiting: null }));
        foreach (var appeal in left.Take(6)) appeal.Platform = Platforms.Form;
        foreach (var appeal in left.Skip(6).Take(4)) appeal.Platform = Platforms.Phone;

        // Those that cannot have just anybody choose first, then the present, where most clients are busy.
        var order = appeals.OrderBy(a => a.Platform is null ? a.Deal is "spam" ? 1 : 2 : 0).ThenByDescending(a => a.Start).ToList();
        for (var i = 0; i < order.Count; i++) Give(order[i], open: order.Count - i);
        foreach (var appeal in appeals) Cast(appeal);
    }

    private void Give(DemoAppeal appeal, int open)
    {
        var client = appeal.Given == DemoTwelve.Form ? people.Merged! : Choose(appeal, open);
        appeal.Client = client;
        client.Appeals.Add((appeal, Ends(appeal)));
        client.IsOneOff |= appeal.Deal is "spam" || client.Platform is Platforms.Form;
    }

    private void Cast(DemoAppeal appeal)
    {
        appeal.Channel = shop.Channels[appeal.Platform ?? appeal.Client.Platform];
        if (appeal.Channel.Platform is Platforms.Form or Platforms.Phone) appeal.Mode = "manual";
        appeal.Operator = Who(appeal);
        if (appeal.Given > 0) DemoTwelve.Fill(appeal, shop.Catalog);
        else ChooseMatter(appeal);
        ChooseSource(appeal);
        Book(appeal);
        appeal.IsHeld |= appeal.Waiting is null && !appeal.IsFinal && scope.Chance(appeal.Reached(Stages.Confirmed) ? 0.8 : 0.35);
        if (appeal.Stage is Stages.PriceSent or Stages.Gathering && appeal is { Waiting: null, Given: 0 } && appeal.Channel.Platform == Platforms.Telegram && troubles < 3)
            appeal.Trouble = troubles++ % 2 == 0 ? "failed" : "unknown";
    }

    /// <summary>A client who was not heard of before more often than not, and none whom an earlier or a later appeal keeps busy.</summary>
    /// <param name="open">How many appeals are still without a client.</param>
    private DemoClient Choose(DemoAppeal appeal, int open)
    {
        if (appeal is { Platform: null, Deal: "repair" } && appeal.Reached(Stages.Gathering) && people.MustSpeak is [var witness, ..])
        {
            people.MustSpeak.RemoveAt(0);
            return witness;
        }

        var free = people.All.FindAll(c => !people.MustSpeak.Contains(c) && c.IsFree(appeal.Start, Ends(appeal))
            && (appeal.Platform is null ? Texting.Any(t => t.Platform == c.Platform) : c.Platform == appeal.Platform));
        var strangers = free.FindAll(c => c.Appeals.Count == 0);
        var platform = appeal.Platform ?? Weighted();
        if (strangers.Count < open && free.Exists(c => c.Platform == platform))
            (free, strangers) = (free.FindAll(c => c.Platform == platform), strangers.FindAll(c => c.Platform == platform));
        if (strangers.Count > 0 && (appeal.Deal is "spam" || strangers.Count >= open || scope.Chance(0.6))) return scope.Pick(strangers);
        if (appeal.Deal is "spam") free.Clear(); // spam comes from strangers
        return free.Count > 0 ? scope.Pick(free) : throw new InvalidOperationException($"The demo data has too few clients for {platform}.");
    }

    private string Weighted()
    {
        var roll = scope.Between(0, 99);
        foreach (var (platform, weight) in Texting)
            if ((roll -= weight) < 0) return platform;
        return Platforms.Telegram;
    }

    // Final ones are over with their last word; the others take what the client writes for seven more days.
    private static DateTimeOffset Ends(DemoAppeal appeal) => appeal.Start.AddDays(appeal switch
    {
        { Deal: "spam" } => 1,
        { Stage: Stages.Cancelled } => 13,
        { IsCompleted: true } => 6,
        { Stage: Stages.InWork or Stages.Came or Stages.Confirmed or Stages.QrSent } => 12,
        _ => 10,
    });

    private DemoOperator Who(DemoAppeal appeal) => appeal.Given switch
    {
        2 => shop.Operators[1], // its answer is written by a man
        > 0 => shop.Operators[appeal.Given % 2],
        _ when appeal.Waiting is not null => shop.Operators[waiting++ % 2], // the two who work the inbox, in turn
        _ => shop.Operators[scope.Between(0, 99) switch { < 45 => 0, < 85 => 1, < 97 => 2, _ => 3 }],
    };

    private void ChooseMatter(DemoAppeal appeal)
    {
        var catalog = shop.Catalog;
        if (appeal.Deal is "purchase" or "sale") appeal.Model = scope.Pick([.. catalog.Models.Where(m => m.Name.StartsWith("iPhone 1", StringComparison.Ordinal))]);
        if (appeal.Deal is not "repair") return;

        // Without a price on the list one gets no further than the question.
        if (!appeal.Reached(Stages.PriceSent) && scope.Chance(0.5))
        {
            appeal.Model = scope.Pick(catalog.Models.Where(m => m.Name is not "Apple Watch SE").ToList());
            appeal.Repair = scope.Pick((string[])["Дисплей", "Батарея", "Кнопки", "Камера", "Звук"]);
            appeal.Service = catalog.Price(appeal.Model, appeal.Repair);
        }
        else
        {
            var service = scope.Pick(catalog.Services);
            appeal.Model = service.ModelId is { } id ? catalog.Models.Single(m => m.Id == id) : scope.Pick([.. catalog.Models.Where(m => Fits(m, service))]);
            (appeal.Repair, appeal.Service) = (service.MalfunctionCategory, service);
        }

        var openings = DemoTalk.Openings(appeal.Repair, catalog.BrandOf(appeal.Model).Name);
        appeal.Issue = catalog.Issue(scope.Pick(openings).Issue);
    }

    // A general price is for brands that have none of their own; a phone's price for phones.
    private bool Fits(Model model, Service service) =>
        model.Name is not "Apple Watch SE" && (service.BrandId is null || service.BrandId == model.BrandId) && shop.Catalog.Price(model, service.MalfunctionCategory) == service;

    private void ChooseSource(DemoAppeal appeal)
    {
        var catalog = shop.Catalog;
        string? code = null;
        switch (appeal.Channel.Platform)
        {
            case Platforms.Avito:
                (code, appeal.AdId) = ("avito_iphone", "4400" + scope.Between(100_000, 999_999));
                break;
            case Platforms.Vk:
                code = scope.Chance(0.7) ? "vk_post14" : null;
                break;
            case Platforms.Form:
                code = appeal.Repair == "Дисплей" ? "direct_display" : appeal.Repair == "Батарея" ? "direct_battery" : scope.Chance(0.3) ? "rsya_banner2" : "site";
                break;
            case Platforms.Telegram when appeal.Given == 0 && scope.Chance(0.4):
                code = appeal.StartCode = appeal.Repair == "Батарея" ? "direct_battery" : scope.Pick((string[])["direct_display", "direct_display", "direct_display", "ymaps", "friend", "rsya_banner2"]);
                break;
            case Platforms.WhatsApp or Platforms.Phone or Platforms.Max when scope.Chance(0.5):
                code = scope.Pick((string[])["ymaps", "ymaps", "ymaps", "friend"]);
                break;
        }

        code ??= appeal.IsReturning ? "repeat" : null;
        appeal.Source = code is null ? null : catalog.Source(code);
    }

    private void Book(DemoAppeal appeal)
    {
        if (appeal.Deal is not "repair" || !appeal.Reached(Stages.Confirmed)) return;
        var visited = appeal.Reached(Stages.Came) || appeal.Stage == Stages.Cancelled;

        // The visits to come fill a week, two a day.
        var earliest = visited ? appeal.Start.AddHours(3) : futureVisits / 2 is 0 ? scope.Now.AddMinutes(90) : scope.Day(-(futureVisits / 2), TimeSpan.Zero);
        if (!visited) futureVisits++;

        // Whoever stands at the counter or lies on the bench came yesterday.
        if (appeal.Stage is Stages.Came or Stages.InWork) earliest = scope.Day(1, TimeSpan.Zero);
        appeal.Booking = calendar.Book(earliest, appeal.Service!.DurationMinutes, appeal.Repair is "Плата" or "Залитие");
        if (appeal.Reached(Stages.QrSent) && (appeal.Stage == Stages.QrSent || scope.Chance(0.3))) appeal.QrCode = "BAT-" + Code();
        if (visited && appeal.Stage != Stages.Cancelled && scope.Chance(0.5)) appeal.OrderNumber = "LS-" + scope.Between(10_000, 99_999).ToString(CultureInfo.InvariantCulture);
    }

    private string Code()
    {
        const string letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        return string.Concat(Enumerable.Range(0, 6).Select(_ => letters[scope.Between(0, letters.Length - 1)]));
    }
}
