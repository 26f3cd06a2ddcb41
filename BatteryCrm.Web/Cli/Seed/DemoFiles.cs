using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>The demo data that is data: JSON files embedded in the program, one shape a file.</summary>
internal static class DemoFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = false,
        RespectNullableAnnotations = true,
    };

    public static CatalogFile Catalog(string tenant) => Read<CatalogFile>(tenant + ".catalog");

    public static ShopFile Shop(string tenant) => Read<ShopFile>(tenant + ".shop");

    public static IReadOnlyDictionary<string, IReadOnlyList<PersonLine>> People() => Read<Dictionary<string, IReadOnlyList<PersonLine>>>("people");

    public static RepairTalk RepairTalk() => Read<RepairTalk>("talk.repair");

    public static OtherTalk OtherTalk() => Read<OtherTalk>("talk.other");

    public static IReadOnlyList<SmallScript> SmallTalk() => Read<IReadOnlyList<SmallScript>>("mobi.talk");

    private static T Read<T>(string name)
    {
        var assembly = typeof(DemoFiles).Assembly;
        using var stream = assembly.GetManifestResourceStream($"seed.{name}.json") ?? throw new InvalidOperationException($"The demo data 'seed.{name}.json' is not in the program.");
        return JsonSerializer.Deserialize<T>(stream, Json) ?? throw new InvalidOperationException($"The demo data 'seed.{name}.json' is empty.");
    }
}

internal sealed record CatalogFile(
    IReadOnlyList<string> DeviceTypes, IReadOnlyList<BrandLine> Brands, IReadOnlyList<ModelLine> Models, IReadOnlyList<RepairTypeLine> RepairTypes,
    IReadOnlyList<IssueTypeLine> IssueTypes, IReadOnlyList<ServiceLine> Services, IReadOnlyList<MasterLine> Masters, IReadOnlyList<SalesChannelLine> SalesChannels);

internal sealed record BrandLine(string Name, string Normalized, string[] Aliases);

internal sealed record ModelLine(string Brand, string Name, string Type, string[] Aliases);

internal sealed record RepairTypeLine(string Name, string Description);

internal sealed record IssueTypeLine(string Name, IReadOnlyList<string> Issues);

/// <param name="Brand">Null = any.</param>
/// <param name="Model">Null = any of the brand.</param>
/// <param name="Price">Roubles, with the part.</param>
/// <param name="Labour">Roubles, without it; null = needs an estimate.</param>
internal sealed record ServiceLine(string? Brand, string? Model, string Repair, string Work, decimal Price, int Minutes, decimal? Labour);

internal sealed record MasterLine(string Name, TimeOnly From, TimeOnly To);

internal sealed record SalesChannelLine(string Name, IReadOnlyList<SourceLine> Sources);

/// <param name="Utm">source, medium, campaign, term, content; null = any.</param>
internal sealed record SourceLine(string Name, string?[] Utm, string Code);

internal sealed record ShopFile(
    string Name, string Domain, string Timezone, int UtcOffsetHours, string Location, string Address, string ReviewUrl, string Opens, string Closes, string PhoneChannelNumber,
    IReadOnlyList<OperatorLine> Operators, IReadOnlyList<ChannelLine> Channels, JsonElement Settings, Dictionary<string, JsonElement> AutoReply,
    IReadOnlyList<KnowledgeLine> Knowledge, IReadOnlyList<KnowledgeLine> SharedKnowledge, IReadOnlyList<ReplyLine> Replies);

internal sealed record OperatorLine(string Email, string Name, string Role, bool Female);

/// <param name="Credentials">The object of the contract, secrets in clear: they are sealed on their way into the database.</param>
internal sealed record ChannelLine(string Platform, string Name, string? ExternalId, string SalesChannel, JsonElement Credentials);

internal sealed record KnowledgeLine(string Type, string Source, string? By, bool Embed, string Text);

/// <param name="Of">The e-mail of the operator whose own it is; null = everybody's.</param>
internal sealed record ReplyLine(string Title, string? Shortcut, string? Of, int Used, string Text);

/// <param name="Shown">The name as the platform gives it; null = the whole name.</param>
internal sealed record PersonLine(string Name, bool Female, string Platform, string? Shown);

internal sealed record OpeningLine(string Issue, string Text);

internal sealed record CallTalk(
    string[] Opening, string[] Asked, string[] Priced, string[] Booked, string[] Came, string[] Done, string[] Cancelled, string[] Refused);

internal sealed record RepairTalk(
    Dictionary<string, OpeningLine[]> Openings, Dictionary<string, string[][]> Asks, Dictionary<string, string[]> Prices, string[] Choice, string[] Yes, string[][] Think,
    string[][] Booking, string[][] Qr, string[] Reminder, string[][] Came, string[][] Work, string[][] Ready, string[][] Thanks, string[] Review, string[][] Cancel,
    string[][] NoShow, Dictionary<string, string[]> Waiting, string[] Promise, string[] More, CallTalk Call);

internal sealed record OtherTalk(
    string[] Greetings, string Evening, string[] Again, string[] OurGreetings, string[][] Interludes, string[][] Consultation, string[][] Purchase, string[][] Sale,
    string[][] Spam, string[] Unknown, string[] AnswerLater);

/// <summary>A whole appeal of the second tenant; <paramref name="Client"/> is the number in the list of people, <paramref name="WaitingMinutes"/> stands for a client who waits now.</summary>
internal sealed record SmallScript(
    int Client, int DaysAgo, string Stage, string? Deal, string? Model, string? Repair, string? Issue, string? Source, double? WaitingMinutes, string[] Lines);
