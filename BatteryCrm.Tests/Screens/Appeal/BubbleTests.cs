using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Appeal;
using Bunit;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class BubbleTests : BunitContext
{
    [Theory]
    [InlineData(OutboundStates.Queued, "clock", "Ждёт отправки", false)]
    [InlineData(OutboundStates.Sending, "clock", "Отправляется", false)]
    [InlineData(OutboundStates.Sent, "check", "Отправлено", false)]
    [InlineData(OutboundStates.Delivered, "checks", "Доставлено", false)]
    [InlineData(OutboundStates.Read, "checks", "Прочитано", false)]
    [InlineData(OutboundStates.Failed, "alert", "не доставлено", true)]
    [InlineData(OutboundStates.Unknown, "unknown", "не подтверждено", true)]
    [InlineData(OutboundStates.Cancelled, "ban", "отменено", true)]
    public void Tick_OfEveryState_IsItsOwn(string state, string icon, string words, bool isSaid)
    {
        var tick = Show(Message(1, MessageTypes.Operator, state: state)).Find(".tick");

        Assert.Equal((words, $"/icons/sprite.svg#{icon}"), (tick.GetAttribute("title"), tick.QuerySelector("use")!.GetAttribute("href")));
        Assert.Equal(isSaid, tick.QuerySelector(".sr-only") is null);
    }

    [Fact]
    public void Failed_Message_SaysThePlatformsWordsAndOffersToSendAgain()
    {
        var bubble = Show(Message(1, MessageTypes.Operator, state: OutboundStates.Failed) with { DeliveryError = "bot was blocked" });

        Assert.Contains("bot was blocked", bubble.Find(".after.failed").TextContent, StringComparison.Ordinal);
        Assert.Equal("Отправить ещё раз", bubble.Find("[data-action=send-again]").TextContent);
    }

    // What may have arrived is never offered to be sent again by itself.
    [Fact]
    public void Unknown_Message_OffersNothing() => Assert.Empty(Show(Message(1, MessageTypes.Operator, state: OutboundStates.Unknown)).FindAll("[data-action]"));

    [Fact]
    public void Words_WithMarkupAndLines_AreShownAsTheyAre()
    {
        var bubble = Show(Message(1, text: "<script>alert(1)</script>\n\u202Eдве строки"));

        Assert.Equal("<script>alert(1)</script>\n\u202Eдве строки", bubble.Find(".words").TextContent);
        Assert.Empty(bubble.FindAll("script"));
        Assert.Equal("auto", bubble.Find(".words").GetAttribute("dir"));
    }

    [Fact]
    public void TakeBack_OwnAndInTime_IsOfferedAndOtherwiseNot()
    {
        var own = Message(1, MessageTypes.Operator, state: OutboundStates.Queued, operatorId: Me) with { NotBefore = Noon.AddMinutes(2) };

        Assert.Equal(Noon.AddMinutes(2).ToUnixTimeMilliseconds(), long.Parse(Show(own).Find("[data-action=take-back]").GetAttribute("data-until")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(Show(own with { NotBefore = Noon }).FindAll("[data-action]"));
        Assert.Empty(Show(own with { OperatorId = Numbered(99) }).FindAll("[data-action]"));
        Assert.Empty(Show(own with { DeliveryState = OutboundStates.Sending }).FindAll("[data-action]"));
    }

    [Fact]
    public void TakeBack_InAChannelThatCannotSend_IsOfferedWithoutAnEnd()
    {
        var tried = Message(1, MessageTypes.Operator, state: OutboundStates.Queued, operatorId: Me) with { ChannelId = Numbered(7) };

        Assert.Null(Show(tried, Channel(7, canSend: false) with { Fault = "Unauthorized" }).Find("[data-action=take-back]").GetAttribute("data-until"));
        Assert.Empty(Show(tried, Channel(7), Channel(8, canSend: false) with { Fault = "Unauthorized" }).FindAll("[data-action]"));
    }

    [Fact]
    public void Edited_Message_KeepsItsEarlierWordsReadable()
    {
        var bubble = Show(Message(1, text: "в 16:00") with { EditedAt = Noon, EarlierTexts = ["в 12:30"] });

        Assert.Equal("в 12:30", bubble.Find("details .words").TextContent);
        Assert.Equal("изменено", bubble.Find("summary").TextContent);
    }

    [Fact]
    public void Deleted_Message_SaysSoAndStaysReadable()
    {
        var bubble = Show(Message(1, text: "ой") with { DeletedAt = Noon });

        Assert.Equal("Клиент удалил это сообщение", bubble.Find(".gone").TextContent);
        Assert.Equal("ой", bubble.Find(".words").TextContent);
    }

    [Fact]
    public void TakenBack_Answer_IsNotSaidToBeTheClientsDoing()
    {
        var bubble = Show(Message(1, MessageTypes.Operator, state: OutboundStates.Cancelled, operatorId: Me) with { DeletedAt = Noon });

        Assert.Equal("Ответ отозван, клиент его не увидит", bubble.Find(".gone").TextContent);
    }

    [Fact]
    public void Note_Always_SaysWhoseItIs() =>
        Assert.Equal("Заметка · Ирина Соколова", Show(Message(1, MessageTypes.Note, operatorId: Me)).Find(".note .author").TextContent.Trim());

    [Fact]
    public void AutomaticReply_SaysThatItIs_AndNobodyTakesItBack()
    {
        var bubble = Show(Message(1, MessageTypes.Automatic, state: OutboundStates.Sent));

        Assert.Equal("Автоответ", bubble.Find(".ours.auto .author").TextContent.Trim());
        Assert.Empty(bubble.FindAll("[data-action=take-back], [data-action=change]"));
    }

    [Fact]
    public void Start_IsALineAndNoBubble()
    {
        var line = Show(Message(1, text: "/start ad-77_x"));

        Assert.Contains("Клиент открыл бота по ссылке ad-77_x", line.Find(".system").TextContent, StringComparison.Ordinal);
        Assert.Empty(line.FindAll(".bubble"));
    }

    [Fact]
    public void Day_OfToday_IsNamed() => Assert.Equal("Сегодня", Show(Message(1)).Find(".day").TextContent);

    [Theory]
    [InlineData("pending", null, "photo", "загружается…")]
    [InlineData("refused", "too_large", "video", "больше 20 МБ, не загружено")]
    [InlineData("refused", "type", "document", "такой тип файла не принимается")]
    [InlineData("failed", "gone", "voice", "на платформе файла уже нет")]
    [InlineData("failed", null, "voice", "файл получить не удалось")]
    public void File_ThatIsNotThere_SaysWhyAndIsNoLink(string state, string? reason, string kind, string words)
    {
        var bubble = Show(Message(1, text: "") with { Attachments = [File(kind, state: state, reason: reason)] });

        Assert.Contains(words, bubble.Find(".file").TextContent, StringComparison.Ordinal);
        Assert.Empty(bubble.FindAll(".bubble a"));
    }

    [Theory]
    [InlineData("photo", "image/jpeg", "img")]
    [InlineData("voice", "audio/ogg", "audio")]
    [InlineData("video", "video/mp4", "video")]
    [InlineData("document", "application/pdf", "a[download]")]
    [InlineData("document", "image/svg+xml", "a[download]")]
    [InlineData("photo", null, "a[download]")]
    public void File_ThatIsStored_IsShownByWhatItIs(string kind, string? type, string element)
    {
        var shown = Show(Message(1, text: "") with { Attachments = [File(kind, type)] }).Find($".bubble {element}");

        Assert.Equal($"/files/{Numbered(5)}", shown.GetAttribute("src") ?? shown.GetAttribute("href"));
    }

    [Fact]
    public void Picture_OfTheConversation_IsALinkThatTheViewerOpens()
    {
        var picture = Show(Message(1, text: "") with { Attachments = [File("photo", "image/jpeg")] }).Find("a[data-picture]");

        Assert.Equal(($"/files/{Numbered(5)}", "_blank", "dialog"), (picture.GetAttribute("href"), picture.GetAttribute("target"), picture.GetAttribute("aria-haspopup")));
    }

    [Fact]
    public void Sound_WithoutALength_CanBePlayedAndSaved()
    {
        var named = Show(Message(1, text: "") with { Attachments = [File("audio", "audio/mpeg") with { FileName = "стук.mp3" }] });

        Assert.Equal("1", named.Find("[data-at]").GetAttribute("max"));
        Assert.Equal("0:00", named.Find("[data-time]").TextContent);
        Assert.Equal(("стук.mp3", true), (named.Find("a.name").TextContent, named.Find("a.name").HasAttribute("download")));
    }

    [Theory]
    [InlineData("voice", "audio/ogg")]
    [InlineData("video", "video/quicktime")]
    public void Media_Always_HasTheWayOutForABrowserThatCannotPlayIt(string kind, string type)
    {
        var words = Show(Message(1, text: "") with { Attachments = [File(kind, type)] }).Find("[data-unplayable]");

        Assert.True(words.HasAttribute("hidden"));
        Assert.Equal($"/files/{Numbered(5)}", words.QuerySelector("a[download]")!.GetAttribute("href"));
        Assert.Contains("Скачать (47 КБ)", words.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Extras_ContactPlaceAndForm_AreSmallCards()
    {
        var contact = Show(Message(1, text: "") with { Extra = """{"contact":{"phone":"+79270001122","name":"Мария","own":true}}""" });
        var place = Show(Message(1, text: "") with { Extra = """{"location":{"lat":53.2,"lon":50.15,"address":"Дыбенко, 30"}}""" });
        var form = Show(Message(1) with { Extra = """{"form":{"model":"iPhone 11","utm_source":"<b>yandex</b>"}}""" });

        Assert.Equal(("tel:+79270001122", "+7 927 000-11-22"), (contact.Find(".extra a").GetAttribute("href"), contact.Find(".extra a").TextContent));
        Assert.Contains("Мария", contact.Find(".extra").TextContent, StringComparison.Ordinal);
        Assert.Contains("свой номер", contact.Find(".extra").TextContent, StringComparison.Ordinal);
        Assert.Equal("geo:53.2,50.15", place.Find(".extra a").GetAttribute("href"));
        Assert.Contains("Дыбенко, 30", place.Find(".extra").TextContent, StringComparison.Ordinal);
        Assert.Contains("53.2, 50.15", place.Find(".extra").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Модель", "utm_source"], form.FindAll("dt").Select(d => d.TextContent));
        Assert.Equal("<b>yandex</b>", form.FindAll("dd")[1].TextContent);
    }

    private static AttachmentRow File(string kind, string? type = null, string state = "stored", string? reason = null) =>
        new(Numbered(5), kind, FileName: null, type, SizeBytes: 48_000, Width: null, Height: null, DurationSeconds: null, state, reason);

    private IRenderedComponent<Microsoft.AspNetCore.Components.IComponent> Show(MessageRow message, params AnswerChannel[] channels) =>
        Render(Bubble.Of(ConversationItem.Of([message], Zones.Utc)[0], new BubbleLook(Me, Noon.AddMinutes(1), Zones.Utc, channels)));
}
