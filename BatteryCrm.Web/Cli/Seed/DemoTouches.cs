using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>What happens to single messages of any real conversation: edits, withdrawals, files that are too large or gone, drafts of the AI and of people.</summary>
internal static class DemoTouches
{
    private const int Edits = 6;

    public static void Add(DemoScope scope, IReadOnlyList<DemoAppeal> appeals)
    {
        var past = appeals.Where(a => a is { Given: 0, Waiting: null, Deal: "repair" } && a.Channel.Platform is not (Platforms.Form or Platforms.Phone)).ToList();
        foreach (var appeal in scope.Shuffle(past.Where(a => Editable(a) is not null)).Take(Edits))
        {
            // People send too early and then finish the sentence.
            var line = Editable(appeal)!;
            line.EditedFrom = line.Text[..(line.Text.Length * 2 / 3)].TrimEnd();
        }

        foreach (var appeal in scope.Shuffle(past.Where(a => a.SmallTalkAt < a.Lines.Count)).Take(2))
        {
            appeal.Lines.Insert(appeal.SmallTalkAt!.Value, new DemoLine(Speaker.Client, "Ой, это не вам", Moment.Chat) { IsDeleted = true, GapSeconds = 40 });
            appeal.SmallTalkAt++;
        }

        foreach (var appeal in scope.Shuffle(past.Where(a => a.Lines.Exists(l => l is { Speaker: Speaker.Operator, Moment: Moment.Chat }))).Take(2))
        {
            var at = appeal.Lines.FindIndex(l => l is { Speaker: Speaker.Operator, Moment: Moment.Chat });
            appeal.Lines.Insert(at + 1, new DemoLine(Speaker.Operator, "Это не в тот чат", Moment.Chat) { IsTakenBack = true, GapSeconds = 20 });
            if (appeal.SmallTalkAt is not null) appeal.SmallTalkAt++;
        }

        var photos = appeals.SelectMany(a => a.Lines).Where(l => l.File is "photo").ToList();
        (photos[0].File, photos[1].File) = ("big", "gone");
        AddDrafts(appeals);
    }

    private static DemoLine? Editable(DemoAppeal appeal) =>
        appeal.Lines.Find(l => l is { Speaker: Speaker.Client, File: null } && l.Text.Length > 30 && !l.Text.Contains('{', StringComparison.Ordinal));

    private static void AddDrafts(IReadOnlyList<DemoAppeal> appeals)
    {
        foreach (var appeal in appeals.Where(a => a.Waiting is not null && a.Mode != "manual"))
        {
            // What the AI could answer by itself it would have answered.
            appeal.Mode = "assist";
            appeal.Draft = appeal switch
            {
                { Deal: null } => "Здравствуйте! Чем можем помочь: ремонт, покупка или консультация?",
                { Stage: Stages.PriceSent } => "Работы около {minutes}. Записать вас на ближайшее время?",
                { Stage: Stages.Gathering or Stages.Gathered, Service: not null } => "{work} на {model} — {price} ₽, около {minutes}. Гарантия {warranty} дней. На какое время вас записать?",
                { Stage: Stages.Gathering or Stages.Gathered } => "Цену на {model} уточняем у мастера, ответим в течение 10 минут.",
                _ => null,
            };
        }

        var held = appeals.Where(a => a is { IsHeld: true, Waiting: not null, Draft: null }).Concat(appeals.Where(a => a is { IsHeld: true, Stage: Stages.Confirmed })).Take(2).ToList();
        held[0].Typed = "Добрый день! Мастер заканчивает, через полчаса напишу точно,";
        if (held.Count > 1) held[1].Typed = "Подскажите, вы на машине? Если да, то заезд";
    }
}
