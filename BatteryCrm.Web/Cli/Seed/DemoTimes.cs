namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Puts every line of a conversation at its time: people take minutes, operators answer in the shop's hours only, nothing is said in the future.</summary>
internal sealed class DemoTimes(DemoShop shop)
{
    // A conversation before a visit stays this short, so that the visit comes after it.
    private static readonly TimeSpan LongestChat = TimeSpan.FromMinutes(150);
    private readonly DemoScope scope = shop.Scope;

    public void Lay(DemoAppeal appeal)
    {
        var gaps = appeal.Lines.ToDictionary(l => l, Gap);
        Shorten(appeal, gaps);

        var at = appeal.Start;
        DemoLine? before = null;
        foreach (var line in appeal.Lines)
        {
            at = before is null ? at : Next(appeal, line, before, at, gaps[line]);
            if (line.Speaker is not Speaker.Client && line.Moment is Moment.Chat or Moment.Later or Moment.After) at = Answerable(at);
            line.At = at;
            before = line;
        }

        if (at > scope.Now) throw new InvalidOperationException($"An appeal in stage «{appeal.Stage}» would end at {at:O}, after the moment of seeding.");
    }

    private DateTimeOffset Next(DemoAppeal appeal, DemoLine line, DemoLine before, DateTimeOffset at, TimeSpan gap) => line.Moment switch
    {
        Moment.Reminder => appeal.Booking!.Start.AddHours(-2),
        Moment.Visit => appeal.Booking!.Start + scope.Minutes(2, 8),
        Moment.Work when before.Moment is not Moment.Work => Max(at, appeal.Booking!.Start) + scope.Minutes(10, 20),
        Moment.Ready when before.Moment is not Moment.Ready => Max(at, appeal.Booking!.Start + TimeSpan.FromMinutes(appeal.Service!.DurationMinutes)) + scope.Minutes(5, 20),
        Moment.After when before.Moment is not Moment.After => at + scope.Minutes(25, 70),
        Moment.Review => at + (scope.Local(at).Date.AddDays(1).AddHours(12) - scope.Local(at).DateTime),
        Moment.Later when before.Moment is not Moment.Later && appeal.Booking is { } visit => visit.Start + scope.Minutes(30, 60),
        Moment.Later when before.Moment is not Moment.Later => at + TimeSpan.FromDays(scope.Between(1, 8)),
        Moment.Waiting when before.Moment is not Moment.Waiting => scope.Now - appeal.Waiting!.Value,
        _ => at + gap,
    };

    private TimeSpan Gap(DemoLine line) => line.GapSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : line.Speaker switch
    {
        Speaker.Agent => scope.Seconds(20, 70),
        Speaker.Operator => scope.Minutes(1, 9),
        Speaker.Note => scope.Minutes(4, 30),
        _ => scope.Minutes(1, 22),
    };

    private static void Shorten(DemoAppeal appeal, Dictionary<DemoLine, TimeSpan> gaps)
    {
        var chat = appeal.Lines.Where(l => l.Moment is Moment.Chat).Skip(1).ToList();
        var longest = appeal.Stage == Data.Appeals.Stages.FirstContact && appeal.Waiting is { } waiting ? waiting * 0.6 : LongestChat;
        var total = chat.Aggregate(TimeSpan.Zero, (sum, l) => sum + gaps[l]);
        if (total <= longest) return;
        foreach (var line in chat) gaps[line] *= longest / total;
    }

    private bool IsOpen(DateTimeOffset at)
    {
        var time = scope.Local(at).TimeOfDay;
        return time >= shop.Opens && time < shop.Closes;
    }

    /// <summary>The same time when the shop is open, else some minutes after it opens next.</summary>
    private DateTimeOffset Answerable(DateTimeOffset at)
    {
        if (IsOpen(at)) return at;
        var local = scope.Local(at);
        var day = local.TimeOfDay < shop.Opens ? local.Date : local.Date.AddDays(1);
        return new DateTimeOffset(day + shop.Opens, local.Offset).ToUniversalTime() + scope.Minutes(4, 35);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
