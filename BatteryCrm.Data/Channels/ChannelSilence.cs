using System.Globalization;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Data.Channels;

/// <summary>
/// When a channel has been silent for longer than usual: nothing came for <c>channel_silence_hours</c> of the hours in which the shop is open. A night or a day off is no silence.
/// </summary>
/// <param name="Limit">Null = nobody wants to know.</param>
/// <param name="Hours">Null = unknown: then every hour counts.</param>
public sealed record ChannelSilence(TimeSpan? Limit, WorkingHours? Hours, TimeZoneInfo Zone)
{
    /// <summary>The settings that say it.</summary>
    public static readonly string[] Keys = ["channel_silence_hours", "working_hours", "holidays", "timezone"];

    /// <summary>Hours, unless the tenant says otherwise.</summary>
    public const int DefaultHours = 24;

    /// <summary>
    /// When the last message of a client came through a channel c: exact but for a channel whose 50 latest appeals all moved by our answers alone. By ix_appeal_activity_channel and ix_messages_history_conversation.
    /// </summary>
    public const string LastInSql = """
        (select max(came.created_at) from (
            select a.appeal_id from appeal_activity a where a.tenant_id = c.tenant_id and a.last_channel_id = c.id order by a.last_message_at desc, a.appeal_id desc limit 50) latest
        cross join lateral (
            select m.created_at from messages_history m where m.tenant_id = c.tenant_id and m.appeal_id = latest.appeal_id and m.message_type = 'client' and m.channel_id = c.id
            order by m.created_at desc, m.id desc limit 1) came)
        """;

    /// <param name="settings">Their JSON by key, without those that are not set; what is not of its shape counts as not set.</param>
    public static ChannelSilence Read(IReadOnlyDictionary<string, string> settings)
    {
        var hours = int.TryParse(settings.GetValueOrDefault(Keys[0]), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : DefaultHours;
        return new ChannelSilence(
            hours == 0 ? null : TimeSpan.FromHours(hours), WorkingHours.Read(settings.GetValueOrDefault("working_hours"), settings.GetValueOrDefault("holidays")), TenantTime.ZoneIn(settings.GetValueOrDefault("timezone")));
    }

    /// <param name="since">When the last message came; of a channel in which none did yet, when it was connected.</param>
    public bool IsTooLong(DateTimeOffset since, DateTimeOffset now) => Limit is { } limit && now - since >= limit && (Hours?.OpenBetween(since, now, Zone) ?? now - since) >= limit;
}
