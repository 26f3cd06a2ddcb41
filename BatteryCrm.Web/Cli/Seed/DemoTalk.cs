using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Writes the conversation that leads an appeal to its stage, from the phrases of the talk files. Texts still hold their places to fill.</summary>
internal sealed class DemoTalk(DemoShop shop)
{
    private static readonly RepairTalk Repair = DemoFiles.RepairTalk();
    private static readonly OtherTalk Other = DemoFiles.OtherTalk();

    private readonly DemoScope scope = shop.Scope;
    private readonly int[] smallTalkUsed = new int[Other.Interludes.Length];

    /// <summary>How clients begin with this repair; transfers of data are asked for Apple alone, since the price list has them there.</summary>
    public static OpeningLine[] Openings(string repair, string brand) => Repair.Openings[repair is "ПО" && brand is "Apple" ? "ПО Apple" : repair];

    public void Compose(DemoAppeal appeal)
    {
        if (appeal.StartCode is { } code) appeal.Say(Speaker.Client, "/start " + code);
        if (appeal.Given > 0) DemoTwelve.Compose(appeal, shop);
        else if (appeal.Channel.Platform is Platforms.Phone) Call(appeal);
        else if (appeal.Channel.Platform is Platforms.Form) Form(appeal);
        else if (appeal.Deal is "repair") Chat(appeal);
        else Script(appeal);

        if (appeal.Waiting is not null && appeal.Stage != Stages.FirstContact) AskAgain(appeal);
        if (appeal.Mode == "auto")
            foreach (var line in appeal.Lines.Where(l => l is { Speaker: Speaker.Operator, Moment: Moment.Chat } && !l.Text.Contains("{when}", StringComparison.Ordinal)))
                line.Speaker = Speaker.Agent;
    }

    /// <summary>Puts one question and its answer into a conversation that has room for it.</summary>
    /// <returns>How many lines were added: 0 when there is no room.</returns>
    public int AddSmallTalk(DemoAppeal appeal)
    {
        if (appeal.SmallTalkAt is not { } at || appeal.SmallTalk.Count >= 4) return 0;

        // The least used one, so that the same words do not stand in every conversation.
        var fitting = Enumerable.Range(0, Other.Interludes.Length).Where(i => !appeal.SmallTalk.Contains(i) && Fits(Other.Interludes[i], appeal)).OrderBy(i => smallTalkUsed[i]).Take(5).ToList();
        var chosen = scope.Pick(fitting);
        smallTalkUsed[chosen]++;
        appeal.SmallTalk.Add(chosen);
        foreach (var said in Other.Interludes[chosen][..2]) appeal.Lines.Insert(at++, DemoLine.Parse(said, Moment.Chat));
        appeal.SmallTalkAt = at;
        return 2;
    }

    // A third word says what the question is about: a part that is replaced, a screen, a phone. Nobody asks for the screen's colours when the board is dead.
    private bool Fits(string[] interlude, DemoAppeal appeal)
    {
        if (interlude[1].Contains("{master}", StringComparison.Ordinal) && appeal.Booking is null) return false;
        return interlude.Length == 2 || interlude[2] switch
        {
            "part" => HasPart(appeal),
            "screen" => appeal.Repair is "Дисплей",
            "phone" => appeal.Model!.DeviceTypeId == shop.Catalog.Model("iPhone 13").DeviceTypeId,
            var other => throw new FormatException($"Small talk about «{other}»?"),
        };
    }

    private static bool HasPart(DemoAppeal appeal) => appeal.Repair is not ("ПО" or "Плата" or "Залитие");

    // The client was answered and now asks again: waiting counts from this line.
    private void AskAgain(DemoAppeal appeal)
    {
        var last = appeal.Lines.FindLast(l => l.Speaker is not Speaker.Note)!;
        if (last.Speaker is Speaker.Client) Exchange(appeal, [scope.Pick(Repair.Promise)], appeal.Stage == Stages.InWork ? Moment.Work : Moment.Chat);
        Exchange(appeal, [scope.Pick(Repair.Waiting[appeal.Stage])], Moment.Waiting);
    }

    private void Chat(DemoAppeal appeal)
    {
        Open(appeal);
        if (appeal.Stage == Stages.FirstContact)
        {
            Exchange(appeal, [.. scope.Shuffle(Repair.More[2..]).Take(scope.Between(0, 1))]);
            return;
        }

        var asks = Repair.Asks[appeal.Repair is "ПО" && shop.Catalog.BrandOf(appeal.Model!).Name is "Apple" ? "ПО Apple" : appeal.Repair!];
        if (appeal.Stage == Stages.PriceSent || appeal.Reached(Stages.Gathered) && scope.Chance(0.4) || !appeal.Reached(Stages.PriceSent))
            Ask(appeal, scope.Pick(asks), waitsForClient: appeal is { Stage: Stages.Gathering, Waiting: null } && scope.Chance(0.5));
        LeavePhone(appeal);

        appeal.SmallTalkAt = appeal.Lines.Count;
        if (!appeal.Reached(Stages.Gathered)) Cancel(appeal);
        else
        {
            if (appeal.Stage == Stages.Gathered || scope.Chance(0.15)) Ask(appeal, scope.Pick(HasPart(appeal) ? Repair.Asks["*"] : Repair.Asks["*"][1..]), waitsForClient: false);
            if (!appeal.Lines.Exists(l => l.IsOurs)) Exchange(appeal, Other.AnswerLater).Reaches = Stages.Gathering;
            appeal.Lines[^1].Reaches = Stages.Gathered;
            if (appeal.Reached(Stages.PriceSent)) Price(appeal);
        }
    }

