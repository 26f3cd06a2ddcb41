using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>By which marks the demo's clients came: those of their source, some that no source has yet, and a second post that people open later.</summary>
internal sealed class DemoMarks(DemoShop shop)
{
    // What the shop has not told its catalogue of: a new post, an advertisement that somebody started by himself.
    private const string NewPost = "vk_post21";
    private const string NewAd = "120210004567001";
    private int strangers;
    private int returned;

    public void Add(DemoAppeal made, Appeal appeal, IReadOnlyList<(DemoLine Line, Message Row)> messages)
    {
        var said = messages.Where(m => m.Line.Speaker is Speaker.Client).Select(m => m.Row).ToList();
        if (said.Count == 0) return;
        var marks = First(made);
        if (!marks.IsEmpty)
        {
            Touch(appeal, said[0], marks, made.Source is { Code: not "repeat" } source && marks.Code is not NewPost ? source.Id : null, isFirst: true, made.Channel.Platform is Platforms.Form ? "https://" + shop.File.Domain + "/remont" : null);
            appeal.AdId = marks.AdId ?? marks.ItemId;
        }

        // The next post is opened in the middle of a talk.
        if (made.Channel.Platform is Platforms.Vk && marks.Code is not null and not NewPost && said.Count > 1 && returned++ % 2 == 0) Touch(appeal, said[^1], LeadMarks.Of(code: NewPost), null, isFirst: false, null);
    }

    private LeadMarks First(DemoAppeal made)
    {
        var source = made.Source is { Code: not "repeat" } known ? known : null;
        return made.Channel.Platform switch
        {
            Platforms.Telegram when made.StartCode is { } code => LeadMarks.Of(code: code),
            Platforms.Vk => LeadMarks.Of(code: source?.Code ?? NewPost),
            Platforms.Avito => LeadMarks.Of(itemId: made.AdId),
            Platforms.Form when source is not null => LeadMarks.Of(source.UtmSource, source.UtmMedium, source.UtmCampaign, source.UtmTerm, source.UtmContent),
            Platforms.WhatsApp when source is null && strangers++ % 2 == 0 => LeadMarks.Of(adId: NewAd),
            _ => LeadMarks.None,
        };
    }

    private void Touch(Appeal appeal, Message message, LeadMarks marks, Guid? source, bool isFirst, string? landing) => shop.Scope.Add(new LeadTouch
    {
        Id = Ids.New(), AppealId = appeal.Id, MessageId = message.Id, ChannelId = message.ChannelId!.Value, MarksKey = marks.Key!, LeadSourceId = source, IsFirst = isFirst, CreatedAt = message.CreatedAt,
        UtmSource = marks.UtmSource, UtmMedium = marks.UtmMedium, UtmCampaign = marks.UtmCampaign, UtmTerm = marks.UtmTerm, UtmContent = marks.UtmContent, Code = marks.Code, AdId = marks.AdId, ItemId = marks.ItemId,
        Landing = landing,
    });
}
