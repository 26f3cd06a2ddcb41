using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Who says a line.</summary>
internal enum Speaker
{
    Client,
    Operator,

    /// <summary>The AI in auto mode, and what goes out by rule.</summary>
    Agent,

    /// <summary>An operator to colleagues.</summary>
    Note,
}

/// <summary>When a line is said: minutes after the one before it, unless something else sets its time.</summary>
internal enum Moment
{
    Chat,

    /// <summary>Two hours before the visit.</summary>
    Reminder,

    /// <summary>The client stands at the counter.</summary>
    Visit,
    Work,

    /// <summary>The device is ready.</summary>
    Ready,
    After,

    /// <summary>The day after.</summary>
    Review,

    /// <summary>Days later, when nothing came of it.</summary>
    Later,

    /// <summary>Now, less the time that the client has been waiting.</summary>
    Waiting,
}

/// <summary>One line of a conversation before it is a message. <see cref="Text"/> holds places to fill until its time is known.</summary>
internal sealed class DemoLine(Speaker speaker, string text, Moment moment)
{
    public Speaker Speaker { get; set; } = speaker;

    public string Text { get; set; } = text;

    public Moment Moment { get; } = moment;

    /// <summary>photo, voice, contact, document or big (a file that was refused); null = text alone.</summary>
    public string? File { get; set; }

    /// <summary>The stage that the appeal enters with this line.</summary>
    public string? Reaches { get; set; }

    /// <summary>Seconds after the line before; null = as people do.</summary>
    public int? GapSeconds { get; set; }

    /// <summary>What a client's line said before it was edited.</summary>
    public string? EditedFrom { get; set; }

    /// <summary>The client withdrew it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The operator took it back before it left.</summary>
    public bool IsTakenBack { get; set; }

    /// <summary>Answers the last line of the other side.</summary>
    public bool IsReply { get; set; }

    /// <summary>Where it was said, when not in the appeal's own channel.</summary>
    public Channel? Channel { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Whether it goes to the client.</summary>
    public bool IsOurs => Speaker is Speaker.Operator or Speaker.Agent;

    /// <summary>
    /// Reads a line of a talk file: who (К client, О operator, А agent, Н note), what is attached (<c>К+фото</c>), the stage that is reached with it
    /// (<c>О>Цена отправлена</c>), a colon, the words.
    /// </summary>
    public static DemoLine Parse(string said, Moment moment)
    {
        var colon = said.IndexOf(':', StringComparison.Ordinal);
        var (who, stage) = said[..colon].Split('>') switch { [var w, var s] => (w, s), var one => (one[0], null) };
        var marks = who.Split('+');
        var speaker = marks[0] switch { "К" => Speaker.Client, "О" => Speaker.Operator, "А" => Speaker.Agent, "Н" => Speaker.Note, _ => throw new FormatException($"Nobody says «{said}».") };
        return new DemoLine(speaker, said[(colon + 1)..].Trim(), moment)
        {
            Reaches = stage,
            File = marks.Length < 2 ? null : marks[1] switch { "фото" => "photo", "голос" => "voice", "контакт" => "contact", _ => throw new FormatException($"What is attached to «{said}»?") },
        };
    }
}

/// <summary>One appeal of the demo while it is being made up.</summary>
internal sealed class DemoAppeal
{
    public required string Stage { get; init; }

    /// <summary>Code of the deal type; null while nobody knows.</summary>
    public required string? Deal { get; init; }
    public required DateTimeOffset Start { get; set; }

    /// <summary>How long the client has been waiting for an answer; null = not waiting.</summary>
    public TimeSpan? Waiting { get; init; }
    public string Mode { get; set; } = "assist";

    /// <summary>The platform that the plan insists on; null = any with a free client.</summary>
    public string? Platform { get; set; }

    /// <summary>One of the twelve messages of the demo data, 1 to 12; 0 = none of them.</summary>
    public int Given { get; init; }
    public DemoClient Client { get; set; } = null!;
    public Channel Channel { get; set; } = null!;
    public DemoOperator Operator { get; set; } = null!;

    /// <summary>The operator holds it now.</summary>
    public bool IsHeld { get; set; }
    public Model? Model { get; set; }

    /// <summary>Name of the repair type.</summary>
    public string? Repair { get; set; }
    public Service? Service { get; set; }
    public Issue? Issue { get; set; }
    public bool OwnPart { get; set; }
    public LeadSource? Source { get; set; }
    public string? AdId { get; set; }
    public string? StartCode { get; set; }
    public DemoBooking? Booking { get; set; }

    /// <summary>Where a cancelled one broke off.</summary>
    public string? BrokeOffAt { get; init; }
    public string? QrCode { get; set; }

    /// <summary>Number of the order in LiveSklad; null when none was made.</summary>
    public string? OrderNumber { get; set; }
    public string? Draft { get; set; }

    /// <summary>What the operator has typed and not sent.</summary>
    public string? Typed { get; set; }

    /// <summary>What became of the last answer, when it did not arrive: failed or unknown.</summary>
    public string? Trouble { get; set; }
    public List<DemoLine> Lines { get; } = [];

    /// <summary>Where small talk may be put in; null = nowhere.</summary>
    public int? SmallTalkAt { get; set; }
    public HashSet<int> SmallTalk { get; } = [];

    public bool IsFinal => Data.Appeals.Stages.IsFinal(Stage);

    /// <summary>The client had a repair or a deal done here before.</summary>
    public bool IsReturning => Client.Appeals.Exists(a => a.Appeal.IsCompleted && a.Appeal.Start < Start);

    public bool IsCompleted => Stage == Data.Appeals.Stages.Completed;

    /// <summary>Whether the stage lies at or past <paramref name="other"/> on the way; a cancelled one counts by where it broke off.</summary>
    public bool Reached(string other) => IndexOf(BrokeOffAt ?? Stage) >= IndexOf(other);

    private static int IndexOf(string stage) => ((List<string>)[.. Data.Appeals.Stages.Way]).IndexOf(stage);

    public DemoLine Say(Speaker speaker, string text, Moment moment = Moment.Chat)
    {
        var line = new DemoLine(speaker, text, moment);
        Lines.Add(line);
        return line;
    }
}