    // Once each: the button's contact card, or the number typed as people type it.
    private void LeavePhone(DemoAppeal appeal)
    {
        var client = appeal.Client;
        if (client.SharesContact) Ask(appeal, ["О: Оставьте, пожалуйста, номер для связи, кнопка под полем ввода", "К+контакт:"], waitsForClient: false);
        else if (client is { Platform: Platforms.Vk, TypedPhone: { } typed }) Ask(appeal, ["О: По какому номеру вам перезвонить?", "К: " + typed], waitsForClient: false);
        else return;
        (client.SharesContact, client.TypedPhone) = (false, null);
    }

    private void Open(DemoAppeal appeal)
    {
        var opening = scope.Pick(Openings(appeal.Repair!, shop.Catalog.BrandOf(appeal.Model!).Name).Where(o => o.Issue == appeal.Issue!.Name).ToArray());
        var greeting = appeal.IsReturning && scope.Chance(0.3) ? scope.Pick(Other.Again) : scope.Pick(Other.Greetings);
        appeal.Say(Speaker.Client, Join(greeting, opening.Text));
        if (scope.Chance(0.15)) Exchange(appeal, [Repair.More[scope.Between(0, 1)]]);
    }

    private void Ask(DemoAppeal appeal, string[] exchange, bool waitsForClient)
    {
        var isFirst = !appeal.Lines.Exists(l => l.IsOurs);
        var question = Exchange(appeal, exchange[..1]);
        if (isFirst)
        {
            question.Text = Join(scope.Pick(Other.OurGreetings), question.Text);
            question.Reaches = Stages.Gathering;
        }

        if (!waitsForClient) Exchange(appeal, exchange[1..]).IsReply = scope.Chance(0.1);
    }

    private void Price(DemoAppeal appeal)
    {
        var price = Exchange(appeal, ["О: " + scope.Pick(Repair.Prices.TryGetValue(appeal.Repair!, out var own) ? own : Repair.Prices["*"])]);
        price.Reaches = Stages.PriceSent;
        var others = shop.Catalog.Services.Where(s => s.ModelId is not null && s.ModelId == appeal.Service!.ModelId && s.RepairTypeId == appeal.Service.RepairTypeId).ToList();
        if (others.Count > 1)
        {
            // Two prices of the same rank are both offered; which one holds the client says.
            price.Text = "Для {model} есть два варианта: " + string.Join(", ", others.Select(s => $"{Lower(s.MalfunctionType)} — {DemoWords.Money(s.PriceRub)} ₽")) + ". Времени нужно около {minutes}.";
            Exchange(appeal, Repair.Choice);
        }

        appeal.SmallTalkAt = appeal.Lines.Count;
        if (appeal.Stage == Stages.PriceSent && appeal.Waiting is null) Exchange(appeal, scope.Pick(HasPart(appeal) ? Repair.Think : Repair.Think[..3]));
        if (!appeal.Reached(Stages.Confirmed)) Cancel(appeal);
        else Visit(appeal);
    }

    private void Visit(DemoAppeal appeal)
    {
        var booking = scope.Pick(Repair.Booking);
        if (booking[0].StartsWith('О') || scope.Chance(0.3)) Exchange(appeal, [scope.Pick(Repair.Yes)]);
        Exchange(appeal, booking);
        appeal.Lines.FindLast(l => l.IsOurs)!.Reaches = Stages.Confirmed;
        appeal.SmallTalkAt = appeal.Lines.Count;
        if (appeal.QrCode is not null) Exchange(appeal, scope.Pick(Repair.Qr)).Reaches = null;
        if (appeal.QrCode is not null) appeal.Lines.FindLast(l => l.IsOurs)!.Reaches = Stages.QrSent;
        if (appeal.Stage == Stages.Cancelled)
        {
            Exchange(appeal, scope.Pick(Repair.NoShow), Moment.Later);
            return;
        }

        if (!appeal.Reached(Stages.Came)) return;
        if (scope.Chance(0.15) && HasReminder(appeal)) Exchange(appeal, Repair.Reminder, Moment.Reminder);
        if (appeal.Stage == Stages.Came || scope.Chance(0.15)) Exchange(appeal, scope.Pick(Repair.Came), Moment.Visit).Reaches = Stages.Came;
        if (appeal.Stage == Stages.InWork || appeal.IsCompleted && scope.Chance(0.15)) Exchange(appeal, scope.Pick(HasPart(appeal) ? Repair.Work : Repair.Work[..3]), Moment.Work);
        if (!appeal.IsCompleted) return;
        Exchange(appeal, scope.Pick(Repair.Ready), Moment.Ready);
        Exchange(appeal, scope.Pick(Repair.Thanks), Moment.After);
        if (scope.Chance(0.2)) Exchange(appeal, Repair.Review, Moment.Review);
    }

