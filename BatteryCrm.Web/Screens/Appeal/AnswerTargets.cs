using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>A channel of the tenant, seen from one client.</summary>
/// <param name="ExternalChatId">The client's last chat in it; null when the client never wrote there.</param>
/// <param name="Fault">The platform's words when it refused the channel's token; null while it works.</param>
internal sealed record AnswerTarget(Guid ChannelId, string Name, string Platform, bool IsActive, string? ExternalChatId, bool IsDefault, string? Fault)
{
    /// <summary>Why nothing can be sent through it; null when it can.</summary>
    public SendRefusal? Refusal(AnswerPlatforms platforms) =>
        !AnswerPlatforms.HasWayBack(Platform) || ExternalChatId is null ? SendRefusal.NoWayBack
        : !platforms.IsConnected(Platform) ? SendRefusal.NotConnected
        : !IsActive ? SendRefusal.ChannelInactive
        : Fault is not null ? SendRefusal.ChannelFaulty
        : null;
}

/// <summary>Where an answer could go and when it may leave.</summary>
internal static class AnswerTargets
{
    private static readonly TimeSpan DefaultUndoTime = TimeSpan.FromSeconds(5);

    /// <summary>Every channel of the tenant; chats by ix_appeals_client_recent and ix_messages_history_conversation. Empty for an unknown appeal.</summary>
    public static Task<List<AnswerTarget>> ReadAsync(CrmDb db, Guid appealId, CancellationToken cancellation) =>
        db.Database.SqlQuery<AnswerTarget>(
            $"""
            select c.id as channel_id, c.name, c.platform, c.is_active, chat.external_chat_id, coalesce(activity.last_channel_id = c.id, false) as is_default, c.fault
            from appeals a
            join appeal_activity activity on activity.tenant_id = a.tenant_id and activity.appeal_id = a.id
            join channels c on c.tenant_id = a.tenant_id
            left join lateral (
                select m.channel_id, m.external_chat_id, row_number() over (partition by m.channel_id order by m.created_at desc, m.id desc) as place
                from appeals own
                join messages_history m on m.tenant_id = own.tenant_id and m.appeal_id = own.id
                where own.tenant_id = a.tenant_id and own.client_id = a.client_id and m.external_chat_id is not null
            ) chat on chat.channel_id = c.id and chat.place = 1
            where a.tenant_id = {db.TenantId} and a.id = {appealId}
            """)
            .ToListAsync(cancellation);

    /// <summary>The tenant's setting <c>undo_send_seconds</c>: 5 s unless set, zero = at once.</summary>
    public static async Task<TimeSpan> UndoTimeAsync(CrmDb db, CancellationToken cancellation)
    {
        var json = await db.TenantConfigs.Where(c => c.Key == "undo_send_seconds").Select(c => c.Value).SingleOrDefaultAsync(cancellation);
        if (json is null) return DefaultUndoTime;
        using var value = JsonDocument.Parse(json);
        var seconds = value.RootElement switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var n) => n,
            { ValueKind: JsonValueKind.String } words when double.TryParse(words.GetString(), CultureInfo.InvariantCulture, out var n) => n,
            _ => double.NaN,
        };
        return seconds is >= 0 and <= 300 ? TimeSpan.FromSeconds(seconds) : DefaultUndoTime;
    }
}
