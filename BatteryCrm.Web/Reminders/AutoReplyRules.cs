using System.Text.Json;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Reminders;

/// <summary>A client's newest word, which may call for an automatic reply.</summary>
/// <param name="IsFirst">Nothing was said in this channel before.</param>
internal sealed record NewWord(Guid TenantId, Guid AppealId, Guid ClientId, Guid ChannelId, string Platform, string ExternalChatId, bool IsFirst);

/// <param name="Key">The same for everything that one reply is enough for.</param>
internal sealed record AutoReply(string Key, string Text);

/// <summary>What a tenant has his channels reply by themselves.</summary>
/// <param name="Channels">By channel, the words for a client who writes there for the first time and for one who finds the shop closed; null = none.</param>
/// <param name="Hours">Null = unknown: then it is never closed.</param>
internal sealed record AutoReplyRules(IReadOnlyDictionary<Guid, (string? First, string? Closed)> Channels, WorkingHours? Hours, TimeZoneInfo Zone)
{
    /// <summary>The settings that rules are made of.</summary>
    public static readonly string[] Keys = ["auto_reply", "working_hours", "holidays", "timezone"];

    /// <param name="settings">Their JSON by key, without those that are not set. What is not of its shape counts as not set.</param>
    public static AutoReplyRules Read(IReadOnlyDictionary<string, string> settings) =>
        new(ChannelsIn(settings.GetValueOrDefault("auto_reply")), WorkingHours.Read(settings.GetValueOrDefault("working_hours"), settings.GetValueOrDefault("holidays")), TenantTime.ZoneIn(settings.GetValueOrDefault("timezone")));

    /// <summary>
    /// While it is closed one reply from each closing time to the next, whether the client is new or not: "we answer soon" would not be true then. Else one to a client's first words in the channel.
    /// </summary>
    /// <returns>Null when there is nothing to say.</returns>
    public AutoReply? For(NewWord word, DateTimeOffset now)
    {
        if (!Channels.TryGetValue(word.ChannelId, out var texts)) return null;
        if (texts.Closed is { } closed && Hours?.ClosedSince(now, Zone) is { } since) return new AutoReply($"auto/closed/{word.ClientId:N}/{since.ToUnixTimeSeconds()}", closed);
        return texts.First is { } first && word.IsFirst ? new AutoReply($"auto/first/{word.ChannelId:N}/{word.ClientId:N}", first) : null;
    }

    private static Dictionary<Guid, (string? First, string? Closed)> ChannelsIn(string? json)
    {
        if (json is null) return [];
        using var value = JsonDocument.Parse(json);
        if (value.RootElement.ValueKind != JsonValueKind.Object) return [];
        return value.RootElement.EnumerateObject().Where(c => c.Value.ValueKind == JsonValueKind.Object && Guid.TryParse(c.Name, out _))
            .ToDictionary(c => Guid.Parse(c.Name), c => (TextIn(c.Value, "first_contact"), TextIn(c.Value, "out_of_hours")));
    }

    private static string? TextIn(JsonElement channel, string name) =>
        channel.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
