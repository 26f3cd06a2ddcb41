using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>A client of the demo with what conversations need to know.</summary>
/// <param name="Platform">Where they write.</param>
/// <param name="ChatId">The platform's chat with them; of a form, that of their submission.</param>
internal sealed record DemoClient(Client Row, ClientIdentity Identity, bool Female, string Platform, string ChatId)
{
    public Guid Id => Row.Id;

    public string FirstName { get; set; } = Row.Name?.Split(' ')[0] ?? "Клиент";

    /// <summary>Their appeals, each with the time from which on a message would open another.</summary>
    public List<(DemoAppeal Appeal, DateTimeOffset Until)> Appeals { get; } = [];

    /// <summary>Writes once and never again: a form vouches for nobody, and whoever sends spam is gone.</summary>
    public bool IsOneOff { get; set; }

    public bool IsFree(DateTimeOffset from, DateTimeOffset until) => !IsOneOff && Appeals.TrueForAll(a => a.Until < from || until < a.Appeal.Start);

    /// <summary>Shared the own number by the button of the chat; said in one of the conversations.</summary>
    public bool SharesContact { get; set; }

    /// <summary>What the form's field or the chat shows as a phone, as it was typed; null when it was not.</summary>
    public string? TypedPhone { get; set; }
}

/// <summary>The clients of one tenant, among them the pairs that look like one person and one that was found to be.</summary>
internal sealed class DemoPeople
{
    private readonly DemoScope scope;
    private int numbers;

    private DemoPeople(DemoScope scope, IReadOnlyList<PersonLine> lines)
    {
        this.scope = scope;
        All = [.. lines.Select(Add)];
    }

    public List<DemoClient> All { get; }

    /// <summary>Clients whose conversation is the evidence: the first that have an appeal.</summary>
    public List<DemoClient> MustSpeak { get; } = [];

    /// <summary>The client who wrote by the form and in Telegram; the form's row leads to them.</summary>
    public DemoClient? Merged { get; private set; }

    public static DemoPeople Add(DemoScope scope, string tenant) => new(scope, DemoFiles.People()[tenant]);

    /// <summary>Three pairs that a person would take for one: the same phone written as 8… and +7…, the same e-mail, a phone typed in the chat of another.</summary>
    public void AddDuplicates()
    {
        var (byPhone, telegram) = Pair(Platforms.Form, Platforms.Telegram, skip: 0);
        (telegram.Row.Phone, telegram.Row.HasPhone, telegram.SharesContact) = (byPhone.Row.Phone, true, true);
        (byPhone.Row.Name, byPhone.FirstName) = (Reversed(telegram.Row.Name!), telegram.FirstName);
        byPhone.TypedPhone = "8 (" + byPhone.Row.Phone![2..5] + ") " + byPhone.Row.Phone[5..8] + "-" + byPhone.Row.Phone[8..10] + "-" + byPhone.Row.Phone[10..];

        var (byMail, whatsApp) = Pair(Platforms.Form, Platforms.WhatsApp, skip: 1);
        byMail.Row.Email = "zayavka.remont@example.com";
        (whatsApp.Row.Email, whatsApp.Row.Name, whatsApp.FirstName) = ("Zayavka.Remont@example.com", byMail.FirstName, byMail.FirstName);

        var (byWord, caller) = Pair(Platforms.Vk, Platforms.WhatsApp, skip: 2);
        byWord.Row.Phone = null;
        byWord.TypedPhone = "8" + caller.Row.Phone![2..];
        MustSpeak.AddRange([telegram, byWord]);
    }

