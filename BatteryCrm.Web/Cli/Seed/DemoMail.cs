using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Writes one line as a message with its files, its edits and, when it went to the client, its way through the outbox.</summary>
internal sealed class DemoMail(DemoShop shop)
{
    private const int VoiceSeconds = 7;
    private readonly DemoScope scope = shop.Scope;
    private int messageNumber = 1000;
    private int keyNumber;
    private int pictureNumber;

    /// <summary>What the queue shows of a message without words, as intake says it.</summary>
    public static string Summary(DemoLine line, DemoAppeal made) => line.File switch
    {
        "photo" or "gone" => "📷",
        "voice" => $"🎤 0:{VoiceSeconds:00}",
        "big" => "🎬",
        "contact" => "👤 " + made.Client.Row.Name,
        _ when made.Channel.Platform is Platforms.Form => "📝 " + made.Client.Row.Phone,
        _ => string.Empty,
    };

    public Message Write(DemoAppeal made, DemoLine line, Guid appealId, string? chat, DemoPeople people)
    {
        var isNote = line.Speaker is Speaker.Note;
        var channel = isNote ? null : line.Channel ?? made.Channel;
        var trouble = line.IsOurs && made.Trouble is not null && line == made.Lines.FindLast(l => l.IsOurs) ? made.Trouble : null;
        var leftAt = line.At + scope.Seconds(5, 8);
        var isSent = line.IsOurs && trouble is null && !line.IsTakenBack;
        var row = scope.Add(new Message
        {
            Id = Ids.New(), AppealId = appealId, MessageText = line.Text, CreatedAt = line.At, Channel = channel?.Platform, ChannelId = channel?.Id, ExternalChatId = chat,
            MessageType = line.Speaker switch { Speaker.Client => MessageTypes.Client, Speaker.Operator => MessageTypes.Operator, Speaker.Agent => MessageTypes.Agent, _ => MessageTypes.Note },
            OperatorId = line.Speaker is Speaker.Operator or Speaker.Note ? made.Operator.Id : null,
            ExternalMessageId = channel is null || (line.IsOurs && !isSent) ? null : ExternalId(channel.Platform, chat!),
            SentAt = line.Speaker is Speaker.Client ? SentAt(line.At) : isSent ? leftAt : null,
            DeletedAt = line.IsDeleted || line.IsTakenBack ? line.At + scope.Seconds(2, 4) : null,
            Extra = Extra(made, line, people),
        });
        if (line.EditedFrom is not null) Edit(row, line.EditedFrom);
        if (line.File is not null and not "contact") Attach(row, line);
        if (line.IsOurs) Send(row, line, appealId, trouble, leftAt);
        return row;
    }

    // The platform's clock counts whole seconds and is never ahead of the arrival.
    private DateTimeOffset SentAt(DateTimeOffset arrived) =>
        DateTimeOffset.FromUnixTimeSeconds((arrived - TimeSpan.FromMilliseconds(scope.Between(100, 1500))).ToUnixTimeSeconds());

    private string ExternalId(string platform, string chat)
    {
        var number = (++messageNumber).ToString(CultureInfo.InvariantCulture);
        return platform switch
        {
            Platforms.Form => chat,
            Platforms.WhatsApp => "wamid.demo" + number,
            Platforms.Avito or Platforms.Max => "demo-" + number,
            Platforms.Phone => "call-" + number,
            _ => number,
        };
    }

    private string? Extra(DemoAppeal made, DemoLine line, DemoPeople people)
    {
        if (line.Speaker is not Speaker.Client) return null;
        if (line.Text.StartsWith("/start ", StringComparison.Ordinal)) return JsonSerializer.Serialize(new { start = line.Text["/start ".Length..] });
        if (line.File is "contact") return JsonSerializer.Serialize(new { contact = new { phone = made.Client.Row.Phone![1..], name = made.Client.Row.Name, own = true } });
        if (made.Channel.Platform is not Platforms.Form) return null;

        var who = made.Client == people.Merged ? people.MergedForm! : made.Client;
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["name"] = who.Row.Name, ["phone"] = who.TypedPhone ?? who.Row.Phone, ["email"] = who.Row.Email, ["model"] = made.Model?.Name, ["page"] = "https://" + shop.File.Domain + "/remont",
            ["utm_source"] = made.Source?.UtmSource, ["utm_medium"] = made.Source?.UtmMedium, ["utm_campaign"] = made.Source?.UtmCampaign, ["utm_term"] = made.Source?.UtmTerm,
            ["utm_content"] = made.Source?.UtmContent,
        };
        return JsonSerializer.Serialize(new { form = fields.Where(f => f.Value is not null).ToDictionary(StringComparer.Ordinal) });
    }

    private void Edit(Message row, string earlier)
    {
        row.EditedAt = row.SentAt!.Value + scope.Seconds(30, 90);
        scope.Add(new MessageEdit { MessageId = row.Id, PreviousText = earlier, EditedAt = row.EditedAt.Value, CreatedAt = row.EditedAt.Value });
    }

    private void Attach(Message row, DemoLine line)
    {
        var file = scope.Add(new MessageAttachment
        {
            MessageId = row.Id, ChannelId = row.ChannelId, Kind = "photo", ExternalFileId = "demo-file-" + ++pictureNumber, State = "stored", Attempts = 1,
            NextAttemptAt = line.At, CreatedAt = line.At,
        });
        switch (line.File)
        {
            case "photo":
                var picture = DemoSamples.Picture(pictureNumber);
                (file.MimeType, file.SizeBytes, file.Width, file.Height) = ("image/png", picture.Length, DemoSamples.Width, DemoSamples.Height);
                file.FileId = DemoSamples.Store(scope, picture, file.MimeType, line.At.AddSeconds(2)).Id;
                break;
            case "voice":
                var voice = DemoSamples.Voice(VoiceSeconds);
                (file.Kind, file.MimeType, file.SizeBytes, file.DurationSeconds) = ("voice", "audio/ogg", voice.Length, VoiceSeconds);
                file.FileId = DemoSamples.Store(scope, voice, file.MimeType, line.At.AddSeconds(2)).Id;
                break;
            case "big":
                (file.Kind, file.FileName, file.MimeType, file.SizeBytes, file.State, file.Reason) = ("video", "video.mp4", "video/mp4", 48_000_000, "refused", "too_large");
                break;
            default:
                (file.MimeType, file.SizeBytes, file.State, file.Reason, file.Attempts) = ("image/jpeg", 184_000, "failed", "gone", 5);
                break;
        }
    }

    private void Send(Message row, DemoLine line, Guid appealId, string? trouble, DateTimeOffset leftAt)
    {
        var state = line.IsTakenBack ? OutboundStates.Cancelled : trouble ?? row.Channel switch
        {
            // These two tell when a message was read; the others do not.
            Platforms.WhatsApp or Platforms.Avito => scope.Chance(0.85) ? OutboundStates.Read : OutboundStates.Delivered,
            _ => OutboundStates.Sent,
        };
        scope.Add(new OutboundMessage
        {
            MessageId = row.Id, AppealId = appealId, ChannelId = row.ChannelId!.Value, ExternalChatId = row.ExternalChatId!,
            ClientKey = string.Create(CultureInfo.InvariantCulture, $"demo-{++keyNumber:0000}"), State = state, NotBefore = line.At.AddSeconds(5),
            Attempts = line.IsTakenBack ? 0 : 1, SentAt = row.SentAt, CreatedAt = line.At, UpdatedAt = leftAt,
            Error = state == OutboundStates.Failed ? "Forbidden: bot was blocked by the user" : null,
        });
    }
}
