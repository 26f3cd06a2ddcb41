using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Which appeals there are: 120, every stage and deal, the last 90 days with more of them lately, twelve clients waiting now.</summary>
internal sealed class DemoPlan(DemoScope scope)
{
    /// <summary>Minutes for which the twelve have been waiting.</summary>
    private static readonly int[] WaitingMinutes = [1, 2, 4, 7, 12, 18, 26, 41, 65, 118, 190, 285];

    private static readonly (string Deal, string Stage, int Count, int From, int To)[] Past =
    [
        ("repair", Stages.Completed, 30, 8, 88), ("consultation", Stages.Completed, 6, 8, 85), ("purchase", Stages.Completed, 2, 9, 60), ("sale", Stages.Completed, 1, 20, 20),
        ("consultation", Stages.Cancelled, 1, 14, 60), ("purchase", Stages.Cancelled, 1, 14, 70), ("sale", Stages.Cancelled, 1, 14, 70), ("spam", Stages.Cancelled, 5, 1, 80),
        ("repair", Stages.Gathering, 6, 5, 45), ("repair", Stages.Gathered, 4, 11, 35), ("repair", Stages.PriceSent, 5, 6, 55),
        ("purchase", Stages.PriceSent, 1, 12, 30), ("sale", Stages.PriceSent, 2, 12, 40),
        ("repair", Stages.Came, 4, 2, 2), ("repair", Stages.InWork, 7, 2, 4), ("repair", Stages.Confirmed, 8, 0, 2), ("repair", Stages.QrSent, 5, 0, 2),
    ];

    // Where the seven cancelled repairs broke off; the two with a visit did not come.
    private static readonly string[] BrokenOff =
        [Stages.Gathering, Stages.PriceSent, Stages.PriceSent, Stages.Gathering, Stages.PriceSent, Stages.Confirmed, Stages.Confirmed];

    /// <summary>In the order in which they began.</summary>
    public List<DemoAppeal> Build()
    {
        var all = new List<DemoAppeal>(120);
        all.AddRange(DemoTwelve.Plan(scope));
        foreach (var (deal, stage, count, from, to) in Past)
            for (var i = 0; i < count; i++) all.Add(new DemoAppeal { Deal = deal, Stage = stage, Start = Began(from, to) });
        foreach (var brokeOff in BrokenOff)
            all.Add(new DemoAppeal { Deal = "repair", Stage = Stages.Cancelled, BrokeOffAt = brokeOff, Start = Began(14, 86) });
        all.AddRange(WaitingNow());
        SetModes(all);
        MoveToEvening(all);
        return [.. all.OrderBy(a => a.Start)];
    }

    /// <summary>A time of a working day; the more recent half of the span gets more than half.</summary>
    public DateTimeOffset Began(int fromDaysAgo, int toDaysAgo)
    {
        var share = Math.Pow(scope.Between(0, 1000) / 1000.0, 1.35);
        var days = fromDaysAgo + (int)Math.Round(share * (toDaysAgo - fromDaysAgo));
        return DaysAgo(days, scope.Minutes(9 * 60 + 40, 16 * 60 + 45));
    }

    // A conversation takes under three hours: one that would reach past now began a day earlier.
    private DateTimeOffset DaysAgo(int days, TimeSpan time)
    {
        var start = scope.Day(days, time);
        return start + TimeSpan.FromHours(3) > scope.Now ? scope.Day(days + 1, time) : start;
    }

    private IEnumerable<DemoAppeal> WaitingNow()
    {
        var minutes = new Queue<int>(WaitingMinutes);
        string?[] firstContacts = ["repair", "repair", null, "repair", "repair", "consultation", "repair"];
        string[] platforms = [Platforms.Telegram, Platforms.Telegram, Platforms.Vk, Platforms.WhatsApp, Platforms.Form, Platforms.Avito, Platforms.Phone];
        for (var i = 0; i < firstContacts.Length; i++)
        {
            var waiting = Waited(minutes.Dequeue());
            yield return new DemoAppeal
            {
                Deal = firstContacts[i], Stage = Stages.FirstContact, Platform = platforms[i], Waiting = waiting, Start = scope.Now - waiting, IsHeld = i == 3,
            };
        }

        foreach (var (stage, isHeld) in ((string, bool)[])[(Stages.Gathering, true), (Stages.PriceSent, true), (Stages.Gathered, false), (Stages.PriceSent, true), (Stages.InWork, true)])
        {
            var waiting = Waited(minutes.Dequeue());
            var days = stage == Stages.InWork ? 2 : 0;
            var start = DaysAgo(days, scope.Minutes(9 * 60 + 40, 16 * 60 + 45));
            if (days == 0 && start + TimeSpan.FromHours(3) > scope.Now - waiting) start = start.AddDays(-1);
            yield return new DemoAppeal { Deal = "repair", Stage = stage, Waiting = waiting, Start = start, IsHeld = isHeld };
        }

        TimeSpan Waited(int wholeMinutes) => TimeSpan.FromMinutes(wholeMinutes) + scope.Seconds(0, 40);
    }

    // Clients also write when nobody is there; the answer comes in the morning.
    private void MoveToEvening(List<DemoAppeal> all)
    {
        foreach (var appeal in all.Where(a => a is { Given: 0, Waiting: null } && !a.Reached(Stages.Confirmed) && a.Start < scope.Now.AddDays(-3)))
            if (scope.Chance(0.25)) appeal.Start += TimeSpan.FromHours(20.3) - scope.Local(appeal.Start).TimeOfDay + scope.Minutes(0, 140);
    }

    private void SetModes(List<DemoAppeal> all)
    {
        foreach (var appeal in all)
        {
            var roll = scope.Between(0, 99);
            appeal.Mode = roll < 70 || appeal.Given > 0 ? "assist" : roll < 88 ? "manual" : "auto";
        }
    }
}