    // A visit early in the morning, or one that was booked just now, has no reminder.
    private bool HasReminder(DemoAppeal appeal)
    {
        var at = appeal.Booking!.Start.AddHours(-2);
        return scope.Local(at).TimeOfDay >= shop.Opens && at > appeal.Start.AddHours(3);
    }

    private void Cancel(DemoAppeal appeal)
    {
        if (appeal.Stage == Stages.Cancelled) Exchange(appeal, scope.Pick(Repair.Cancel), Moment.Later);
    }

    private void Script(DemoAppeal appeal)
    {
        if (appeal.Deal is null)
        {
            Exchange(appeal, [scope.Pick(Other.Unknown)]);
            return;
        }

        var scripts = appeal.Deal switch { "consultation" => Other.Consultation, "purchase" => Other.Purchase, "sale" => Other.Sale, _ => Other.Spam };

        // The first two of buying and selling end with a deal.
        var script = scope.Pick(appeal is { IsCompleted: true, Deal: "purchase" or "sale" } ? scripts[..2] : scripts);
        var spoken = appeal.Stage switch
        {
            Stages.FirstContact => 1,
            Stages.Cancelled when appeal.Deal is not "spam" => 2,
            Stages.PriceSent => 1 + Array.FindLastIndex(script, Math.Min(3, script.Length - 1), said => said.StartsWith('О')),
            _ => script.Length,
        };
        Exchange(appeal, script[..spoken]);
        if (appeal.Deal is "spam") return;
        var opening = appeal.Lines[appeal.StartCode is null ? 0 : 1];
        opening.Text = Join(scope.Pick(Other.Greetings), opening.Text);
        var first = appeal.Lines.Find(l => l.IsOurs);
        if (first is null) return;
        first.Text = Join(scope.Pick(Other.OurGreetings), first.Text);
        first.Reaches = Stages.Gathering;
        if (appeal.Stage == Stages.PriceSent) appeal.Lines.FindLast(l => l.IsOurs)!.Reaches = Stages.PriceSent;
        if (appeal.Stage == Stages.Cancelled) Exchange(appeal, ["К: Спасибо, пока не актуально"], Moment.Later);
    }

    // A call leaves no words; what was said stands in the operator's notes.
    private void Call(DemoAppeal appeal)
    {
        var talk = Repair.Call;
        Exchange(appeal, [appeal.Waiting is null ? talk.Opening[0] : talk.Opening[1]]);
        if (appeal.Stage == Stages.FirstContact) return;
        Notes(appeal, talk);
    }

    private void Form(DemoAppeal appeal)
    {
        var opening = scope.Pick(Openings(appeal.Repair!, shop.Catalog.BrandOf(appeal.Model!).Name).Where(o => o.Issue == appeal.Issue!.Name).ToArray());
        appeal.Say(Speaker.Client, "Модель: {model}\n" + opening.Text);
        if (appeal.Stage != Stages.FirstContact) Notes(appeal, Repair.Call);
    }

    private void Notes(DemoAppeal appeal, CallTalk talk)
    {
        Note(talk.Asked, Moment.Chat, Stages.Gathered);
        Note(talk.Priced, Moment.Chat, Stages.PriceSent);
        Note(talk.Booked, Moment.Chat, Stages.Confirmed);
        if (appeal.Stage != Stages.Cancelled) Note(talk.Came, Moment.Visit, Stages.Came);
        if (appeal.IsCompleted) Exchange(appeal, [scope.Pick(talk.Done)], Moment.Ready);
        if (appeal.Stage == Stages.Cancelled) Exchange(appeal, [scope.Pick(appeal.Reached(Stages.PriceSent) ? talk.Cancelled : talk.Refused)], Moment.Later);

        void Note(string[] words, Moment moment, string stage)
        {
            if (appeal.Reached(stage) || stage == Stages.Gathered) Exchange(appeal, [scope.Pick(words)], moment).Reaches = appeal.Reached(stage) ? stage : Stages.Gathering;
        }
    }

    /// <returns>The last line added, or the one before when the exchange is empty.</returns>
    private static DemoLine Exchange(DemoAppeal appeal, string[] exchange, Moment moment = Moment.Chat)
    {
        foreach (var said in exchange) appeal.Lines.Add(DemoLine.Parse(said, moment));
        return appeal.Lines[^1];
    }

    private static string Join(string greeting, string text) => greeting.EndsWith(", ", StringComparison.Ordinal) ? greeting + Lower(text) : greeting + text;

    private static string Lower(string text) => text.Length == 0 || text[0] == '{' ? text : char.ToLowerInvariant(text[0]) + text[1..];
}
