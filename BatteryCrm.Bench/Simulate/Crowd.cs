using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Web.Cli.Seed;

namespace BatteryCrm.Bench.Simulate;

/// <summary>A simulated client: Telegram's user, who is also the chat.</summary>
internal sealed record Person(long Id, string FirstName, string? LastName, string? Username, bool Female);

/// <summary>One request to the console.</summary>
/// <param name="Secret">For Telegram's secret header; null for a form, whose key is in the body.</param>
internal sealed record Delivery(string Path, byte[] Body, string ContentType, string? Secret);

/// <summary>The clients: who writes next and what, and what they say to an answer. One caller of <see cref="Next"/>; <see cref="Hear"/> from any thread.</summary>
internal sealed partial class Crowd(DemoChannels channels, BotApi bot, TimeProvider time)
{
    private const int Strangers = 300;
    private const string Json = "application/json";
    private static readonly RepairTalk Repair = DemoFiles.RepairTalk();
    private static readonly OtherTalk Other = DemoFiles.OtherTalk();
    private static readonly CatalogFile Catalog = DemoFiles.Catalog("remtochka");
    private static readonly IReadOnlyList<PersonLine> Names = DemoFiles.People()["remtochka"];

    // What people say, not what nobody may guess.
    private readonly Random random = new();
    private readonly ConcurrentQueue<long> heard = new();
    private readonly PriorityQueue<Person, DateTimeOffset> replies = new();
    private readonly List<Person> people = [.. channels.Clients.Select(c => Named(c.ChatId, c.Name, username: null))];
    private readonly Dictionary<long, JsonObject> lastTexts = [];
    private Delivery? lastUpdate;

    // Rises from run to run, so that no run repeats the ids of an earlier one.
    private long sequence = time.GetUtcNow().ToUnixTimeMilliseconds() / 10;

    /// <summary>An id that neither a message nor an update of this or an earlier run has.</summary>
    public long NewId() => Interlocked.Increment(ref sequence);

    /// <summary>An answer reached this chat; now and then its client writes back.</summary>
    public void Hear(long chatId) => heard.Enqueue(chatId);

    public Delivery Next()
    {
        var now = time.GetUtcNow();
        while (heard.TryDequeue(out var chat))
            if (Chance(0.6) && people.Find(p => p.Id == chat) is { } person) replies.Enqueue(person, now + TimeSpan.FromSeconds(random.Next(2, 9)));
        if (replies.TryPeek(out var replier, out var due) && due <= now)
        {
            replies.Dequeue();
            return Say(replier, Reply());
        }

        return random.Next(100) switch
        {
            < 8 => Form(),
            < 14 when lastUpdate is not null => lastUpdate, // the platform repeats what it believes lost
            < 20 when lastTexts.Count > 0 => Edit(Pick([.. lastTexts])),
            < 28 => Photo(Somebody()),
            < 34 => Voice(Somebody()),
            < 38 => Contact(Somebody()),
            _ => Write(Somebody()),
        };
    }

    private Person Somebody()
    {
        if (people.Count < channels.Clients.Count + Strangers && Chance(0.25))
        {
            var id = 710_000_000 + random.Next(100_000_000);
            people.Add(Named(id, Pick(Names).Name, Chance(0.5) ? string.Create(CultureInfo.InvariantCulture, $"guest_{id}") : null));
            return people[^1];
        }

        return people.Count > 0 ? Pick(people) : Named(710_000_000, Names[0].Name, null);
    }

    private Delivery Write(Person who)
    {
        if (lastTexts.ContainsKey(who.Id)) return Say(who, Chance(0.5) ? FollowUp() : Opening(who));
        if (Chance(0.25)) return Say(who, "/start " + Pick(Pick(Catalog.SalesChannels).Sources).Code);
        return Say(who, Pick(Other.Greetings) + Opening(who));
    }

    private Delivery Say(Person who, string text)
    {
        var message = TelegramUpdates.Text(who, NewId(), time.GetUtcNow(), text);
        if (!text.StartsWith('/')) lastTexts[who.Id] = message;
        return Telegram(TelegramUpdates.Message(NewId(), message));
    }

