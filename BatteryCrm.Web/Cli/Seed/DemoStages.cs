using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Cli.Seed;

/// <param name="IsAutomatic">A rule moved it.</param>
/// <param name="Why">The rule, or the operator's comment.</param>
internal sealed record StageMove(string From, string To, DateTimeOffset At, bool IsAutomatic, string? Why);

/// <summary>The way of an appeal through the stages, read from its lines and its visit.</summary>
internal static class DemoStages
{
    /// <summary>In order of time; empty for a first contact.</summary>
    /// <exception cref="InvalidOperationException">The conversation does not lead to the planned stage.</exception>
    public static IReadOnlyList<StageMove> Of(DemoAppeal made)
    {
        var wanted = new List<(string To, DateTimeOffset At, string? Rule)>();
        var first = made.Lines.Find(l => l.IsOurs);
        if (first is not null) wanted.Add((Stages.Gathering, first.At, "first_answer"));
        foreach (var line in made.Lines.Where(l => l.Reaches is not null)) wanted.Add((line.Reaches!, line.At, RuleOf(line.Reaches!, made)));
        AddVisit(made, wanted);
        if (made.Stage == Stages.Completed && made.Booking is null) wanted.Add((Stages.Completed, made.Lines[^1].At.AddMinutes(5), null));
        if (made.Stage == Stages.Cancelled) wanted.Add((Stages.Cancelled, made.Lines[^1].At.AddMinutes(3), null));

        var moves = new List<StageMove>();
        var stage = Stages.FirstContact;
        foreach (var (to, at, rule) in wanted.OrderBy(w => w.At))
        {
            if (to != Stages.Cancelled && !Stages.IsForward(stage, to)) continue;
            var after = moves.Count > 0 && at <= moves[^1].At ? moves[^1].At.AddSeconds(1) : at; // one line may lead two steps on
            moves.Add(new StageMove(stage, to, after, rule is not null, rule ?? Comment(made, to)));
            stage = to;
        }

        return stage == made.Stage ? moves : throw new InvalidOperationException($"A conversation led to «{stage}» instead of «{made.Stage}».");
    }

    private static void AddVisit(DemoAppeal made, List<(string To, DateTimeOffset At, string? Rule)> wanted)
    {
        if (made.Booking is not { } visit || !made.Reached(Stages.Came) || made.Stage == Stages.Cancelled) return;
        wanted.Add((Stages.Came, visit.Start.AddMinutes(1), RuleOf(Stages.Came, made)));
        if (made.Reached(Stages.InWork)) wanted.Add((Stages.InWork, visit.Start.AddMinutes(9), null));
        var ready = made.Lines.FindLast(l => l.Moment is Moment.Ready);
        if (made.IsCompleted) wanted.Add((Stages.Completed, (ready?.At ?? visit.End).AddMinutes(20), null));
    }

    private static string? RuleOf(string stage, DemoAppeal made) => stage switch
    {
        _ when made.Channel.Platform is Data.Channels.Platforms.Phone or Data.Channels.Platforms.Form && made.Given == 0 => null,
        Stages.Gathering => "first_answer",
        Stages.Gathered => "fields_known",
        Stages.PriceSent => "price_sent",
        Stages.Confirmed => "appointment_made",
        Stages.QrSent => "qr_sent",
        Stages.Came => made.QrCode is null ? null : "qr_scanned",
        _ => null,
    };

    private static string? Comment(DemoAppeal made, string to) => to switch
    {
        Stages.Cancelled when made.Deal is "spam" => "Спам",
        Stages.Cancelled when made.Booking is not null => "Не явился",
        Stages.Cancelled => "Клиент отказался",
        _ => null,
    };
}