    /// <summary>One person who filled in the form and then wrote in Telegram, joined by an operator: the form's row stays and leads to the other.</summary>
    public void AddMerge(DemoOperator mergedBy, DateTimeOffset formSentAt)
    {
        var (form, telegram) = Pair(Platforms.Form, Platforms.Telegram, skip: 3);
        (form.Row.CreatedAt, MergedAt) = (formSentAt, formSentAt + TimeSpan.FromMinutes(2));
        (form.Row.Name, telegram.Row.Phone) = (telegram.Row.Name, form.Row.Phone);
        scope.Add(new ClientMerge
        {
            MasterClientId = telegram.Id, MergedClientId = form.Id, MergedBy = mergedBy.Id.ToString(), MergeReason = "Тот же номер телефона", MergedAt = MergedAt,
        });
        form.Identity.ClientId = telegram.Id;
        All.Remove(form);
        Merged = telegram;
        MergedForm = form;
    }

    /// <summary>Between the form and the answer to it, which went to Telegram.</summary>
    public DateTimeOffset MergedAt { get; private set; }

    /// <summary>The form's row of <see cref="Merged"/>.</summary>
    public DemoClient? MergedForm { get; private set; }

    private (DemoClient First, DemoClient Second) Pair(string first, string second, int skip)
    {
        var one = All.Where(c => c.Platform == first).ElementAt(skip);
        return (one, All.Where(c => c.Platform == second && c.Female == one.Female).ElementAt(skip));
    }

    private static string Reversed(string name) => string.Join(' ', name.Split(' ').Reverse());

    private DemoClient Add(PersonLine line)
    {
        var number = ++numbers;
        var phone = string.Create(CultureInfo.InvariantCulture, $"+7900000{1000 + (number * 37)}");
        var id = line.Platform switch
        {
            Platforms.Telegram => 700_100_000L + number,
            Platforms.Vk => 800_100_000L + number,
            Platforms.Avito => 90_100_000L + number,
            _ => 600_100_000L + number,
        };
        var external = line.Platform switch
        {
            Platforms.WhatsApp => phone[1..],
            Platforms.Phone => phone,
            Platforms.Form => string.Create(CultureInfo.InvariantCulture, $"demo-form-{number:000}"),
            _ => id.ToString(CultureInfo.InvariantCulture),
        };
        var chat = line.Platform switch
        {
            Platforms.Avito => "u2i-demo-" + external,
            Platforms.Max => (id + 50_000_000).ToString(CultureInfo.InvariantCulture),
            _ => external,
        };

        var vouched = line.Platform is Platforms.WhatsApp or Platforms.Phone;
        var known = vouched || line.Platform is Platforms.Form || scope.Chance(0.4);
        var sharesContact = line.Platform is Platforms.Telegram && known && scope.Chance(0.6);
        var row = scope.Add(new Client
        {
            Id = Ids.New(), Name = line.Shown ?? line.Name, Phone = known ? phone : null, HasPhone = vouched || sharesContact,
            Email = line.Platform is Platforms.Form && scope.Chance(0.6) ? string.Create(CultureInfo.InvariantCulture, $"client{number:00}@example.com") : null,
            TelegramId = line.Platform is Platforms.Telegram ? external : null, HasTelegram = line.Platform is Platforms.Telegram,
            VkId = line.Platform is Platforms.Vk ? external : null,
            WhatsappId = line.Platform is Platforms.WhatsApp ? external : null, HasWhatsapp = line.Platform is Platforms.WhatsApp,
            AvitoId = line.Platform is Platforms.Avito ? external : null, HasAvito = line.Platform is Platforms.Avito,
            MaxId = line.Platform is Platforms.Max ? external : null,
            HasYandex = scope.Chance(0.08), HasGoogle = scope.Chance(0.05), HasInstagram = scope.Chance(0.05), Unsubscribed = scope.Chance(0.04),
        });
        var identity = scope.Add(new ClientIdentity
        {
            ClientId = row.Id, Platform = line.Platform, ExternalId = external, DisplayName = row.Name,
            Username = line.Platform is Platforms.Telegram && scope.Chance(0.5) ? string.Create(CultureInfo.InvariantCulture, $"demo_client_{number:00}") : null,
        });
        return new DemoClient(row, identity, line.Female, line.Platform, chat)
        {
            SharesContact = sharesContact, TypedPhone = line.Platform is Platforms.Form ? phone : null,
        };
    }
}