    private Delivery Edit(KeyValuePair<long, JsonObject> last)
    {
        lastTexts.Remove(last.Key);
        return Telegram(TelegramUpdates.Edit(NewId(), last.Value, last.Value["text"]!.GetValue<string>() + Pick([" 🙏", ", срочно", ". Заранее спасибо", ", можно сегодня"]), time.GetUtcNow()));
    }

    private Delivery Photo(Person who)
    {
        var id = NewId();
        var picture = DemoSamples.Picture((int)(id % 50));
        var fileId = "photo-" + id.ToString(CultureInfo.InvariantCulture);
        bot.Add(fileId, new BotFile($"photos/{fileId}.png", picture));
        return Telegram(TelegramUpdates.Message(NewId(), TelegramUpdates.Photo(who, id, time.GetUtcNow(), fileId, picture.Length, Chance(0.6) ? "Вот так выглядит" : null)));
    }

    private Delivery Voice(Person who)
    {
        var (id, seconds) = (NewId(), random.Next(2, 15));
        var voice = DemoSamples.Voice(seconds);
        var fileId = "voice-" + id.ToString(CultureInfo.InvariantCulture);
        bot.Add(fileId, new BotFile($"voice/{fileId}.oga", voice));
        return Telegram(TelegramUpdates.Message(NewId(), TelegramUpdates.Voice(who, id, time.GetUtcNow(), fileId, voice.Length, seconds)));
    }

    private Delivery Contact(Person who) => Telegram(TelegramUpdates.Message(NewId(), TelegramUpdates.OwnContact(who, NewId(), time.GetUtcNow(), Phone(who.Id)[1..])));

    private Delivery Telegram(byte[] body) => lastUpdate = new Delivery(channels.Telegram[0].Path, body, Json, channels.Telegram[0].Proof);

    private Delivery Form()
    {
        var (who, source, model) = (Pick(Names), Pick(Pick(Catalog.SalesChannels).Sources), Pick(Catalog.Models));
        var person = Named(NewId(), who.Name, null);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["form_key"] = channels.Forms[0].Proof, ["submission_id"] = "sim-" + person.Id.ToString(CultureInfo.InvariantCulture), ["name"] = person.FirstName, ["phone"] = "8" + Phone(person.Id)[2..],
            ["message"] = Opening(person, model), ["model"] = model.Name, ["page"] = "https://remtochka.test/remont", ["referrer"] = "https://ya.ru/",
        };
        string[] marks = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
        for (var i = 0; i < marks.Length; i++)
            if (source.Utm[i] is { } mark) fields[marks[i]] = mark;
        return Chance(0.5)
            ? new Delivery(channels.Forms[0].Path, JsonSerializer.SerializeToUtf8Bytes(fields), Json, null)
            : new Delivery(channels.Forms[0].Path, System.Text.Encoding.UTF8.GetBytes(string.Join('&', fields.Select(f => f.Key + "=" + Uri.EscapeDataString(f.Value)))), "application/x-www-form-urlencoded", null);
    }

    private string Opening(Person who, ModelLine? model = null)
    {
        model ??= Pick(Catalog.Models);
        var text = Pick(Pick([.. Repair.Openings.Values])).Text.Replace("{device}", Chance(0.5) ? model.Name : Pick(model.Aliases), StringComparison.Ordinal);
        return ByGender().Replace(text, m => m.Groups[who.Female ? "she" : "he"].Value);
    }

    private string FollowUp() => Words(Pick(Other.Interludes)[0]);

    private string Reply() => Chance(0.5) ? Words(Pick(Repair.Yes)) : FollowUp();

    private static string Words(string said) => said[(said.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();

    private static string Phone(long id) => string.Create(CultureInfo.InvariantCulture, $"+7900{id % 10_000_000:0000000}");

    private static Person Named(long id, string name, string? username)
    {
        var parts = name.Split(' ');
        return new Person(id, parts[0], parts.Length > 1 ? parts[1] : null, username, Names.FirstOrDefault(n => n.Name.StartsWith(parts[0], StringComparison.Ordinal))?.Female ?? false);
    }

    private bool Chance(double share) => random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    [GeneratedRegex(@"\{(?<he>[^{}|]*)\|(?<she>[^{}|]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ByGender();
}
